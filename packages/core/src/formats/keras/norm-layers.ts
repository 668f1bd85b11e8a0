import type { LayerContext, LayerValue } from './layer-context.js'
import { malformed, numberOf, unsupported } from './settings.js'

/**
 * LayerNormalization (Ba et al., 2016): over the channels of each place, or over all values of an image, each of which has a gamma
 * and a beta of its own then.
 */
export function readLayerNormalization(context: LayerContext): LayerValue {
  const { layer, input, builder } = context
  if (layer.config.rms_scaling === true) throw unsupported(layer, 'has rms_scaling')
  const axes = axesOf(context)
  const rank = input.shape.length
  const epsilon = numberOf(layer, 'epsilon', 1e-3)
  if (axes.length === 1 && axes[0] === rank) {
    const norm = { kind: 'layerNorm', epsilon, ...affineOf(context, [input.shape.at(-1)!]) } as const
    return builder.add([input], norm, layer.name)
  }
  if (axes.length < rank) throw unsupported(layer, `normalises along axes ${JSON.stringify(axes)}`)
  const flat = builder.add([input], { kind: 'flatten' }, layer.name)
  const norm = { kind: 'layerNorm', epsilon, ...affineOf(context, input.shape) } as const
  const normal = builder.add([flat], norm, layer.name)
  return builder.add([normal], { kind: 'reshape', shape: input.shape }, layer.name)
}

/** RMSNormalization (Zhang and Sennrich, 2019), over the channels of each place. */
export function readRmsNormalization(context: LayerContext): LayerValue {
  const { layer, input, builder, weights, path } = context
  requireLastAxis(context)
  const channels = input.shape.at(-1)!
  const scale = weights.find(path, 'scale', [channels]).values
  const epsilon = numberOf(layer, 'epsilon', 1e-6)
  const shift = new Float32Array(channels)
  return builder.add([input], { kind: 'rmsNorm', scale, shift, epsilon }, layer.name)
}

/** GroupNormalization (Wu and He, 2018); −1 groups are as many as channels, which is instance norm. */
export function readGroupNormalization(context: LayerContext): LayerValue {
  const { layer, input, builder } = context
  requireLastAxis(context)
  const channels = input.shape.at(-1)!
  const stated = numberOf(layer, 'groups', 32)
  const groups = stated === -1 ? channels : stated
  if (!Number.isInteger(groups) || groups < 1 || channels % groups !== 0) {
    throw malformed(layer, 'groups', `−1, or a divisor of ${channels} channels`)
  }
  const epsilon = numberOf(layer, 'epsilon', 1e-3)
  const norm = { kind: 'groupNorm', groups, epsilon, ...affineOf(context, [channels]) } as const
  if (input.shape.length === 3) return builder.add([input], norm, layer.name)
  const map = builder.add([input], { kind: 'reshape', shape: mapShape(input.shape) }, layer.name)
  const normal = builder.add([map], norm, layer.name)
  return builder.add([normal], { kind: 'reshape', shape: input.shape }, layer.name)
}

/**
 * UnitNormalization: values by the root of their squares' sum. What that is at least is 10⁻¹² in Keras 3, and its square in Keras 2:
 * no model's scores tell the two apart unless all values are as small.
 */
export function readUnitNormalization(context: LayerContext): LayerValue {
  const { layer, input, builder } = context
  requireLastAxis(context)
  const epsilon = layer.origin === 'keras3' ? 1e-24 : 1e-12
  return builder.add([input], { kind: 'l2Normalize', epsilon }, layer.name)
}

/** gamma and beta, of ones and zeros where there are none. */
function affineOf({ layer, weights, path }: LayerContext, shape: readonly number[]) {
  const size = shape.reduce((product, axis) => product * axis, 1)
  const find = (parameter: string) => weights.find(path, parameter, [...shape]).values
  return {
    scale: layer.config.scale === false ? new Float32Array(size).fill(1) : find('gamma'),
    shift: layer.config.center === false ? new Float32Array(size) : find('beta'),
  }
}

function requireLastAxis(context: LayerContext): void {
  const axes = axesOf(context)
  if (axes.length === 1 && axes[0] === context.input.shape.length) return
  throw unsupported(context.layer, `normalises along axis ${JSON.stringify(context.layer.config.axis)}`)
}

/** The axes it works along, in order, the first behind the batch's being 1. */
function axesOf({ layer, input }: LayerContext): number[] {
  const rank = input.shape.length
  const axes = [layer.config.axis ?? -1].flat() as unknown[]
  const counted = axes.map((axis) => (typeof axis === 'number' && axis < 0 ? axis + rank + 1 : axis))
  if (!counted.every((axis) => Number.isInteger(axis) && (axis as number) >= 1 && (axis as number) <= rank)) {
    throw malformed(layer, 'axis', `axes from 1 to ${rank}`)
  }
  return [...new Set(counted as number[])].sort((a, b) => a - b)
}

/** A map of one row, or of one place. */
function mapShape(shape: readonly number[]): readonly [number, number, number] {
  return shape.length === 2 ? [1, shape[0]!, shape[1]!] : [1, 1, shape[0]!]
}
