import type { LayerContext, LayerValue } from './layer-context.js'
import { numberOf, unsupported } from './settings.js'

/**
 * BatchNormalization once trained: gamma·(x − mean)/√(variance + epsilon) + beta, as one factor and one offset a channel
 * (Ioffe and Szegedy, 2015, algorithm 2). Computed in float64 and rounded once.
 */
export function readBatchNormalization(context: LayerContext): LayerValue {
  const { layer, input, builder, weights, path } = context
  const rank = input.shape.length
  const axis = [layer.config.axis ?? -1].flat()
  if (axis.length !== 1 || (axis[0] !== -1 && axis[0] !== rank)) {
    throw unsupported(layer, `normalises along axis ${JSON.stringify(layer.config.axis)}`)
  }
  const channels = input.shape.at(-1)!
  const find = (parameter: string) => weights.find(path, parameter, [channels]).values
  const mean = find('moving_mean')
  const variance = find('moving_variance')
  const gamma = layer.config.scale === false ? undefined : find('gamma')
  const beta = layer.config.center === false ? undefined : find('beta')
  const epsilon = numberOf(layer, 'epsilon', 1e-3)
  const factors = Float64Array.from(variance, (v, c) => (gamma?.[c] ?? 1) / Math.sqrt(v + epsilon))
  const scale = Float32Array.from(factors)
  const shift = Float32Array.from(factors, (factor, c) => (beta?.[c] ?? 0) - mean[c]! * factor)
  return builder.add([input], { kind: 'scaleShift', scale, shift }, layer.name)
}
