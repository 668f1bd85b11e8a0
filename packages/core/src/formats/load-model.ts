import { readFile, readFileBelow, readHead } from '#read-file'
import { InputError } from '../errors.js'
import { type ModelSettingsInput, modelSettingsSchema } from '../network/model-settings.js'
import { foreignFile, HEAD } from './foreign/foreign-file.js'
import { foreignJson } from './foreign/foreign-json.js'
import type { ModelArtifacts } from './keras/artifacts.js'
import { parseModel } from './keras/parse-model.js'
import { withSettings } from './keras/with-settings.js'
import { isNetworkFile } from './network-file/is-network-file.js'
import { FileTooLarge, LARGEST_FILE } from './read-file/limited.js'
import { readModelJson } from './read-model-json.js'

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
/** What others and Umbra call documents that lie beside one. */
const BESIDE: readonly string[] = ['metadata.json', 'manifest.json']

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
 * @throws InputError `MODEL_NOT_FOUND` if its JSON cannot be read, `MODEL_FORMAT` that names a model of another format and the way out, `MODEL_SETTINGS` for a sidecar that makes no sense, and all
 *   that `parseModel`, `parseNetworkFile` and `withSettings` throw
 */
export async function loadModel(
  source: ModelSource,
  settings: ModelSettingsInput = {},
): Promise<ModelArtifacts> {
  const files = await filesOf(source)
  const json = modelJsonOf(files)
  const network = isNetworkFile(json)
    ? await readNetworkFile(json, (path) => files.read(path))
    : {
        artifacts: await parseModel(json as object, (path, largest) => files.read(path, largest)),
        settings: {},
      }
  const beside = files.sidecar ? await readSidecar(files) : {}
  return withSettings(network.artifacts, { ...network.settings, ...beside, ...settings })
}

/** The document, if it is a model's. @throws InputError MODEL_FORMAT, MODEL_NOT_JSON */
function modelJsonOf({ json: given, name }: ModelFiles): unknown {
  if (given instanceof Uint8Array) {
    const foreign = given[0] === 0x7b ? undefined : foreignFile(given.subarray(0, HEAD), '')
    if (foreign) throw new InputError('MODEL_FORMAT', `${name} is ${foreign}`)
  }
  const json = readModelJson(given, name)
  const foreign = isNetworkFile(json) ? undefined : foreignJson(json, name)
  if (foreign) throw new InputError('MODEL_FORMAT', foreign)
  return json
}

/** Its reader and those of NPZ and safetensors come with the first such file: pages with a LayersModel never need them. */
async function readNetworkFile(
  ...args: Parameters<typeof import('./network-file/parse-network-file.js').parseNetworkFile>
) {
  const { parseNetworkFile } = await import('./network-file/parse-network-file.js')
  return parseNetworkFile(...args)
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
  const other = named === undefined && !remote ? await read('network.json').catch(() => undefined) : undefined
  const json = await read(name).catch(async (cause) => {
    if (other && cause.code === 'ENOENT') return other
    const foreign = named === undefined ? await foreignAt(path, remote) : undefined
    if (foreign) throw new InputError('MODEL_FORMAT', `${path} is ${foreign}`, { cause })
    throw new InputError('MODEL_NOT_FOUND', `${folder}${name} cannot be read: ${(cause as Error).message}`, {
      cause,
    })
  })
  if (other && other !== json) {
    throw new InputError('MODEL_AMBIGUOUS', `${folder} holds model.json and network.json: name the one meant`)
  }
  const beside = (path: string, largest?: number) =>
    remote ? readFile(folder + path + query, largest) : readFileBelow(folder, path, largest)
  return {
    json,
    name,
    read: (path, largest) => beside(path, largest).catch(missing(folder + path, remote)),
    sidecar: !remote,
  }
}

/** What a location that is no folder holds, where it is known; of a URL the name alone is asked. */
async function foreignAt(path: string, remote: boolean): Promise<string | undefined> {
  const none = new Uint8Array(0)
  const head = remote ? none : await readHead(path, HEAD).catch(() => undefined)
  return head && foreignFile(head, path)
}

/** Where there is no file, none is; one that is there and cannot be read is not passed over. */
function missing(path: string, remote: boolean): (error: unknown) => undefined {
  return (error) => {
    if (error instanceof InputError || error instanceof FileTooLarge) throw error
    const { code, message } = error as { readonly code?: unknown; readonly message: string }
    if (remote || code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw new InputError('FILE_UNREADABLE', `${path} cannot be read: ${message}`, { cause: error })
  }
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
  const model = modelAmong(files)
  const json = await bytes(model)
  if (!model || !json) {
    for (const file of files) {
      const foreign = foreignFile(new Uint8Array(await file.slice(0, HEAD).arrayBuffer()), file.name)
      if (foreign) throw new InputError('MODEL_FORMAT', `${file.name} is ${foreign}`)
    }
    throw new InputError('MODEL_NOT_FOUND', 'none of the files given is a model.json')
  }
  const read = (path: string, largest?: number) =>
    bytes(
      files.find(({ name }) => name === path.split('/').at(-1)),
      largest,
    )
  return { json, name: model.name, read, sidecar: true }
}

/** The model's JSON among files picked together: what else ends in .json may lie beside a model. */
export function modelAmong<F extends { readonly name: string }>(files: readonly F[]): F | undefined {
  const json = files.filter(({ name }) => /\.json$/i.test(name) && name !== SIDECAR)
  return (
    json.find(({ name }) => NAMES.includes(name)) ??
    json.find(({ name }) => !BESIDE.includes(name)) ??
    json[0]
  )
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
