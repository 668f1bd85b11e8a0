import { listFolder, readFile, readFileBelow, readHead } from '#read-file'
import { InputError } from '../../errors.js'
import { knownForeign } from '../foreign/known-foreign.js'
import { HEAD } from '../signatures.js'
import { missing, unreadable } from './faults.js'
import { DOCUMENTS, type ModelFile, type OpenedSource } from './model-source.js'
import { splitName } from './split-name.js'

/** Of a folder without a model, what is said of: weights and the like may be what is left of any. */
const NAMED_LIKE_MODELS = /\.(onnx|h5|hdf5|keras|tflite|pb|pt|pth|safetensors|zip)$/i

type Recognises = (head: Uint8Array) => boolean

/** How files that hold a whole model are called. */
const MODEL_FILE = /\.(onnx|h5|hdf5|keras|tflite|zip)$/i

/** Most files of a folder that are looked into. */
const MOST_FILES = 1000

/** A model at a path: of its file, or of the folder that holds it. @throws as `openSource` */
export async function openLocation(location: string, recognises: Recognises): Promise<OpenedSource> {
  const [folder, name] = splitName(location)
  if (name.endsWith('.json')) return opened(folder, await read(folder, name))
  const file = await localFile(location, folder, name)
  if (file) return opened(folder, file)
  const inside = `${location.replace(/[/\\]$/, '')}/`
  return opened(inside, await inFolder(inside, recognises))
}

function opened(folder: string, file: ModelFile): OpenedSource {
  const readBeside = (name: string, largest?: number) =>
    readFileBelow(folder, name, largest).catch(missing(folder + name))
  return { file, readBeside, sidecar: true }
}

/** A file that is there to be read, all of it at once. */
async function read(folder: string, name: string): Promise<ModelFile> {
  const bytes = await readFile(folder + name).catch((cause) => {
    throw unreadable(folder + name, cause)
  })
  return { name, head: bytes.subarray(0, HEAD), bytes: async () => bytes }
}

/** What lies at a path, unless it is a folder. @throws InputError MODEL_NOT_FOUND */
async function localFile(path: string, folder: string, name: string): Promise<ModelFile | undefined> {
  try {
    const head = await readHead(path, HEAD)
    return { name, head, bytes: async () => (await read(folder, name)).bytes() }
  } catch (cause) {
    const { code, message } = cause as { readonly code?: unknown; readonly message: string }
    if (code === 'EISDIR') return undefined
    if (code === 'ENOENT') throw unreadable(path, cause as Error)
    // A device, a pipe, or a file that may not be read is there, and no model.
    throw new InputError('MODEL_FORMAT', `${path} cannot be read: ${message}`, { cause })
  }
}

/** The model of a folder: its document, or the one file that is a model's. */
async function inFolder(folder: string, recognises: Recognises): Promise<ModelFile> {
  const names = await listFolder(folder)
  const [document, second] = DOCUMENTS.filter((name) => names.includes(name))
  if (second) {
    throw new InputError('MODEL_AMBIGUOUS', `${folder} holds model.json and network.json: name the one meant`)
  }
  // Beside a document, weights may begin like anything.
  const looked = document ? names.filter((name) => MODEL_FILE.test(name)) : names
  const heads = await headsIn(folder, looked.slice(0, MOST_FILES))
  const models = heads.filter(([, head]) => recognises(head)).map(([name]) => name)
  if (document && models.length === 0) return read(folder, document)
  const [model, other] = document ? [document, ...models] : models
  if (model && other) {
    throw new InputError('MODEL_AMBIGUOUS', `${folder} holds ${model} and ${other}: name the one meant`)
  }
  if (model) return read(folder, model)
  const none = `there is no model in ${folder}, expected model.json, network.json or one file of another format`
  for (const [name, head] of heads) {
    if (!NAMED_LIKE_MODELS.test(name)) continue
    const foreign = await knownForeign(head, name)
    if (foreign) throw new InputError('MODEL_NOT_FOUND', `${none}; ${name} is ${foreign}`)
  }
  throw new InputError('MODEL_NOT_FOUND', none)
}

async function headsIn(
  folder: string,
  names: readonly string[],
): Promise<(readonly [name: string, head: Uint8Array])[]> {
  const heads: (readonly [string, Uint8Array])[] = []
  for (const name of names) {
    const head = await readHead(folder + name, HEAD).catch(() => undefined)
    if (head) heads.push([name, head])
  }
  return heads
}
