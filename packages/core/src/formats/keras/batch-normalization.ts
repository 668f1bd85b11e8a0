import { batchNormFactors } from '../../network/batch-norm-factors.js'
import type { LayerContext, LayerValue } from './layer-context.js'
import { numberOf, unsupported } from './settings.js'

/** BatchNormalization once trained: one factor and one offset a channel. */
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
  const factors = batchNormFactors({ gamma, beta, mean, variance, epsilon })
  return builder.add([input], { kind: 'scaleShift', ...factors }, layer.name)
}
