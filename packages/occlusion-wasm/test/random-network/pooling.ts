import type { Padding, Pair } from '../../src/network/shape.js'
import type { MapShape, Sketch } from './sketch.js'
import { none, samePaddings } from './windows.js'

export function addPool(sketch: Sketch): void {
  const { dice } = sketch
  const [height, width] = sketch.shape as MapShape
  if (dice.chance(0.15)) {
    sketch.add({ kind: dice.pick(['globalMaxPool', 'globalAveragePool'] as const) })
    return
  }
  const windowSize: Pair = [dice.between(1, Math.min(3, height)), dice.between(1, Math.min(3, width))]
  const strides: Pair = dice.chance(0.5) ? windowSize : [dice.between(1, 3), dice.between(1, 3)]
  const room = Math.min(height - windowSize[0] * 2 + 1, width - windowSize[1] * 2 + 1)
  const kind = dice.pick(['maxPool', 'averagePool'] as const)
  const padding = dice.chance(0.5) ? poolPadding(sketch, windowSize, strides) : none
  // Any part of the padding may count: all of it, that before the map, or none.
  const counted = dice.pick([padding, [padding[0], 0, padding[2], 0], none] as const)
  const counts = kind === 'averagePool' && dice.chance(0.5) ? { counted } : {}
  const dilated = room >= 0 && dice.chance(0.3) ? { dilation: [2, dice.between(1, 2)] as const } : {}
  sketch.add({ kind, windowSize, strides, padding, ...counts, ...dilated })
}

/** As `same` has it, or different on every side, so that the last windows may stick out. */
function poolPadding(sketch: Sketch, window: Pair, strides: Pair): Padding {
  const { dice } = sketch
  const [height, width] = sketch.shape as MapShape
  if (dice.chance(0.5)) return samePaddings([height, width], window, strides, [1, 1])
  const side = (size: number) => dice.between(0, size - 1)
  return [side(window[0]), side(window[0]), side(window[1]), side(window[1])]
}
