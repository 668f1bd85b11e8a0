import { type LayerDescription, type OutputHead, plainHead } from '@umbra/occlusion-wasm'
import type { GraphProto, ValueInfoProto } from 'onnx-buf'
import { InputError } from '../../errors.js'
import type { NetworkValue } from '../../network/network-builder.js'
import { chosenOutput, listedOutputs } from '../chosen-output.js'
import type { Reading } from './reading.js'
import type { Tensor } from './tensor.js'
import { dimsOf } from './view.js'

/**
 * The output that gives class scores: the one asked for, the only one, or the only one of floating-point numbers.
 *
 * @throws InputError MODEL_OUTPUTS that names those there are
 */
export function onnxOutput({ output }: GraphProto, asked: string | undefined) {
  const outputs = output.map((each) => ({
    names: [each.name],
    shape: sizesText(each),
    floating: isFloating(each),
  }))
  const scores = outputs.filter(({ floating }) => floating)
  const taken = asked === undefined && outputs.length > 1 && scores.length === 1
  const [name] = chosenOutput(taken ? scores : outputs, asked).names as [string]
  const note = `Of the outputs ${listedOutputs(outputs)}, "${name}" is taken for the class scores.`
  return { name, notes: taken ? [note] : [] }
}

function isFloating({ type }: ValueInfoProto): boolean {
  return type?.value.case === 'tensorType' && [1, 10, 11, 16].includes(type.value.value.elemType)
}

function sizesText({ type }: ValueInfoProto): string {
  const shape = type?.value.case === 'tensorType' ? type.value.value.shape : undefined
  if (!shape) return ''
  return `[${shape.dim.map(({ value }) => (value.case ? String(value.value) : '?')).join(', ')}]`
}

/** Activations whose inverse gives logits. */
const INVERTED = ['sigmoid', 'logSigmoid']

/**
 * The value that holds the class scores, before a last softmax or sigmoid, and what they mean.
 * @throws InputError MODEL_OUTPUT for what is no vector, or does not depend on the image
 */
export function scoresOf(
  value: Tensor,
  output: string,
  reading: Reading,
): { readonly scores: NetworkValue; readonly head: OutputHead } {
  if (value.kind === 'constant')
    throw new InputError('MODEL_OUTPUT', `output "${output}" does not depend on the image`)
  const dims = dimsOf(value.view)
  if (dims.filter((size) => size > 1).length > 1) {
    throw new InputError(
      'MODEL_OUTPUT',
      `output "${output}": expected a vector of class scores, got [${dims.join(', ')}]`,
    )
  }
  const outputs = dims.reduce((count, size) => count * size, 1)
  const { expression } = value
  const ending = expression.op === 'activation' ? expression.activation.name : undefined
  const inverted = ending && INVERTED.includes(ending) && expression.op === 'activation' && !value.head
  const settled = reading.arranged(
    inverted ? { ...value, expression: expression.of } : value,
    dims.map((_, axis) => axis),
    [outputs],
    output,
  )
  if (value.head) return { scores: settled, head: { kind: value.head.kind, reason: value.head.reason } }
  if (inverted)
    return {
      scores: settled,
      head: {
        kind: 'sigmoid',
        reason: `read before output "${output}", a ${ending === 'sigmoid' ? 'sigmoid' : 'sigmoid’s logarithm'}`,
      },
    }
  if (expression.op === 'x' || expression.op === 'affine') {
    const source = probabilitiesBefore(reading.builder.layers, settled.index)
    if (!source) return { scores: settled, head: plainHead(outputs) }
    const reason = `output "${output}" is made of the probabilities of "${source}"`
    return { scores: settled, head: { kind: 'scores', reason } }
  }
  return {
    scores: settled,
    head: { kind: 'scores', reason: `output "${output}" ends in ${ending ?? expression.op}` },
  }
}

/** Layers that make probabilities, or numbers made of some, of probabilities. */
const MIXING: ReadonlySet<string> = new Set<LayerDescription['kind']>([
  ...(['scaleShift', 'flatten', 'reshape', 'select', 'transpose', 'concat', 'reduce'] as const),
  ...(['add', 'subtract', 'multiply', 'divide', 'maximum', 'minimum'] as const),
  ...(['averagePool', 'maxPool', 'globalAveragePool', 'globalMaxPool'] as const),
])

/** The name of a layer that gives probabilities, where all that a layer is made of comes from such. */
function probabilitiesBefore(layers: readonly LayerDescription[], index: number): string | undefined {
  const found: (string | undefined)[] = []
  for (const layer of layers.slice(0, index + 1)) {
    const sources = layer.inputs.map((input) => found[input])
    const own = layer.kind === 'activation' ? layer.activation.name : layer.kind
    const gives = ['softmax', 'logSoftmax', 'sigmoid', 'hardSigmoid', 'logSigmoid'].includes(own)
    const mixes = MIXING.has(own) && sources.every((source) => source !== undefined)
    found.push(gives ? (layer.name ?? own) : mixes ? sources[0] : undefined)
  }
  return found[index]
}
