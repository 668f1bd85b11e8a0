import { modelAmong, parseExplanations, parseJson } from '@umbra/core'

/**
 * A result of Umbra's is told from a model by the schema it names: network.json names one too, and is a network. Explanations are read as well:
 * their maps are long.
 *
 * @throws InputError FILE_NOT_JSON, EXPLANATION_FORMAT
 */
export async function recognise(
  files: readonly File[],
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const json = modelAmong([...files])
  if (!json) return undefined
  const document = parseJson(new Uint8Array(await json.arrayBuffer()), json.name, 'FILE_NOT_JSON')
  if (typeof document !== 'object' || document === null) return undefined
  const { schema } = document as { schema?: unknown }
  const isResult =
    typeof schema === 'string' && schema.startsWith('umbra.') && !schema.startsWith('umbra.network/')
  if (!isResult) return undefined
  if (schema.startsWith('umbra.explanation')) return { schema, explanations: parseExplanations(document) }
  return document as Readonly<Record<string, unknown>>
}
