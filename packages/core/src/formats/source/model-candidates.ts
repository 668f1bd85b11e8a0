import { knownForeign } from '../foreign/known-foreign.js'
import { readModelJson } from '../read-model-json.js'
import { isHdf5 } from '../signatures.js'
import { DOCUMENTS, type Recognition } from './model-source.js'

/** Files that lie together, by names or paths. */
export interface FilesTogether {
  readonly names: readonly string[]
  /** The first bytes of one; undefined if it cannot be read. */
  head(name: string): Promise<Uint8Array | undefined>
  bytes(name: string): Promise<Uint8Array>
}

/** How files that hold a whole model are called. */
export const MODEL_FILE = /\.(onnx|h5|hdf5|keras|tflite|zip)$/i

/** Of files without a model, what is said of: weights and the like may be what is left of any. */
const NAMED_LIKE_MODELS = /\.(onnx|h5|hdf5|keras|tflite|pb|pt|pth|safetensors|zip)$/i

/** Most files that are looked into. */
const MOST_FILES = 1000

/**
 * What could be the model among files that lie together: documents, and files that begin as a model's do. Layers of a Keras model
 * alone are none where HDF5, which may hold their weights, lies beside them.
 *
 * @param alsoDocuments - whether to look into JSON of any name, besides that which is called as a model's document is
 * @returns one name, where nothing is to be asked
 */
export async function modelCandidates(
  files: FilesTogether,
  recognition: Recognition,
  alsoDocuments: (name: string) => boolean,
): Promise<readonly string[]> {
  const named = files.names.filter((name) => DOCUMENTS.includes(lastOf(name)))
  const said = files.names.filter((name) => !named.includes(name) && alsoDocuments(name))
  const documents = [...named, ...(await saying(files, said, recognition.says))]
  // Beside a document, weights may begin like anything.
  const looked = documents.length > 0 ? files.names.filter((name) => MODEL_FILE.test(name)) : files.names
  const heads = await headsOf(files, looked)
  const models = heads.filter(([, head]) => recognition.begins(head))
  const binaries = models.map(([name]) => name)
  if (!models.some(([, head]) => isHdf5(head))) return [...documents, ...binaries]
  const layers = await saying(files, documents, isLayersAlone)
  return [...documents.filter((name) => !layers.includes(name)), ...binaries]
}

/** What one of files without a model is, where it looks like a model of another kind: `net.pt is …`. */
export async function foreignAmong(files: FilesTogether): Promise<string | undefined> {
  const named = files.names.filter((name) => NAMED_LIKE_MODELS.test(name))
  for (const [name, head] of await headsOf(files, named)) {
    const foreign = await knownForeign(head, lastOf(name))
    if (foreign) return `${name} is ${foreign}`
  }
  return undefined
}

/** The layers of a Keras model without weights (`model.to_json()`, or the config.json of a .keras file). */
function isLayersAlone(json: unknown): boolean {
  return (
    typeof json === 'object' &&
    json !== null &&
    'class_name' in json &&
    'config' in json &&
    !('modelTopology' in json)
  )
}

/** Documents that say something; what cannot be parsed says nothing here. */
async function saying(
  files: FilesTogether,
  names: readonly string[],
  says: (json: unknown) => boolean,
): Promise<string[]> {
  const found: string[] = []
  for (const name of names.slice(0, MOST_FILES)) {
    const bytes = await files.bytes(name)
    if (says(parsed(bytes, name))) found.push(name)
  }
  return found
}

function parsed(bytes: Uint8Array, name: string): unknown {
  try {
    return readModelJson(bytes, name)
  } catch {
    return undefined
  }
}

async function headsOf(
  files: FilesTogether,
  names: readonly string[],
): Promise<(readonly [name: string, head: Uint8Array])[]> {
  const heads: (readonly [string, Uint8Array])[] = []
  for (const name of names.slice(0, MOST_FILES)) {
    const head = await files.head(name)
    if (head) heads.push([name, head])
  }
  return heads
}

export function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
