import { InputError } from '../errors.js'
import type { Band, Region } from './region.js'

const NAMES: Readonly<Record<number, readonly string[]>> = {
  2: ['top', 'bottom'],
  3: ['top', 'middle', 'bottom'],
}

/**
 * Horizontal bands, cut at round(r·H/R): rows 0–8, 9–18 and 19–27 for the three bands of a 28-row image.
 *
 * @param count - R, 1 … H; two and three bands have names, others are numbered from the top. Unless told three, or a row each of fewer rows
 * @throws InputError BANDS
 */
export function bands(height: number, width: number, count = Math.min(3, height)): Band[] {
  requireCuts('BANDS', 'bands', count, height)
  return Array.from({ length: count }, (_, r) => {
    const rows = [Math.round((r * height) / count), Math.round(((r + 1) * height) / count)] as const
    const name = NAMES[count]?.[r] ?? `band ${r + 1}`
    return { name, rows, pixels: rectangle(rows, [0, width], width) }
  })
}

/**
 * A grid of rows × columns regions, cut as bands are, named `r1 c1` and so on.
 *
 * @throws InputError GRID
 */
export function gridRegions(height: number, width: number, rows: number, columns: number): Region[] {
  requireCuts('GRID', 'rows', rows, height)
  requireCuts('GRID', 'columns', columns, width)
  const cut = (size: number, parts: number, i: number) => Math.round((i * size) / parts)
  const regions: Region[] = []
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const ys = [cut(height, rows, i), cut(height, rows, i + 1)] as const
      const xs = [cut(width, columns, j), cut(width, columns, j + 1)] as const
      regions.push({ name: `r${i + 1} c${j + 1}`, pixels: rectangle(ys, xs, width) })
    }
  }
  return regions
}

/**
 * A region drawn by hand: every pixel whose mask value is not 0.
 *
 * @param mask - [H·W]
 * @throws InputError MASK_EMPTY
 */
export function maskRegion(name: string, mask: ArrayLike<number>): Region {
  const pixels = Uint32Array.from(
    Array.from({ length: mask.length }, (_, p) => p).filter((p) => mask[p] !== 0),
  )
  if (pixels.length === 0) throw new InputError('MASK_EMPTY', `the mask of region ${name} holds no pixel`)
  return { name, pixels }
}

function requireCuts(code: string, what: string, count: number, size: number): void {
  if (!Number.isInteger(count) || count < 1 || count > size) {
    throw new InputError(
      code,
      `${count} ${what} of ${size} pixels, expected a whole number from 1 to ${size}`,
    )
  }
}

function rectangle(ys: readonly [number, number], xs: readonly [number, number], width: number): Uint32Array {
  const pixels: number[] = []
  for (let y = ys[0]; y < ys[1]; y++) for (let x = xs[0]; x < xs[1]; x++) pixels.push(y * width + x)
  return Uint32Array.from(pixels)
}
