import type { Pair } from '../../src/network/shape.js'
import type { MapShape, Sketch } from './sketch.js'

/** A slice, with steps or in reverse, or numbers in any order, some of them perhaps more than once. */
export function addSelection(sketch: Sketch, axis: number): void {
  const { dice } = sketch
  const size = sketch.shape[axis]!
  const step = dice.between(1, 3)
  const from = dice.between(0, size - 1)
  const slice = Array.from({ length: Math.ceil((size - from) / step) }, (_, i) => from + i * step)
  const any = Array.from({ length: dice.between(1, 8) }, () => dice.between(0, size - 1))
  sketch.add({ kind: 'select', axis, indices: dice.pick([slice, slice, [...slice].reverse(), any]) })
}

/** To a whole multiple of the size, as upsampling layers do, or to any size. */
export function addResize(sketch: Sketch): void {
  const { dice } = sketch
  const [height, width] = sketch.shape as MapShape
  const factor = (size: number) => dice.between(1, Math.max(1, Math.min(3, Math.floor(16 / size))))
  const size: Pair = dice.chance(0.6)
    ? [height * factor(height), width * factor(width)]
    : [dice.between(1, 13), dice.between(1, 13)]
  sketch.add({ kind: 'resize', size, interpolation: dice.pick(['nearest', 'bilinear'] as const) })
}

/** Along any axes but all; what is left without one of its axes becomes a map again. */
export function addReduction(sketch: Sketch): void {
  const { dice } = sketch
  const axes = dice.pick([[0], [1], [2], [2], [0, 1], [1, 0], [0, 2], [1, 2]])
  const by = dice.pick(['mean', 'sum', 'max'] as const)
  const keepAxes = dice.chance(0.6)
  sketch.add({ kind: 'reduce', by, axes, keepAxes })
  if (by === 'sum') {
    // Back to about 1, as values are everywhere in these networks.
    const length = sketch.shape.at(-1)!
    const scale = new Float32Array(length).fill(1 / 8)
    sketch.add({ kind: 'scaleShift', scale, shift: dice.floats(length, 0.3) })
  }
  if (sketch.shape.length === 2) {
    if (dice.chance(0.3)) addSelection(sketch, dice.between(0, 1))
    if (dice.chance(0.3)) sketch.add({ kind: 'transpose', axes: [1, 0] })
    sketch.add({ kind: 'reshape', shape: [...sketch.shape, 1] })
  }
}

/** Rows and columns left out at the edges, and of each at least one not. */
export function addCrop(sketch: Sketch): void {
  const { dice } = sketch
  const [height, width] = sketch.shape as MapShape
  const along = (size: number) => {
    const before = dice.between(0, Math.min(2, size - 1))
    return [before, dice.between(0, Math.min(2, size - 1 - before))] as const
  }
  sketch.add({ kind: 'crop', cropping: [...along(height), ...along(width)] })
}

/** Rows and columns added at the edges, of zeros or of any other kind. */
export function addPadding(sketch: Sketch): void {
  const { dice } = sketch
  const [height, width] = sketch.shape as MapShape
  const some = (most = 2) => dice.between(0, Math.min(2, most))
  if (dice.chance(0.4)) {
    sketch.add({ kind: 'zeroPad', padding: [some(), some(), some(), some()] })
    return
  }
  const mode = dice.pick(['constant', 'reflect', 'symmetric', 'edge'] as const)
  const side = (size: number) => some(mode === 'reflect' ? size - 1 : mode === 'symmetric' ? size : 2)
  const padding = [side(height), side(height), side(width), side(width)] as const
  const value = mode === 'constant' ? { value: dice.uniform() - 0.5 } : {}
  sketch.add({ kind: 'pad', padding, mode, ...value })
}

export function addTransposition(sketch: Sketch): void {
  sketch.add({ kind: 'transpose', axes: sketch.dice.pick(orders) })
}

/** Rows for columns, or all places in one column. */
export function addReshape(sketch: Sketch): void {
  const [height, width, channels] = sketch.shape as MapShape
  const turned = sketch.dice.chance(0.5)
  sketch.add({ kind: 'reshape', shape: turned ? [width, height, channels] : [height * width, 1, channels] })
}

const orders = [
  [2, 0, 1],
  [1, 0, 2],
  [1, 2, 0],
  [0, 2, 1],
  [2, 1, 0],
  [0, 1, 2],
] as const
