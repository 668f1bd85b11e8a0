import type { Activation } from '@umbra/occlusion-wasm'
import { added, type LayerReading, passing } from './layer-reading.js'
import type { LayerOf } from './layer-schemas.js'
import { inOrderOf, type Value } from './value.js'

type Plain = LayerOf<'relu'>['kind']

/** Those without settings. */
const plain: { readonly [Kind in Plain]: Activation } = {
  linear: { name: 'linear' },
  relu: { name: 'relu' },
  relu6: { name: 'relu6' },
  selu: { name: 'selu' },
  sigmoid: { name: 'sigmoid' },
  logSigmoid: { name: 'logSigmoid' },
  tanh: { name: 'tanh' },
  tanhShrink: { name: 'tanhShrink' },
  hardTanh: { name: 'clip', least: -1, most: 1 },
  softplus: { name: 'softplus' },
  softsign: { name: 'softsign' },
  silu: { name: 'swish' },
  hardSwish: { name: 'hardSwish' },
  mish: { name: 'mish' },
  exponential: { name: 'exponential' },
  log: { name: 'log' },
  sqrt: { name: 'sqrt' },
  reciprocal: { name: 'reciprocal' },
  square: { name: 'square' },
  abs: { name: 'abs' },
  negate: { name: 'negate' },
  erf: { name: 'erf' },
}

const NONE = Number.POSITIVE_INFINITY

type ActivationFile = LayerOf<
  | Plain
  | ('leakyRelu' | 'elu' | 'celu' | 'gelu' | 'hardSigmoid' | 'thresholdRelu')
  | ('clip' | 'softShrink' | 'hardShrink' | 'power')
>

/** A nonlinearity of each value. */
export function readActivation(reading: LayerReading<ActivationFile>): Value {
  const { layer, name, input } = reading
  const operation = { kind: 'activation', activation: activationOf(reading) } as const
  if (layer.kind === 'linear') return passing(reading, input, operation)
  const value = inOrderOf(input, added(reading, [input], operation))
  if (layer.kind === 'sigmoid') return probable(reading, value, 'a sigmoid')
  if (layer.kind === 'logSigmoid') return probable(reading, value, 'a sigmoid’s logarithm')
  const ending = `layer "${name}" ends in ${layer.kind}`
  return { ...value, ending, ...(layer.kind === 'hardSigmoid' && { probabilities: name }) }
}

/** Softmax or its logarithm over the channels of each place, or over all values of a vector. */
export function readSoftmax(reading: LayerReading<LayerOf<'softmax'>>): Value {
  const { layer, name, input } = reading
  const value = inOrderOf(input, added(reading, [input], { kind: layer.kind }))
  const words = layer.kind === 'softmax' ? 'a softmax' : 'a softmax’s logarithm'
  const places = input.shape.slice(0, -1)
  if (places.every((size) => size === 1)) return probable(reading, value, words)
  const ending = `not read before layer "${name}", ${words} over some of them`
  return { ...value, ending, probabilities: name }
}

/** A softmax or sigmoid of all values: at the end of the network scores are read before it. */
function probable({ name, input }: LayerReading, value: Value, words: string): Value {
  const kind = words.startsWith('a softmax') ? 'softmax' : 'sigmoid'
  const { logits: _, ...before } = input
  const head = { kind, reason: `read before layer "${name}", ${words}` } as const
  return { ...value, probabilities: name, logits: { value: before, head } }
}

function activationOf({ layer, layout }: LayerReading<ActivationFile>): Activation {
  switch (layer.kind) {
    case 'leakyRelu':
      return { name: 'leakyRelu', alpha: layer.alpha ?? layout.leakyAlpha }
    case 'elu':
    case 'celu':
      return { name: layer.kind, alpha: layer.alpha ?? 1 }
    case 'gelu':
      return { name: layer.approximate === 'tanh' ? 'geluTanh' : 'gelu' }
    case 'hardSigmoid':
      return { name: 'hardSigmoid', slope: layer.slope }
    case 'thresholdRelu': {
      const { negativeSlope, threshold, limit = NONE } = layer
      return { name: 'thresholdRelu', negativeSlope, threshold, limit }
    }
    case 'clip':
      return { name: 'clip', least: layer.least ?? -NONE, most: layer.most ?? NONE }
    case 'softShrink':
    case 'hardShrink':
      return { name: layer.kind, threshold: layer.threshold }
    case 'power':
      return { name: 'power', exponent: layer.exponent }
    default:
      return plain[layer.kind]
  }
}
