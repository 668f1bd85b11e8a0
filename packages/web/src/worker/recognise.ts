import { modelAmong, parseJson } from '@umbra/core'

/** A result of Umbra's is told from a model by the schema it names: network.json names one too, and is a network. */
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
  return isResult ? (document as Readonly<Record<string, unknown>>) : undefined
}
