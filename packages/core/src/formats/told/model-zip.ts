import { openZip } from '../../arrays/unzip.js'
import { InputError } from '../../errors.js'
import { foreignJson } from '../foreign/foreign-json.js'
import { readLayersModel } from '../keras/read-layers-model.js'
import { readKerasFile } from '../keras-file/read-keras-file.js'
import type { ReadArtifacts } from '../model.js'
import { readModelJson } from '../read-model-json.js'
import { toldBeside } from './told-beside.js'

/** Largest unpacked archive: as large as a file that is read. */
const LARGEST = 2 ** 30

type ReadBeside = (path: string) => Promise<Uint8Array | undefined>

/**
 * Reads a ZIP with a model and the files that belong to it, as Teachable Machine exports: model.json with weights and metadata, or
 * keras_model.h5 with labels.txt.
 *
 * @param name - of the archive
 * @param output - of several of the model's, the one that gives the class scores
 * @throws InputError `MODEL_FORMAT`, `MODEL_AMBIGUOUS`, those of a ZIP archive, and what the model's reader throws
 */
export async function readModelZip(bytes: Uint8Array, name: string, output?: string): Promise<ReadArtifacts> {
  const zip = openZip(bytes, name, LARGEST)
  const own = zip.names.filter((file) => !file.startsWith('__MACOSX/'))
  const [model, other] = own.filter((file) => /(^|\/)model\.json$|\.h5$/i.test(file))
  if (model === undefined) throw new InputError('MODEL_FORMAT', `${name} holds no model.json and no .h5 file`)
  if (other !== undefined)
    throw new InputError(
      'MODEL_AMBIGUOUS',
      `${name} holds ${model} and ${other}: unpack it, and name the one meant`,
    )
  const folder = model.slice(0, model.lastIndexOf('/') + 1)
  const readBeside: ReadBeside = async (path) =>
    own.includes(folder + path) ? zip.unpack(folder + path) : undefined
  const label = `${model} in ${name}`
  const read = /\.h5$/i.test(model)
    ? await readKerasFile(zip.unpack(model), model.slice(folder.length), readBeside, output)
    : await readLayersModel(requireLayersModel(readModelJson(zip.unpack(model), label), label), {
        readBeside,
      })
  const { told, notes, by } = await toldBeside(read, readBeside)
  return {
    ...read,
    format: by ? `${read.format} of ${by}` : read.format,
    told: { ...told, ...read.told },
    notes: [...read.notes, ...notes],
  }
}

/** @throws InputError MODEL_FORMAT */
function requireLayersModel(json: unknown, label: string): object {
  const foreign = foreignJson(json, label)
  if (foreign) throw new InputError('MODEL_FORMAT', foreign)
  return json as object
}
