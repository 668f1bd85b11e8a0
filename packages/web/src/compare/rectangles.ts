import type { RegionChoice } from '@umbra/core'

/** A region drawn on a picture: whole pixels, the last row and column left out. */
export interface Rectangle {
  readonly name: string
  readonly top: number
  readonly left: number
  readonly bottom: number
  readonly right: number
}

/** Rectangles on images of a size, `48x48;beak:3,4,20,30;tail:25,4,40,30`: rows and columns, top, left, bottom, right. */
export function rectanglesText(
  rectangles: readonly Rectangle[],
  [height, width]: readonly [number, number],
): string {
  const parts = rectangles.map(
    ({ name, top, left, bottom, right }) => `${name}:${[top, left, bottom, right].join(',')}`,
  )
  return [`${height}x${width}`, ...parts].join(';')
}

/**
 * Reads what `rectanglesText` wrote.
 *
 * @returns undefined where it was not written so; those that do not lie in the image are left out
 */
export function readRectangles(
  text: string,
): { readonly size: readonly [number, number]; readonly rectangles: readonly Rectangle[] } | undefined {
  const [first = '', ...parts] = text.split(';')
  const [, height, width] = /^(\d{1,5})x(\d{1,5})$/.exec(first) ?? []
  if (height === undefined || width === undefined) return undefined
  const size = [Number(height), Number(width)] as const
  const rectangles = parts.flatMap((part) => {
    const [, name, ...sides] = /^([^:]+):(\d+),(\d+),(\d+),(\d+)$/.exec(part) ?? []
    const [top, left, bottom, right] = sides.map(Number) as [number, number, number, number]
    return name && top < bottom && left < right && bottom <= size[0] && right <= size[1]
      ? [{ name, top, left, bottom, right }]
      : []
  })
  return { size, rectangles }
}

/** The masks of rectangles, as `--regions` takes them: H lines of W characters for each name, `#` inside. */
export function masksOf(
  rectangles: readonly Rectangle[],
  [height, width]: readonly [number, number],
): RegionChoice {
  const outside = '.'.repeat(width)
  return Object.fromEntries(
    rectangles.map(({ name, top, left, bottom, right }) => {
      const inside = '.'.repeat(left) + '#'.repeat(right - left) + '.'.repeat(width - right)
      const lines = Array.from({ length: height }, (_, y) => (y >= top && y < bottom ? inside : outside))
      return [name, lines]
    }),
  )
}
