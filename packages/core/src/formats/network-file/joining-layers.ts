import { outputShapeOf } from '@umbra/occlusion-wasm'
import { type LayerWriting, refuse } from './layer-writing.js'
import type { LayerOf } from './schema.js'
import type { Value } from './topology-writer.js'

/** Layers that read several values, and the classes Keras has for them. */
const CLASSES = {
  add: 'Add',
  subtract: 'Subtract',
  multiply: 'Multiply',
  maximum: 'Maximum',
  minimum: 'Minimum',
  concat: 'Concatenate',
} as const

export type JoiningKind = keyof typeof CLASSES

/** How many inputs a layer reads, in words too. */
export function inputsOf(kind: string): {
  readonly least: number
  readonly most: number
  readonly words: string
} {
  if (kind === 'subtract') return { least: 2, most: 2, words: '2' }
  if (Object.hasOwn(CLASSES, kind)) return { least: 2, most: Number.POSITIVE_INFINITY, words: '2 or more' }
  return { least: 1, most: 1, words: '1' }
}

/**
 * Values combined one by one, of which one may stretch over another: [C] or [1, 1, C] over a map, channel by channel. Or laid side by
 * side, channel after channel.
 */
export function writeJoin(writing: LayerWriting<LayerOf<JoiningKind>>): Value {
  const { layer, label, name, inputs, input, writer } = writing
  const { kind } = layer
  const stands = ({ order, shape }: Value) => `${order?.pixels ?? 1} ${order ? shape.join() : ''}`
  if (inputs.some((value) => stands(value) !== stands(input)) || (kind === 'concat' && input.order)) {
    const verb = kind === 'add' ? 'adds' : 'joins'
    throw refuse(label, `${verb} a flattened map to a vector whose values stand in another order`)
  }
  const operation = kind === 'concat' ? { kind, axis: input.shape.length - 1 } : { kind }
  const shape = outputShapeOf(
    { ...operation, inputs: inputs.map((_, i) => i) },
    inputs.map((value) => value.shape),
    label,
  )
  const config = kind === 'concat' ? { axis: -1 } : {}
  const positive = inputs.map((value) => value.nonNegative === true)
  const nonNegative =
    kind === 'maximum' ? positive.includes(true) : kind !== 'subtract' && !positive.includes(false)
  return { ...input, layer: writer.add(CLASSES[kind], name, inputs, config), shape, nonNegative }
}
