import { InputError } from '../../errors.js'
import {
  type GraphDef,
  type GraphModelJson,
  type NodeJson,
  type Reference,
  referenceOf,
} from './graph-def.js'

/** The node that takes the image. @throws InputError `MODEL_INPUT` unless there is one */
export function inputNode(graph: GraphDef, json: GraphModelJson): NodeJson {
  const told = Object.values(signatureOf(json)?.inputs ?? {}).flatMap(({ name }) =>
    name ? [referenceOf(name).node] : [],
  )
  const placeholders = graph.nodes.filter(({ op }) => op === 'Placeholder').map(({ name }) => name)
  const names = new Set(told.length > 0 ? told : placeholders)
  if (names.size === 0) throw new InputError('MODEL_INPUT', 'the graph has no input')
  if (names.size > 1) {
    throw new InputError(
      'MODEL_INPUT',
      `expected a model of one input, the image; it has ${listed([...names])}`,
    )
  }
  return graph.node([...names][0]!)
}

/**
 * The output that gives the class scores.
 *
 * @param wanted - the name of one of several, as the model's signature or its node calls it
 * @throws InputError `MODEL_OUTPUT` for a model of several of which none is named
 */
export function outputOf(graph: GraphDef, json: GraphModelJson, wanted: string | undefined): Reference {
  const signature = Object.entries(signatureOf(json)?.outputs ?? {}).flatMap(([key, { name }]) =>
    name ? [{ key, name, reference: referenceOf(name) }] : [],
  )
  const outputs =
    signature.length > 0
      ? signature
      : graph.lastNodes().map((name) => ({ key: name, name, reference: { node: name, output: 0 } }))
  const names = [...new Set(outputs.map(({ key }) => key))]
  if (outputs.length === 0) throw new InputError('MODEL_OUTPUT', 'the graph has no output')
  if (wanted === undefined) {
    if (outputs.length === 1) return outputs[0]!.reference
    throw new InputError(
      'MODEL_OUTPUT',
      `the model has ${outputs.length} outputs, ${listed(names)}: name the one with the class scores (--output NAME)`,
    )
  }
  const found = outputs.find(
    ({ key, name, reference }) => key === wanted || name === wanted || reference.node === wanted,
  )
  if (found) return found.reference
  throw new InputError('MODEL_OUTPUT', `output "${wanted}": the model has ${listed(names)}`)
}

function signatureOf({ signature, userDefinedMetadata }: GraphModelJson) {
  return signature ?? userDefinedMetadata?.signature ?? undefined
}

function listed(names: readonly string[]): string {
  const some = names.slice(0, 8).map((name) => `"${name}"`)
  return names.length > 8 ? `${some.join(', ')} and ${names.length - 8} more` : some.join(', ')
}
