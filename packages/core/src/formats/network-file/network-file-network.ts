import { createNetwork, type Network, type OutputHead, plainHead } from '@umbra/occlusion-wasm'
import type { NumericArray } from '../../arrays/numeric-array.js'
import { InputError } from '../../errors.js'
import { foldScaleShifts } from '../../network/fold-scale-shifts.js'
import { liveLayers } from '../../network/live-layers.js'
import { NetworkBuilder } from '../../network/network-builder.js'
import { refusedAsInput } from '../keras/refused-as-input.js'
import { inOrder, refuse } from './layer-reading.js'
import { readLayer, requireInputs } from './layer-table.js'
import { layouts } from './layouts.js'
import type { NetworkFile } from './schema.js'
import type { Value } from './value.js'
import { WeightSource } from './weight-source.js'

/**
 * The network that a network file and its weights describe: kernels permuted to channels last, and the rows of a dense layer
 * behind a flattened map with them, so that scores are those of the framework the weights come from. A last softmax or sigmoid
 * is its head.
 *
 * @param tensors - of the weight file, by name
 * @returns also whether scores are probabilities, or made of some, that cannot be read before
 * @throws InputError NETWORK_LAYER, WEIGHT_MISSING, WEIGHT_SHAPE, WEIGHT_UNUSED, VALUES_NOT_FINITE, MODEL_OUTPUT, or a code of
 *   `NetworkError`, such as SHAPE_MISMATCH, LAYER_SETTING or MODEL_TOO_LARGE
 */
export function networkFileNetwork(
  file: NetworkFile,
  tensors: ReadonlyMap<string, NumericArray>,
): { readonly network: Network; readonly probabilities: boolean } {
  return refusedAsInput(() => {
    const builder = new NetworkBuilder()
    builder.size.addImage(file.input, 'network.json, input')
    const weights = new WeightSource(tensors, file.weights)
    const last = readLayers(file, builder, weights)
    const head = headOf(last, requireScores(last))
    const at = { builder, name: 'scores', label: 'layers, the last one' }
    const scores = inOrder(at, last.logits?.value ?? last)
    weights.requireAllUsed()
    const layers = foldScaleShifts(liveLayers(builder.layers, scores.index))
    const probabilities = !last.logits && last.probabilities !== undefined
    return { network: createNetwork(file.input, layers, head), probabilities }
  })
}

/** @returns what the last layer gives */
function readLayers(file: NetworkFile, builder: NetworkBuilder, weights: WeightSource): Value {
  const layout = layouts[file.layout]
  let before: Value = { index: -1, shape: file.input }
  const named = new Map<string, Value>([['image', before]])
  for (const [index, layer] of file.layers.entries()) {
    const label = `layers.${index}, ${layer.kind}${layer.name === undefined ? '' : ` "${layer.name}"`}`
    const inputs = layer.inputs?.map((name) => inputNamed(name, named, label)) ?? [before]
    requireInputs(layer.kind, inputs.length, label)
    before = readLayer({
      layer,
      label,
      name: nameOf(layer, index),
      inputs,
      input: inputs[0]!,
      layout,
      weights,
      builder,
    })
    if (layer.name === undefined) continue
    if (named.has(layer.name)) throw refuse(label, 'has a name that another layer has')
    named.set(layer.name, before)
  }
  return before
}

/** What a layer is called that has no name. */
export function nameOf({ name, kind }: NetworkFile['layers'][number], index: number): string {
  return name ?? `${kind}_${index}`
}

function inputNamed(name: string, named: ReadonlyMap<string, Value>, label: string): Value {
  const value = named.get(name)
  if (value) return value
  throw refuse(label, `reads "${name}", which no layer before it is called`)
}

/** @returns how many there are */
function requireScores({ shape, index }: Value): number {
  if (shape.length === 1 && index >= 0) return shape[0]!
  throw new InputError(
    'NETWORK_LAYER',
    `layers: the last one gives ${shape.join('×')} values, expected a vector of class scores`,
  )
}

/** What the scores say about classes. @throws InputError MODEL_OUTPUT for the softmax of a single output */
function headOf({ logits, ending }: Value, outputs: number): OutputHead {
  if (!logits) return ending === undefined ? plainHead(outputs) : { kind: 'scores', reason: ending }
  const { head } = logits
  if (head.kind !== 'softmax' || outputs > 1) return head
  throw new InputError(
    'MODEL_OUTPUT',
    `the model has one output, and its softmax is 1 whatever the image (${head.reason}); expected a sigmoid, or two outputs or more`,
  )
}
