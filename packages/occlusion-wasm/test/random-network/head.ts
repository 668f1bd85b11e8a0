import { sizeOf } from '../../src/network/shape.js'
import { addActivation } from './drawn-activations.js'
import { addNorm } from './norms.js'
import { addSelection } from './rearrangement.js'
import type { Sketch } from './sketch.js'

/** Down to a vector of scores, in any of the ways networks end. */
export function addHead(sketch: Sketch): void {
  const { dice } = sketch
  if (sketch.shape.length === 3) {
    if (dice.chance(0.25)) sketch.add({ kind: dice.pick(['globalMaxPool', 'globalAveragePool'] as const) })
    else if (dice.chance(0.2)) {
      sketch.add({ kind: 'transpose', axes: [2, 0, 1] })
      sketch.add({ kind: 'flatten' })
    } else if (dice.chance(0.3)) sketch.add({ kind: 'reshape', shape: [sizeOf(sketch.shape)] })
    else sketch.add({ kind: 'flatten' })
  }
  if (dice.chance(0.2)) {
    const branch = sketch.layers.length - 1
    const inputs = sketch.shape[0]!
    if (branch >= 0) {
      sketch.add({
        kind: 'dense',
        kernel: dice.floats(inputs * 5, 1 / Math.sqrt(inputs)),
        bias: dice.floats(5, 0.3),
      })
      sketch.add({ kind: 'concat', axis: 0 }, dice.chance(0.5) ? [branch, branch + 1] : [branch + 1, branch])
    }
  }
  if (sketch.layers.length > 0 && dice.chance(0.1)) addSelection(sketch, 0)
  if (sketch.layers.length > 0 && dice.chance(0.05)) {
    sketch.add({ kind: 'reduce', by: dice.pick(['mean', 'max'] as const), axes: [0], keepAxes: true })
  }
  const size = sketch.shape[0]!
  if (dice.chance(0.2))
    sketch.add({ kind: 'scaleShift', scale: dice.floats(size, 1.5), shift: dice.floats(size, 0.5) })
  if (dice.chance(0.2)) addActivation(sketch)
  if (dice.chance(0.15)) addNorm(sketch)
  for (let n = dice.between(0, 2); n > 0; n--) {
    const [inputs, units] = [sketch.shape[0]!, dice.pick([1, 2, 7, 10, 33, 70])]
    const kernel = dice.floats(inputs * units, 1.5 / Math.sqrt(inputs))
    sketch.add({ kind: 'dense', kernel, bias: dice.floats(units, 0.3) })
    if (dice.chance(0.6)) addActivation(sketch)
  }
  if (sketch.layers.length === 0) sketch.add({ kind: 'flatten' })
}
