import type { NumericArray } from '../../arrays/numeric-array.js'
import { InputError } from '../../errors.js'
import type { ModelArtifacts } from '../keras/artifacts.js'
import { refusedAsInput } from '../keras/refused-as-input.js'
import { padded, requireMap } from './geometry.js'
import { inputsOf, writeJoin } from './joining-layers.js'
import { type LayerWriting, refuse } from './layer-writing.js'
import { layouts } from './layouts.js'
import { writeActivation, writePlain, writeUpsample } from './plain-layers.js'
import { writePool } from './pool-layer.js'
import type { NetworkFile } from './schema.js'
import { TopologyWriter, type Value } from './topology-writer.js'
import { writeConv2dTranspose } from './transposed-layer.js'
import { WeightSource } from './weight-source.js'
import { writeBatchNorm, writeConv2d, writeDense, writeNorm } from './weighted-layers.js'

/**
 * The LayersModel that a network file and its weights describe: kernels permuted to channels last, and the rows of a dense
 * layer behind a flattened map with them, so that scores are those of the framework the weights come from.
 *
 * @param tensors - of the weight file, by name
 * @throws InputError MODEL_TOO_LARGE, NETWORK_LAYER, WEIGHT_MISSING, WEIGHT_SHAPE, WEIGHT_UNUSED, VALUES_NOT_FINITE
 */
export function networkFileArtifacts(
  file: NetworkFile,
  tensors: ReadonlyMap<string, NumericArray>,
): ModelArtifacts {
  return refusedAsInput(() => written(file, tensors))
}

function written(file: NetworkFile, tensors: ReadonlyMap<string, NumericArray>): ModelArtifacts {
  const writer = new TopologyWriter(file.input)
  const weights = new WeightSource(tensors, file.weights)
  const image: Value = { layer: writer.input, shape: file.input }
  const named = new Map<string, Value>([['image', image]])
  let before = image
  for (const [index, layer] of file.layers.entries()) {
    const label = `layers.${index}, ${layer.kind}${layer.name ? ` "${layer.name}"` : ''}`
    const inputs = layer.inputs?.map((name) => inputNamed(name, named, label)) ?? [before]
    const { least, most, words } = inputsOf(layer.kind)
    if (inputs.length < least || inputs.length > most) {
      throw refuse(label, `has ${inputs.length} inputs, expected ${words}`)
    }
    const name = layer.name ?? `${layer.kind}_${index}`
    before = write({
      layer,
      label,
      name,
      inputs,
      input: inputs[0]!,
      layout: layouts[file.layout],
      weights,
      writer,
    })
    writer.count(before, label)
    if (layer.name !== undefined) {
      if (named.has(layer.name)) throw refuse(label, 'has a name that another layer has')
      named.set(layer.name, before)
    }
  }
  requireScores(before)
  weights.requireAllUsed()
  return writer.finish(before)
}

function inputNamed(name: string, named: ReadonlyMap<string, Value>, label: string): Value {
  const value = named.get(name)
  if (value) return value
  throw refuse(label, `reads "${name}", which no layer before it is called`)
}

function requireScores({ shape, order }: Value): void {
  if (shape.length !== 1) {
    throw new InputError(
      'NETWORK_LAYER',
      `layers: the last one gives ${shape.join('×')} values, expected a vector of class scores`,
    )
  }
  if (order)
    throw new InputError('NETWORK_LAYER', 'layers: the last one is a flattened map, expected class scores')
}

function write(writing: LayerWriting): Value {
  const { layer } = writing
  switch (layer.kind) {
    case 'conv2d':
      return writeConv2d({ ...writing, layer })
    case 'conv2dTranspose':
      return writeConv2dTranspose({ ...writing, layer })
    case 'zeroPad':
      requireMap(writing)
      return padded(writing, layer.padding)
    case 'dense':
      return writeDense({ ...writing, layer })
    case 'batchNorm':
      return writeBatchNorm({ ...writing, layer })
    case 'layerNorm':
    case 'instanceNorm':
    case 'groupNorm':
      return writeNorm({ ...writing, layer })
    case 'maxPool':
    case 'averagePool':
      return writePool({ ...writing, layer })
    case 'upsample':
      return writeUpsample({ ...writing, layer })
    case 'flatten':
    case 'globalAveragePool':
    case 'globalMaxPool':
    case 'dropout':
      return writePlain({ ...writing, layer })
    case 'add':
    case 'subtract':
    case 'multiply':
    case 'maximum':
    case 'minimum':
    case 'concat':
      return writeJoin({ ...writing, layer })
    default:
      return writeActivation({ ...writing, layer })
  }
}
