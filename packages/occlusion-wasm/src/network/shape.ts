/** Sizes of one value, without the batch axis: [H, W, C] of feature maps, [n] of a vector. */
export type Shape = readonly number[]

export type MapShape = readonly [height: number, width: number, channels: number]

/** Rows or columns, then: [vertical, horizontal]. */
export type Pair = readonly [vertical: number, horizontal: number]

/** Zeros (or, in pooling, nothing) added around a feature map. */
export type Padding = readonly [top: number, bottom: number, left: number, right: number]

/** How many values a shape holds. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1)
}
