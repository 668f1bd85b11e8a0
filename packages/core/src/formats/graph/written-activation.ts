import type { LayerDescription } from '@umbra/occlusion-wasm'
import type { NetworkBuilder, NetworkValue } from '../../network/network-builder.js'
import { affine, type Expression } from './expression.js'
import { type SpelledActivation, spelledActivation } from './spelled-activation.js'
import { countOf } from './value.js'

/** Layers that an activation may be spelled out in, counted back from the last. */
const MOST_LAYERS = 20
/** Parts of an expression, each as often as it is written: those read twice again and again double with every layer. */
const MOST_PARTS = 96

/**
 * The activation that a layer and those it reads spell out, value by value, such as x·σ(x) or x·(1 + erf(x/√2))/2, and the value x
 * that it is of. Undefined where they spell out none, or are that one layer already.
 */
export function writtenActivation(
  builder: NetworkBuilder,
  { index, shape }: NetworkValue,
): (Omit<SpelledActivation, 'part'> & { readonly input: NetworkValue }) | undefined {
  const { whole, indices } = expressionOf(builder.layers, index)
  if (whole.op === 'x' || (whole.op === 'activation' && whole.of.op === 'x')) return undefined
  const found = spelledActivation(whole)
  const input = found && builder.valueAt(indices.get(found.part)!)
  // Values that were stretched over each other are more than those they are made of.
  return input && countOf(input.shape) === countOf(shape) ? { ...found, input } : undefined
}

/** What a layer does to the values of others, and which layer each part of it is; layers of another kind are x, each its own. */
function expressionOf(layers: readonly LayerDescription[], last: number) {
  const reached = new Set([last])
  for (const index of reached) {
    if (reached.size >= MOST_LAYERS) break
    for (const input of elementwiseInputs(layers[index])) reached.add(input)
  }
  const made = new Map<number, { readonly expression: Expression; readonly length: number }>()
  const indices = new Map<Expression, number>()
  for (const index of [...reached].sort((a, b) => a - b)) {
    const inputs = elementwiseInputs(layers[index]).map((input) => made.get(input))
    const length = inputs.reduce((sum, input) => sum + (input?.length ?? MOST_PARTS), 1)
    const whole = inputs.length > 0 && length <= MOST_PARTS
    const parts = inputs.map((input) => input?.expression as Expression)
    const expression = whole ? writtenDown(layers[index]!, parts) : ({ op: 'x' } as const)
    made.set(index, { expression, length: whole ? length : 1 })
    if (!indices.has(expression)) indices.set(expression, index)
  }
  return { whole: made.get(last)!.expression, indices }
}

/** What a layer combines value by value; nothing for any other layer, and the image. */
function elementwiseInputs(layer: LayerDescription | undefined): readonly number[] {
  switch (layer?.kind) {
    case 'activation':
    case 'reshape':
    case 'flatten':
      return layer.inputs
    case 'scaleShift':
      return isEven(layer.scale) && isEven(layer.shift) ? layer.inputs : []
    case 'add':
    case 'subtract':
    case 'multiply':
    case 'divide':
      return layer.inputs.length === 2 ? layer.inputs : []
    default:
      return []
  }
}

function writtenDown(layer: LayerDescription, [left, right = left]: readonly Expression[]): Expression {
  const [one, other] = [left!, right!]
  switch (layer.kind) {
    case 'activation':
      return { op: 'activation', of: one, activation: layer.activation }
    case 'scaleShift':
      return affine(one, layer.scale[0]!, layer.shift[0]!)
    case 'add':
      return { op: 'sum', left: one, right: other }
    case 'subtract':
      return { op: 'sum', left: one, right: affine(other, -1, 0) }
    case 'multiply':
      return { op: 'product', left: one, right: other }
    case 'divide':
      return { op: 'quotient', left: one, right: other }
    default:
      return one
  }
}

function isEven(values: Float32Array): boolean {
  return values.every((value) => value === values[0])
}
