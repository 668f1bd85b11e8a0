import type { Operation } from '@umbra/occlusion-wasm'
import type { LayerContext, LayerValue } from './layer-context.js'
import { malformed, numberOf, unsupported } from './settings.js'

/** Layers that read several values. */
export const mergingLayers = [
  ...['Add', 'Average', 'Subtract', 'Multiply', 'Maximum', 'Minimum'],
  'Concatenate',
] as const

/** Add, Multiply, Maximum and Minimum, value by value; a size of 1 stretches over a larger one, as Keras has it. */
export function readMerge(kind: 'add' | 'multiply' | 'maximum' | 'minimum') {
  return (context: LayerContext): LayerValue => {
    const { layer, inputs, builder } = context
    if (inputs.length < 2) throw unsupported(layer, 'has but one input')
    return builder.add(inputs, { kind }, layer.name)
  }
}

/** Average, their mean: the sum, scaled. */
export function readAverage(context: LayerContext): LayerValue {
  const { layer, inputs, builder } = context
  const sum = readMerge('add')(context)
  return builder.add([sum], scaledBy(1 / inputs.length, sum), layer.name)
}

/** Subtract: the first less the second. */
export function readSubtract({ layer, inputs, builder }: LayerContext): LayerValue {
  if (inputs.length !== 2) throw unsupported(layer, `has ${inputs.length} inputs`)
  return builder.add(inputs, { kind: 'subtract' }, layer.name)
}

/** Concatenate, along any axis but the batch's. */
export function readConcatenate({ layer, inputs, input, builder }: LayerContext): LayerValue {
  const rank = input.shape.length
  const stated = numberOf(layer, 'axis', -1)
  const axis = stated < 0 ? stated + rank : stated - 1
  if (inputs.length < 2) throw unsupported(layer, 'has but one input')
  if (!Number.isInteger(axis) || axis < 0 || axis >= rank)
    throw malformed(layer, 'axis', `an axis from 1 to ${rank}`)
  return builder.add(inputs, { kind: 'concat', axis }, layer.name)
}

function scaledBy(factor: number, { shape }: LayerValue): Operation {
  const channels = shape.at(-1)!
  return {
    kind: 'scaleShift',
    scale: new Float32Array(channels).fill(factor),
    shift: new Float32Array(channels),
  }
}
