import { readFile, readFileBelow } from '#read-file'
import { InputError } from '../errors.js'
import type { ModelArtifacts } from './artifacts.js'
import { type ModelSettingsInput, modelSettingsSchema } from './model-settings.js'
import { isNetworkFile, parseNetworkFile } from './network-file/index.js'
import { parseModel } from './parse-model.js'
import { FileTooLarge, LARGEST_FILE } from './read-file/limited.js'
import { readModelJson } from './read-model-json.js'
import { withSettings } from './with-settings.js'

/** A saved model's files in memory: model.json or network.json, and the weight files by the path it calls them. */
export interface ModelFileMap {
  readonly json: string | Uint8Array | object
  readonly shards: Readonly<Record<string, Uint8Array | ArrayBuffer>>
}

/**
 * Where a saved model is: the path (in Node) or URL of its model.json or network.json or of the folder that holds it, its
 * files in memory, or the files a person picked in a page.
 */
export type ModelSource = string | URL | ModelFileMap | readonly File[]

/** What may lie beside a model: how its images are prepared and what its classes are called. */
const SIDECAR = 'umbra.json'
/** What a model's own document is called, unless a person says otherwise. */
const NAMES: readonly string[] = ['model.json', 'network.json']

/** A model's JSON, and how to read files beside it. */
interface ModelFiles {
  readonly json: string | Uint8Array | object
  /** What to call it: `model.json`. */
  readonly name: string
  /**
   * The bytes of a file beside it; undefined if there is none.
   * @param largest - a file with more bytes is not read
   * @throws FileTooLarge; InputError `SHARD_PATH_UNSAFE`
   */
  read(path: string, largest?: number): Promise<Uint8Array | undefined>
  /** Whether to look for a sidecar: asking a server for one that is not there is an error in every log. */
  readonly sidecar: boolean
}

/**
 * Reads a saved tfjs LayersModel, or a network file with its weights (docs/models.md), without TensorFlow.js.
 *
 * @param settings - how its images are prepared and what its classes are called; goes before what the files say. The
 *   preprocessing becomes the model's first layer, so that it takes pixels of 0 … 1
 * @throws InputError `MODEL_NOT_FOUND` if its JSON cannot be read, `MODEL_SETTINGS` for a sidecar that makes no sense, and all
 *   that `parseModel`, `parseNetworkFile` and `withSettings` throw
 */
export async function loadModel(
  source: ModelSource,
  settings: ModelSettingsInput = {},
): Promise<ModelArtifacts> {
  const files = await filesOf(source)
  const json = readModelJson(files.json, files.name)
  const network = isNetworkFile(json)
    ? await parseNetworkFile(json, (path) => files.read(path))
    : {
        artifacts: await parseModel(json as object, (path, largest) => files.read(path, largest)),
        settings: {},
      }
  const beside = files.sidecar ? await readSidecar(files) : {}
  return withSettings(network.artifacts, { ...network.settings, ...beside, ...settings })
}

async function filesOf(source: ModelSource): Promise<ModelFiles> {
  if (typeof source === 'string' || source instanceof URL) return filesAt(String(source))
  if (isFileList(source)) return pickedFiles(source)
  const { json, shards } = source
  const read = async (path: string, largest = LARGEST_FILE) => {
    const shard = Object.hasOwn(shards, path) ? shards[path] : undefined
    if (shard && shard.byteLength > largest) throw new FileTooLarge(largest)
    return shard instanceof ArrayBuffer ? new Uint8Array(shard) : shard
  }
  return { json, name: 'model.json', read, sidecar: false }
}

function isFileList(source: ModelFileMap | readonly File[]): source is readonly File[] {
  return Array.isArray(source)
}

async function filesAt(location: string): Promise<ModelFiles> {
  const remote = /^https?:/.test(location)
  const [path, query = ''] = remote ? splitQuery(location) : [location]
  const folder = path.endsWith('.json') ? path.replace(/[^/\\]*$/, '') : `${path.replace(/[/\\]$/, '')}/`
  const named = path.endsWith('.json') ? path.slice(folder.length) : undefined
  const read = (name: string) => readFile(folder + name + query)
  const name = named ?? 'model.json'
  const json = await read(name).catch(async (cause) => {
    const other =
      named === undefined && !remote ? await read('network.json').catch(() => undefined) : undefined
    if (other) return other
    throw new InputError('MODEL_NOT_FOUND', `${folder}${name} cannot be read: ${(cause as Error).message}`, {
      cause,
    })
  })
  const beside = (path: string, largest?: number) =>
    remote ? readFile(folder + path + query, largest) : readFileBelow(folder, path, largest)
  return { json, name, read: (path, largest) => beside(path, largest).catch(missing), sidecar: !remote }
}

/** A file that cannot be read is as good as none; one that may not be, or not whole, is not. */
function missing(error: unknown): undefined {
  if (error instanceof InputError || error instanceof FileTooLarge) throw error
}

function splitQuery(url: string): [string, string] {
  const at = url.search(/[?#]/)
  return at < 0 ? [url, ''] : [url.slice(0, at), url.slice(at)]
}

async function pickedFiles(files: readonly File[]): Promise<ModelFiles> {
  const bytes = async (file: File | undefined, largest = LARGEST_FILE) => {
    if (file && file.size > largest) throw new FileTooLarge(largest)
    return file && new Uint8Array(await file.arrayBuffer())
  }
  // A folder may hold other documents, as the manifest that Umbra writes beside a model it trained.
  const documents = files.filter(({ name }) => name.endsWith('.json') && name !== SIDECAR)
  const model = documents.find(({ name }) => NAMES.includes(name)) ?? documents[0]
  const json = await bytes(model)
  if (!model || !json) throw new InputError('MODEL_NOT_FOUND', 'none of the files given is a model.json')
  const read = (path: string, largest?: number) =>
    bytes(
      files.find(({ name }) => name === path.split('/').at(-1)),
      largest,
    )
  return { json, name: model.name, read, sidecar: true }
}

async function readSidecar(files: ModelFiles): Promise<ModelSettingsInput> {
  const bytes = await files.read(SIDECAR)
  if (!bytes) return {}
  const json = readModelJson(bytes, SIDECAR)
  const parsed = modelSettingsSchema.safeParse(json)
  if (parsed.success) return parsed.data
  const { path, message } = parsed.error.issues[0]!
  throw new InputError('MODEL_SETTINGS', `${SIDECAR}${path.length ? `, ${path.join('.')}` : ''}: ${message}`)
}
