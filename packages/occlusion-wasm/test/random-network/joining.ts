import type { Pair } from '../../src/network/shape.js'
import { addActivation, addBetween } from './drawn-activations.js'
import type { MapShape, Sketch } from './sketch.js'
import { samePaddings } from './windows.js'

/** A branch of one convolution that keeps the shape, added to what it started from. */
export function addResidual(sketch: Sketch): void {
  const from = sketch.layers.length - 1
  addBranch(sketch, (sketch.shape as MapShape)[2])
  sketch.add({ kind: 'add' }, [sketch.layers.length - 1, from])
}

/** Branches that meet side by side; what they started from is one of them, or comes twice. */
export function addConcat(sketch: Sketch): void {
  const { dice } = sketch
  const [height, width, channels] = sketch.shape as MapShape
  const from = sketch.layers.length - 1
  const axis = dice.pick([0, 1, 2, 2, 2, 2])
  const branches = Array.from({ length: dice.between(1, 2) }, () => {
    if (dice.chance(0.2)) return from
    const filters = axis === 2 ? dice.pick([1, 3, 4, 8]) : channels
    addBranch(sketch, filters, from)
    if (dice.chance(0.2)) {
      // Behind this no field of pixels steps as the image's does.
      sketch.add({
        kind: 'resize',
        size: [dice.between(1, 9), dice.between(1, 9)],
        interpolation: 'bilinear',
      })
      sketch.add({ kind: 'resize', size: [height, width], interpolation: 'nearest' })
    }
    return sketch.layers.length - 1
  })
  branches.splice(dice.between(0, branches.length), 0, from)
  sketch.add({ kind: 'concat', axis }, branches)
}

/** One value for each channel, or each place, over the whole map: as squeeze and excitation have it, or an attention map. */
export function addGate(sketch: Sketch): void {
  const { dice } = sketch
  const [height, width, channels] = sketch.shape as MapShape
  const from = sketch.layers.length - 1
  if (dice.chance(0.6)) {
    sketch.add({ kind: dice.pick(['globalMaxPool', 'globalAveragePool'] as const) })
    for (const units of dice.chance(0.5) ? [dice.between(1, 5), channels] : [channels]) {
      const inputs = sketch.shape[0]!
      const kernel = dice.floats(inputs * units, 1.5 / Math.sqrt(inputs))
      sketch.add({ kind: 'dense', kernel, bias: dice.floats(units, 0.3) })
      addActivation(sketch)
    }
    if (dice.chance(0.4)) sketch.add({ kind: 'reshape', shape: [1, 1, channels] })
  } else {
    addBranch(sketch, 1)
    const way = dice.between(0, 2)
    if (way > 0) {
      const size: Pair = way === 1 ? [1, width] : [height, 1]
      sketch.add({ kind: 'resize', size, interpolation: 'bilinear' })
    }
  }
  combineWith(sketch, from)
}

/** Branches that meet again otherwise than in a sum. */
export function addCombination(sketch: Sketch): void {
  const from = sketch.layers.length - 1
  addBranch(sketch, (sketch.shape as MapShape)[2])
  combineWith(sketch, from)
}

/** A convolution that keeps height and width. */
function addBranch(sketch: Sketch, filters: number, from = sketch.layers.length - 1): void {
  const { dice } = sketch
  const [height, width, channels] = sketch.shapeOf(from) as MapShape
  const kernelSize: Pair = [dice.between(1, 3), dice.between(1, 3)]
  const padding = samePaddings([height, width], kernelSize, [1, 1], [1, 1])
  const kernel = dice.floats(kernelSize[0] * kernelSize[1] * channels * filters, 0.4)
  const sliding = { kernelSize, strides: [1, 1], dilation: [1, 1], padding } as const
  sketch.add({ kind: 'conv2d', ...sliding, kernel, bias: dice.floats(filters, 0.3) }, [from])
  if (dice.chance(0.5)) addActivation(sketch)
}

function combineWith(sketch: Sketch, from: number): void {
  const { dice } = sketch
  const kinds = ['multiply', 'multiply', 'add', 'subtract', 'divide', 'maximum', 'minimum'] as const
  const kind = dice.pick(kinds)
  if (kind === 'divide') addBetween(sketch, 0.5, 1.5)
  const branch = sketch.layers.length - 1
  const commutes = kind !== 'divide' && dice.chance(0.5)
  const inputs = commutes ? [branch, from] : [from, branch]
  if (kind !== 'divide' && kind !== 'subtract' && dice.chance(0.2)) inputs.push(dice.pick(inputs))
  sketch.add({ kind }, inputs)
  if (dice.chance(0.2)) addActivation(sketch)
}
