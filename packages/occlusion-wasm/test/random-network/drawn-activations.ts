import { type Activation, isTotal } from '../../src/network/activation.js'
import type { Sketch } from './sketch.js'

const activations: readonly Activation[] = [
  { name: 'relu' },
  { name: 'relu' },
  { name: 'relu' },
  { name: 'linear' },
  { name: 'relu6' },
  { name: 'leakyRelu', alpha: 0.2 },
  { name: 'elu', alpha: 0.7 },
  { name: 'selu' },
  { name: 'sigmoid' },
  { name: 'tanh' },
  { name: 'softplus' },
  { name: 'swish' },
  { name: 'gelu' },
  { name: 'geluTanh' },
]

/**
 * Those that few networks have. None that jumps, as at a threshold: there a value's last bit decides, and no tolerance holds.
 * Jumps are tested with values that float32 has exactly.
 */
const rarer: readonly Activation[] = [
  { name: 'thresholdRelu', negativeSlope: 0.1, threshold: 0, limit: Number.POSITIVE_INFINITY },
  { name: 'thresholdRelu', negativeSlope: 0.2, threshold: 0, limit: 0.9 },
  { name: 'hardSigmoid', slope: 0.2 },
  { name: 'hardSigmoid', slope: 1 / 6 },
  { name: 'hardSwish' },
  { name: 'clip', least: -0.6, most: 0.4 },
  { name: 'mish' },
  { name: 'softsign' },
  { name: 'exponential' },
  { name: 'logSigmoid' },
  { name: 'celu', alpha: 1.4 },
  { name: 'softShrink', threshold: 0.2 },
  { name: 'tanhShrink' },
  { name: 'square' },
  { name: 'abs' },
  { name: 'negate' },
  { name: 'erf' },
  { name: 'log' },
  { name: 'sqrt' },
  { name: 'reciprocal' },
  { name: 'power', exponent: 3 },
  { name: 'power', exponent: -0.5 },
  { name: 'power', exponent: 1.7 },
]

/** Every activation that random networks draw from. */
export const drawnActivations: readonly Activation[] = [...activations, ...rarer]

export function addActivation(sketch: Sketch): void {
  const { dice } = sketch
  const activation = dice.pick(dice.chance(0.4) ? rarer : activations)
  // Exponentials of exponentials leave float32.
  if (activation.name === 'exponential' || activation.name === 'square')
    sketch.add({ kind: 'activation', activation: { name: 'tanh' } })
  else if (!isTotal(activation)) addBetween(sketch, 0.5, 1.5)
  sketch.add({ kind: 'activation', activation })
}

/** Draws values in, so that what follows is defined, and no worse conditioned than the rest. */
export function addBetween(sketch: Sketch, least: number, most: number): void {
  const channels = sketch.shape.at(-1)!
  sketch.add({ kind: 'activation', activation: { name: 'sigmoid' } })
  const scale = new Float32Array(channels).fill(most - least)
  sketch.add({ kind: 'scaleShift', scale, shift: new Float32Array(channels).fill(least) })
}
