import { type Padding, type Pair, samePadding } from '@umbra/occlusion-wasm'

/** As many on every side, [rows, columns], or all four. */
type SidesFile = number | readonly number[]

/** A window sliding over a feature map. */
export interface Windows {
  readonly kernelSize: Pair
  readonly strides: Pair
  readonly dilation: Pair
}

export function pairOf(value: number | readonly [number, number]): Pair {
  return typeof value === 'number' ? [value, value] : value
}

/** [top, bottom, left, right]. */
export function sidesOf(sides: SidesFile): Padding {
  if (typeof sides === 'number') return [sides, sides, sides, sides]
  if (sides.length === 4) return sides as unknown as Padding
  const [rows, columns] = sides as Pair
  return [rows, rows, columns, columns]
}

/** What lies around a map: none for `valid`, and for `same` as much as keeps every position. */
export function paddingOf(
  padding: SidesFile | 'valid' | 'same',
  { kernelSize, strides, dilation }: Windows,
  [height, width]: Pair,
): Padding {
  if (padding === 'valid') return [0, 0, 0, 0]
  if (padding !== 'same') return sidesOf(padding)
  return [
    ...samePadding(height, kernelSize[0], strides[0], dilation[0]),
    ...samePadding(width, kernelSize[1], strides[1], dilation[1]),
  ]
}
