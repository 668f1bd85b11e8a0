import { listFolder, readFile, readFileBelow, readHead } from '#read-file'
import { InputError } from '../../errors.js'
import { HEAD } from '../signatures.js'
import { missing, unreadable } from './faults.js'
import { type FilesTogether, foreignAmong, modelCandidates } from './model-candidates.js'
import type { ModelFile, OpenedSource, Recognition } from './model-source.js'
import { splitName } from './split-name.js'

/** A model at a path: of its file, or of the folder that holds it. @throws as `openSource` */
export async function openLocation(location: string, recognition: Recognition): Promise<OpenedSource> {
  const [folder, name] = splitName(location)
  if (name.endsWith('.json')) return opened(folder, await read(folder, name))
  const file = await localFile(location, folder, name)
  if (file) return opened(folder, file)
  const inside = `${location.replace(/[/\\]$/, '')}/`
  return opened(inside, await inFolder(inside, recognition))
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
async function inFolder(folder: string, recognition: Recognition): Promise<ModelFile> {
  const files: FilesTogether = {
    names: await listFolder(folder),
    head: (name) => readHead(folder + name, HEAD).catch(() => undefined),
    bytes: async (name) => (await read(folder, name)).bytes(),
  }
  const [model, other] = await modelCandidates(files, recognition, () => false)
  if (model !== undefined && other !== undefined) {
    throw new InputError('MODEL_AMBIGUOUS', `${folder} holds ${model} and ${other}: name the one meant`)
  }
  if (model !== undefined) return read(folder, model)
  const none = `there is no model in ${folder}, expected model.json, network.json or one file of another format`
  const foreign = await foreignAmong(files)
  throw new InputError('MODEL_NOT_FOUND', foreign ? `${none}; ${foreign}` : none)
}
