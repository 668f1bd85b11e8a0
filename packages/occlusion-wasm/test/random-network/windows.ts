import { samePadding } from '../../src/network/same-padding.js'
import type { Padding, Pair } from '../../src/network/shape.js'
import type { MapShape, Sketch } from './sketch.js'

export const none: Padding = [0, 0, 0, 0]

export function samePaddings(size: Pair, window: Pair, strides: Pair, dilation: Pair): Padding {
  const [top, bottom] = samePadding(size[0], window[0], strides[0], dilation[0])
  const [left, right] = samePadding(size[1], window[1], strides[1], dilation[1])
  return [top, bottom, left, right]
}

/** How the windows of a convolution lie. */
export function drawnWindows(sketch: Sketch) {
  const { dice } = sketch
  const [height, width] = sketch.shape as MapShape
  const kernelSize: Pair = [dice.between(1, Math.min(5, height)), dice.between(1, Math.min(5, width))]
  const strides: Pair = dice.chance(0.6) ? [1, 1] : [dice.between(1, 3), dice.between(1, 3)]
  const fits = (axis: 0 | 1, size: number) => (kernelSize[axis] - 1) * 2 + 1 <= size
  const dilation: Pair = [
    fits(0, height) && dice.chance(0.2) ? 2 : 1,
    fits(1, width) && dice.chance(0.2) ? 2 : 1,
  ]
  const padding = dice.chance(0.4) ? samePaddings([height, width], kernelSize, strides, dilation) : none
  return { kernelSize, strides, dilation, padding }
}
