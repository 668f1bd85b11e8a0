import type { Operation } from '@umbra/occlusion-wasm'
import type { LayerContext, LayerValue } from './layer-context.js'
import { unsupported } from './settings.js'

/** Add, the sum of its inputs. */
export function readAdd(context: LayerContext): LayerValue {
  const { layer, inputs, builder } = context
  requireAlike(context)
  return builder.add(inputs, { kind: 'add' }, layer.name)
}

/** Average, their mean: the sum, scaled. */
export function readAverage(context: LayerContext): LayerValue {
  const { layer, inputs, builder } = context
  return builder.add([readAdd(context)], scaledBy(1 / inputs.length, context), layer.name)
}

/** Subtract: the first and the second with its sign turned. */
export function readSubtract(context: LayerContext): LayerValue {
  const { layer, inputs, builder } = context
  const [first, second] = inputs
  if (inputs.length !== 2) throw unsupported(layer, `has ${inputs.length} inputs`)
  requireAlike(context)
  const turned = builder.add([second!], scaledBy(-1, context), layer.name)
  return builder.add([first!, turned], { kind: 'add' }, layer.name)
}

function scaledBy(factor: number, { input }: LayerContext): Operation {
  const channels = input.shape.at(-1)!
  return {
    kind: 'scaleShift',
    scale: new Float32Array(channels).fill(factor),
    shift: new Float32Array(channels),
  }
}

/** Keras stretches inputs of size 1 over those of larger size. */
function requireAlike({ layer, inputs, input }: LayerContext): void {
  if (inputs.length < 2) throw unsupported(layer, 'has but one input')
  if (inputs.every(({ shape }) => shape.join() === input.shape.join())) return
  const shapes = inputs.map(({ shape }) => `[${shape.join(', ')}]`)
  throw unsupported(layer, `joins values of different shapes, ${shapes.join(' and ')},`)
}
