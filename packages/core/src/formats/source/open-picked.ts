import { InputError } from '../../errors.js'
import { knownForeign } from '../foreign/known-foreign.js'
import { FileTooLarge, LARGEST_FILE } from '../read-file/limited.js'
import { HEAD } from '../signatures.js'
import { DOCUMENTS, type OpenedSource, SIDECAR } from './model-source.js'

/** What others and Umbra call documents that lie beside a model. */
const BESIDE: readonly string[] = ['metadata.json', 'manifest.json', 'labels.json', 'class_names.json']

/**
 * The model among files picked together, in any order.
 *
 * @throws InputError MODEL_NOT_FOUND, MODEL_AMBIGUOUS, MODEL_FORMAT
 */
export async function openPicked(
  files: readonly File[],
  recognises: (head: Uint8Array) => boolean,
): Promise<OpenedSource> {
  const model = await modelIn(files, recognises)
  return {
    file: { name: model.name, head: await headOf(model), bytes: () => bytesOf(model) },
    readBeside: async (path, largest) => {
      const file = files.find(({ name }) => name === path.split('/').at(-1))
      return file && bytesOf(file, largest)
    },
    sidecar: true,
  }
}

async function modelIn(files: readonly File[], recognises: (head: Uint8Array) => boolean): Promise<File> {
  const document = modelAmong(files)
  if (document && DOCUMENTS.includes(document.name)) return document
  const heads = await Promise.all(files.map(async (file) => [file, await headOf(file)] as const))
  const [model, other] = heads.filter(([, head]) => recognises(head)).map(([file]) => file)
  if (model && other) {
    throw new InputError('MODEL_AMBIGUOUS', `${model.name} and ${other.name} are both models: pick one`)
  }
  if (model ?? document) return (model ?? document)!
  for (const [file, head] of heads) {
    const foreign = await knownForeign(head, file.name)
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
    json.find(({ name }) => !BESIDE.includes(name)) ??
    json[0]
  )
}
