import { withAxes } from './axes.js'
import {
  added,
  byChannel,
  type GraphContext,
  inShape,
  malformed,
  settled,
  unsupported,
} from './graph-context.js'
import { expanded } from './shapes.js'
import { countOf, type Live, shapeText } from './value.js'

/** Tensors one after the other along an axis, which may be counted from the last. */
export function joined(context: GraphContext, inputs: readonly Live[], axis: number): Live {
  const [first, ...others] = inputs
  if (!first) throw malformed(context, 'joins nothing')
  const rank = first.shape.length
  const along = axis < 0 ? axis + rank : axis
  const alike = ({ shape }: Live) =>
    shape.length === rank && shape.every((size, i) => i === along || size === first.shape[i])
  if (!(along >= 0 && along < rank) || !others.every(alike)) {
    throw malformed(
      context,
      `joins ${inputs.map(({ shape }) => shapeText(shape)).join(', ')} along axis ${axis}`,
    )
  }
  if (others.length === 0) return first
  const shape = [...first.shape]
  shape[along] = inputs.reduce((sum, input) => sum + input.shape[along]!, 0)
  const ready = inputs.map((input) => settled(context, input))
  const result = joinedAlong(context, ready, shape, along)
  const { ending } = ready[0]!
  return ending && ready.every((input) => input.ending) ? { ...result, ending } : result
}

/** Tensors of one shape along a new axis. */
export function stackedLive(context: GraphContext, inputs: readonly Live[], axis: number): Live {
  const widened = inputs.map((input) => expanded(context, input, axis))
  return joined(context, widened, axis < 0 ? axis + (widened[0]?.shape.length ?? 0) : axis)
}

function joinedAlong(
  context: GraphContext,
  inputs: readonly Live[],
  shape: readonly number[],
  along: number,
): Live {
  if (shape.length === 4 && along > 0) {
    const maps = inputs.map((input) => withAxes(context, input).value)
    return added(context, maps, { kind: 'concat', axis: along - 1 }, () => shape)
  }
  if (along === shape.length - 1) {
    const values = inputs.map((input) => byChannel(context, input))
    return added(context, values, { kind: 'concat', axis: values[0]!.shape.length - 1 }, () => shape)
  }
  if (countOf(shape.slice(0, along)) !== 1)
    throw unsupported(context, `joins ${shapeText(shape)} along axis ${along}`)
  const vectors = inputs.map((input) => inShape(context, input.value, [countOf(input.shape)]))
  return added(context, vectors, { kind: 'concat', axis: 0 }, () => shape)
}
