import type { Operation } from '../../src/network/layer.js'
import { addActivation } from './drawn-activations.js'
import type { Sketch } from './sketch.js'

/** What is made of all channels of a place, or of groups of them over all places. */
export function addNorm(sketch: Sketch): void {
  const { dice } = sketch
  const channels = sketch.shape.at(-1)!
  const affine = { scale: dice.floats(channels, 1.5), shift: dice.floats(channels, 0.5) }
  // Small values would be made large, and their rounding with them.
  const epsilon = dice.pick([0.02, 0.3])
  const divisors = Array.from({ length: channels }, (_, i) => i + 1).filter((n) => channels % n === 0)
  const norms: Operation[] = [
    { kind: 'layerNorm', epsilon, ...affine },
    { kind: 'rmsNorm', epsilon, ...affine },
    { kind: 'l2Normalize', epsilon },
    { kind: 'softmax' },
    { kind: 'logSoftmax' },
  ]
  if (sketch.shape.length === 3) {
    const some = () => dice.between(0, 3)
    const response = {
      alpha: dice.pick([1e-4, 0.5]),
      beta: dice.pick([0.75, 0.5, 1.3]),
      bias: dice.pick([1, 2]),
    }
    norms.push({ kind: 'groupNorm', groups: dice.pick(divisors), epsilon, ...affine })
    norms.push({ kind: 'groupNorm', groups: dice.pick(divisors), epsilon, ...affine })
    norms.push({ kind: 'localResponseNorm', radius: [some(), some()], ...response })
  }
  sketch.add(dice.pick(norms))
  if (dice.chance(0.4)) addActivation(sketch)
}
