import { InputError } from '../../errors.js'
import { chosenOutput } from '../chosen-output.js'
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
      `expected a model of one input, the image; it has ${[...names]
        .slice(0, 8)
        .map((name) => `"${name}"`)
        .join(', ')}`,
    )
  }
  return graph.node([...names][0]!)
}

/**
 * The output that gives the class scores.
 *
 * @param wanted - the name of one of several, as the model's signature or its node calls it
 * @throws InputError `MODEL_OUTPUTS` for a model of several of which none is named
 */
export function outputOf(graph: GraphDef, json: GraphModelJson, wanted: string | undefined): Reference {
  const signature = Object.entries(signatureOf(json)?.outputs ?? {}).flatMap(([key, { name }]) => {
    if (!name) return []
    const reference = referenceOf(name)
    return [{ names: [key, name, reference.node], reference }]
  })
  const last = graph.lastNodes().map((name) => ({ names: [name], reference: { node: name, output: 0 } }))
  return chosenOutput(signature.length > 0 ? signature : last, wanted).reference
}

function signatureOf({ signature, userDefinedMetadata }: GraphModelJson) {
  return signature ?? userDefinedMetadata?.signature ?? undefined
}
