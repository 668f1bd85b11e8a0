import { readFile } from '#read-file'
import { HEAD, isWebPage } from '../signatures.js'
import { isMissing, missing, unreadable } from './faults.js'
import { DOCUMENTS, type ModelFile, type OpenedSource } from './model-source.js'
import { splitName } from './split-name.js'

/**
 * A model at a URL: of its file, or of the folder that holds its model.json. A server lists no folder, so a name that is neither a
 * document's nor ends in a slash may be either: of names with an extension the file is asked for first, of others the folder's
 * document. A query goes with every request, as signed URLs need it.
 */
export async function openUrl(url: string): Promise<OpenedSource> {
  const at = url.search(/[?#]/)
  const [path, query] = at < 0 ? [url, ''] : [url.slice(0, at), url.slice(at)]
  const [folder, name] = splitName(path)
  const file: Place = { folder, name, query }
  const document: Place = { folder: `${path.replace(/\/$/, '')}/`, name: DOCUMENTS[0]!, query }
  if (name === '') return read(document)
  if (name.endsWith('.json')) return read(file)
  const [first, second] = /\.[a-z0-9]+$/i.test(name) ? [file, document] : [document, file]
  const found = await readIfThere(first)
  if (found && !isWebPage(found.file.head)) return found
  // Servers have a page for a folder, and some for whatever they do not have.
  return (await readIfThere(second)) ?? found ?? read(file)
}

interface Place {
  readonly folder: string
  readonly name: string
  readonly query: string
}

async function readIfThere(place: Place): Promise<OpenedSource | undefined> {
  return read(place).catch((error) => {
    if (isMissing((error as Error).cause)) return undefined
    throw error
  })
}

/** @throws InputError MODEL_NOT_FOUND, MODEL_TOO_LARGE */
async function read({ folder, name, query }: Place): Promise<OpenedSource> {
  const bytes = await readFile(folder + name + query).catch((cause) => {
    throw unreadable(folder + name, cause)
  })
  const file: ModelFile = { name, head: bytes.subarray(0, HEAD), bytes: async () => bytes }
  const readBeside = (path: string, largest?: number) =>
    readFile(folder + path + query, largest).catch(missing(folder + path))
  return { file, readBeside, sidecar: false }
}
