import { InputError } from '../../errors.js'
import { knownForeign } from '../foreign/known-foreign.js'
import { FileTooLarge, LARGEST_FILE } from '../read-file/limited.js'
import { HEAD } from '../signatures.js'
import { type FilesTogether, modelCandidates } from './model-candidates.js'
import { besideModels, DOCUMENTS, type OpenedSource, type Recognition, SIDECAR } from './model-source.js'

/**
 * The model among files picked together, in any order.
 *
 * @throws InputError MODEL_NOT_FOUND, MODEL_AMBIGUOUS, MODEL_FORMAT
 */
export async function openPicked(files: readonly File[], recognition: Recognition): Promise<OpenedSource> {
  const model = await modelIn(files, recognition)
  return {
    file: { name: model.name, head: await headOf(model), bytes: () => bytesOf(model) },
    readBeside: async (path, largest) => {
      const file = files.find(({ name }) => name === path.split('/').at(-1))
      return file && bytesOf(file, largest)
    },
    sidecar: true,
  }
}

async function modelIn(files: readonly File[], recognition: Recognition): Promise<File> {
  const named = (name: string) => files.find((file) => file.name === name)!
  const together: FilesTogether = {
    names: files.map(({ name }) => name),
    head: (name) => headOf(named(name)),
    bytes: (name) => bytesOf(named(name)),
  }
  const candidates = await modelCandidates(together, recognition, isOtherDocument)
  const [model, other] = candidates
  if (model !== undefined && other !== undefined) {
    throw new InputError('MODEL_AMBIGUOUS', `${model} and ${other} are both models: pick one`)
  }
  if (model !== undefined) return named(model)
  const document = modelAmong(files)
  if (document) return document
  for (const file of files) {
    const foreign = await knownForeign(await headOf(file), file.name)
    if (foreign) throw new InputError('MODEL_FORMAT', `${file.name} is ${foreign}`)
  }
  throw new InputError('MODEL_NOT_FOUND', 'none of the files given is a model')
}

async function headOf(file: File): Promise<Uint8Array> {
  return new Uint8Array(await file.slice(0, HEAD).arrayBuffer())
}

async function bytesOf(file: File, largest = LARGEST_FILE): Promise<Uint8Array> {
  if (file.size > largest) throw new FileTooLarge(largest)
  return new Uint8Array(await file.arrayBuffer())
}

/** The model's JSON among files picked together: what else ends in .json may lie beside a model. */
export function modelAmong<F extends { readonly name: string }>(files: readonly F[]): F | undefined {
  const json = files.filter(({ name }) => /\.json$/i.test(name) && name !== SIDECAR)
  return (
    json.find(({ name }) => DOCUMENTS.includes(name)) ??
    json.find(({ name }) => isOtherDocument(name)) ??
    json[0]
  )
}

function isOtherDocument(name: string): boolean {
  return /\.json$/i.test(name) && !besideModels(name)
}
