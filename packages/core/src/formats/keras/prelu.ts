import type { LayerContext, LayerValue } from './layer-context.js'
import { malformed } from './settings.js'

/**
 * PReLU (He et al., 2015): max(x, 0) − alpha·max(−x, 0), alpha learnt for every value, or shared along the axes told. All of its
 * operations are exact in float32 but the product with alpha.
 */
export function readPrelu(context: LayerContext): LayerValue {
  const { input, builder, layer } = context
  const { name } = layer
  const { perChannel, alpha } = slopesOf(context)
  const x = perChannel ? input : builder.add([input], { kind: 'flatten' }, name)
  const zeros = new Float32Array(alpha.length)
  const relu = { kind: 'activation', activation: { name: 'relu' } } as const
  const scaled = (from: LayerValue, scale: Float32Array) =>
    builder.add([from], { kind: 'scaleShift', scale, shift: zeros }, name)
  const above = builder.add([x], relu, name)
  const below = builder.add([scaled(x, new Float32Array(alpha.length).fill(-1))], relu, name)
  const sloped = scaled(
    below,
    alpha.map((slope) => -slope),
  )
  const sum = builder.add([above, sloped], { kind: 'add' }, name)
  return perChannel ? sum : builder.add([sum], { kind: 'reshape', shape: input.shape }, name)
}

/** Alpha for each channel where it is the same at every place, else for each value. */
function slopesOf({ layer, input: { shape }, weights, path }: LayerContext): {
  readonly perChannel: boolean
  readonly alpha: Float32Array
} {
  const shared = [layer.config.shared_axes ?? []].flat() as number[]
  if (!shared.every((axis) => Number.isInteger(axis) && axis >= 1 && axis <= shape.length)) {
    throw malformed(layer, 'shared_axes', `axes from 1 to ${shape.length}`)
  }
  const sizes = shape.map((size, i) => (shared.includes(i + 1) ? 1 : size))
  const { values } = weights.find(path, 'alpha', sizes)
  const last = shape.at(-1)!
  const perChannel = sizes.slice(0, -1).every((size) => size === 1)
  const count = perChannel ? last : shape.reduce((product, size) => product * size, 1)
  const alpha = Float32Array.from({ length: count }, (_, i) => values[placeOf(i, shape, sizes)]!)
  return { perChannel, alpha }
}

/** Where value i of a shape finds its slope in an array whose shared axes have size 1. */
function placeOf(i: number, shape: readonly number[], sizes: readonly number[]): number {
  let place = 0
  let step = 1
  let rest = i
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const index = rest % shape[axis]!
    rest = Math.floor(rest / shape[axis]!)
    if (sizes[axis]! > 1) place += index * step
    step *= sizes[axis]!
  }
  return place
}
