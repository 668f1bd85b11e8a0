import { batchNormFactors } from '../../network/batch-norm-factors.js'
import { added, inOrder, type LayerReading, mapShapeOf, refuse } from './layer-reading.js'
import type { LayerOf } from './layer-schemas.js'
import { inOrderOf, type Value } from './value.js'
import { rowsInOrder } from './weighted-layers.js'

type Affine = 'batchNorm' | 'scaleShift' | 'layerNorm' | 'rmsNorm' | 'instanceNorm' | 'groupNorm'

/** Batch normalisation once trained: a factor and an offset for each channel. */
export function readBatchNorm(reading: LayerReading<LayerOf<'batchNorm'>>): Value {
  const { layer, name, layout } = reading
  const { names } = layout
  const mean = perChannel(reading, layer.mean ?? `${name}${names.mean}`)
  const variance = perChannel(reading, layer.variance ?? `${name}${names.variance}`)
  const { gamma, beta } = affineOf(reading)
  const factors = batchNormFactors({ gamma, beta, mean, variance, epsilon: layer.epsilon ?? layout.epsilon })
  return scaled(reading, factors)
}

/** A factor and an offset for each channel, of which the file may leave out one. */
export function readScaleShift(reading: LayerReading<LayerOf<'scaleShift'>>): Value {
  const { name, layout } = reading
  const { gamma, beta } = affineOf(reading)
  // Asked for by name, so that the message tells what was looked for.
  if (!gamma && !beta) perChannel(reading, `${name}${layout.names.normWeight}`)
  return scaled(reading, affine(reading, { gamma, beta }))
}

function scaled(reading: LayerReading, factors: { scale: Float32Array; shift: Float32Array }): Value {
  const { input } = reading
  const value = added(reading, [input], { kind: 'scaleShift', ...factors })
  return inOrderOf(input, value)
}

/** Norms of what is there: over the channels of each place (or a vector), or over all places of each channel or group of them. */
export function readNorm(
  reading: LayerReading<LayerOf<'layerNorm' | 'rmsNorm' | 'instanceNorm' | 'groupNorm'>>,
): Value {
  const { layer, label, layout } = reading
  const { input } = reading
  if (layer.kind === 'layerNorm' || layer.kind === 'rmsNorm') {
    const { kind } = layer
    const epsilon = layer.epsilon ?? (kind === 'rmsNorm' ? layout.rmsEpsilon : layout.epsilon)
    const value = added(reading, [input], { kind, epsilon, ...affine(reading, affineOf(reading)) })
    return inOrderOf(input, value)
  }
  const [, , channels] = mapShapeOf(reading)
  const groups = layer.kind === 'groupNorm' ? layer.groups : channels
  if (channels % groups !== 0)
    throw refuse(label, `has ${groups} groups, expected a divisor of ${channels} channels`)
  const epsilon = layer.epsilon ?? layout.epsilon
  const factors = affine(reading, affineOf(reading))
  return added(reading, [input], { kind: 'groupNorm', groups, epsilon, ...factors })
}

/** F.normalize's 10⁻¹² bounds the root, ours the sum of squares. */
const LEAST_SQUARES = 1e-24

export function readL2Normalize(reading: LayerReading<LayerOf<'l2Normalize'>>): Value {
  const { input } = reading
  const epsilon = reading.layer.epsilon ?? LEAST_SQUARES
  const value = added(reading, [input], { kind: 'l2Normalize', epsilon })
  return inOrderOf(input, value)
}

export function readLocalResponseNorm(reading: LayerReading<LayerOf<'localResponseNorm'>>): Value {
  const { radius, alpha, beta, bias } = reading.layer
  const around = typeof radius === 'number' ? ([radius, radius] as const) : radius
  const operation = { kind: 'localResponseNorm', radius: around, alpha, beta, bias } as const
  return added(reading, [inOrder(reading, reading.input)], operation)
}

/** A norm's factor and offset for each channel, where it has them. */
function affineOf(reading: LayerReading<LayerOf<Affine>>) {
  const { layer, name, layout, weights } = reading
  const named = (stated: string | undefined, own: string) => {
    const tensor = stated ?? (weights.has(own) ? own : undefined)
    return tensor === undefined ? undefined : perChannel(reading, tensor)
  }
  const weight = layer.kind === 'rmsNorm' ? layout.names.rmsWeight : layout.names.normWeight
  return {
    gamma: named(layer.weight, `${name}${weight}`),
    beta: named(layer.bias, `${name}${layout.names.normBias}`),
  }
}

/** Ones and zeros where there is none. */
function affine({ input }: LayerReading, { gamma, beta }: ReturnType<typeof affineOf>) {
  const channels = input.shape.at(-1)!
  return { scale: gamma ?? new Float32Array(channels).fill(1), shift: beta ?? new Float32Array(channels) }
}

function perChannel({ input, weights, label }: LayerReading, tensor: string): Float32Array {
  return rowsInOrder(weights.take(tensor, [input.shape.at(-1)!], label).values, 1, input.order)
}
