import { listFolder, readFile, readFileBelow, readHead } from '#read-file'
import { InputError } from '../../errors.js'
import { foreignFile, HEAD } from '../foreign/foreign-file.js'
import { FileTooLarge } from '../read-file/limited.js'
import { DOCUMENTS, type ModelFile, type OpenedSource } from './model-source.js'

/** Of a folder without a model, what is said of: weights and the like may be what is left of any. */
const NAMED_LIKE_MODELS = /\.(onnx|h5|hdf5|keras|tflite|pb|pt|pth|safetensors|zip)$/i

type Recognises = (head: Uint8Array) => boolean

/** Most files of a folder that are looked into. */
const MOST_FILES = 1000

/** A model at a path or URL: of its file, or of the folder that holds it. @throws as `openSource` */
export async function openLocation(location: string, recognises: Recognises): Promise<OpenedSource> {
  const remote = /^https?:/.test(location)
  const [path, query] = remote ? splitQuery(location) : [location, '']
  const [folder, name] = splitName(path)
  if (name.endsWith('.json')) return opened(folder, query, remote, await read(folder, name, query))
  const file = remote
    ? await remoteFile(folder, name, query, recognises)
    : await localFile(path, folder, name)
  if (file) return opened(folder, query, remote, file)
  const inside = `${path.replace(/[/\\]$/, '')}/`
  return opened(inside, query, remote, await inFolder(inside, query, remote, recognises))
}

function opened(folder: string, query: string, remote: boolean, file: ModelFile): OpenedSource {
  const readBeside = (name: string, largest?: number) =>
    (remote ? readFile(folder + name + query, largest) : readFileBelow(folder, name, largest)).catch(
      missing(folder + name, remote),
    )
  return { file, readBeside, sidecar: !remote }
}

/** A file that is there to be read, all of it at once. */
async function read(folder: string, name: string, query = ''): Promise<ModelFile> {
  const bytes = await readFile(folder + name + query).catch((cause) => {
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

/** What a server has at a URL that is called like a file, if that is a model's or known to be something else. */
async function remoteFile(
  folder: string,
  name: string,
  query: string,
  recognises: Recognises,
): Promise<ModelFile | undefined> {
  if (!/\.[a-z0-9]+$/i.test(name)) return undefined
  const file = await read(folder, name, query).catch((error) => {
    if (error instanceof InputError && error.code === 'MODEL_NOT_FOUND') return undefined
    throw error
  })
  return file && (recognises(file.head) || foreignFile(file.head, name)) ? file : undefined
}

/** The model of a folder: its document, or the one file that is a model's. */
async function inFolder(
  folder: string,
  query: string,
  remote: boolean,
  recognises: Recognises,
): Promise<ModelFile> {
  if (remote) return read(folder, DOCUMENTS[0]!, query)
  const names = await listFolder(folder)
  const [document, second] = DOCUMENTS.filter((name) => names.includes(name))
  if (second) {
    throw new InputError('MODEL_AMBIGUOUS', `${folder} holds model.json and network.json: name the one meant`)
  }
  if (document) return read(folder, document)
  const heads = await headsIn(folder, names.slice(0, MOST_FILES))
  const [model, other] = heads.filter(([, head]) => recognises(head)).map(([name]) => name)
  if (model && other) {
    throw new InputError('MODEL_AMBIGUOUS', `${folder} holds ${model} and ${other}: name the one meant`)
  }
  if (model) return read(folder, model)
  const none = `there is no model in ${folder}, expected model.json, network.json or one file of another format`
  for (const [name, head] of heads) {
    if (!NAMED_LIKE_MODELS.test(name)) continue
    const foreign = foreignFile(head, name)
    if (foreign) throw new InputError('MODEL_FORMAT', `${none}; ${name} is ${foreign}`)
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

function unreadable(path: string, cause: Error): Error {
  const code = cause instanceof FileTooLarge ? 'MODEL_TOO_LARGE' : 'MODEL_NOT_FOUND'
  return new InputError(code, `${path} cannot be read: ${cause.message}`, { cause })
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

/** The folder, with its slash, and what follows. */
function splitName(path: string): [folder: string, name: string] {
  const folder = path.replace(/[^/\\]*$/, '')
  return [folder, path.slice(folder.length)]
}

function splitQuery(url: string): [string, string] {
  const at = url.search(/[?#]/)
  return at < 0 ? [url, ''] : [url.slice(0, at), url.slice(at)]
}
