import { InputError } from '../errors.js'
import { imagenetNote, resolvedClassNames } from '../network/class-names.js'
import { type ModelSettingsInput, modelSettingsSchema, resolvedSettings } from '../network/model-settings.js'
import { headedNetwork, preparedNetwork } from '../network/prepared.js'
import { knownForeign } from './foreign/known-foreign.js'
import { formats, layersModel, recognition } from './format-table.js'
import { refusedAsInput } from './keras/refused-as-input.js'
import { withSettings } from './keras/with-settings.js'
import type { Model, NetworkModel, ReadArtifacts, ReadModel, ReadOptions } from './model.js'
import { imageSize } from './open-size.js'
import { readModelJson } from './read-model-json.js'
import { type ModelFile, type ModelSource, type OpenedSource, SIDECAR } from './source/model-source.js'
import { openSource } from './source/open-source.js'
import { isTeachableMachine } from './told/is-teachable-machine.js'
import { networkBeginning } from './told/network-beginning.js'
import { outputCount } from './told/output-count.js'
import { preprocessingNote } from './told/preprocessing-note.js'
import type { ToldBeside } from './told/told-beside.js'

/**
 * Reads a model of any format (docs/models.md), without TensorFlow.js. A file is recognised by what it holds, whatever it is called.
 *
 * @param settings - how its images are prepared, what its classes are called, and which of several outputs gives their scores;
 *   goes before what a sidecar says, and that before what the file itself tells
 * @returns artifacts for a LayersModel, a `NetworkModel` for any other format. Either takes pixels of 0 … 1
 * @throws InputError `MODEL_NOT_FOUND` if it cannot be read, `MODEL_AMBIGUOUS` if several could be meant, `MODEL_FORMAT` that names a
 *   file of another kind and the way out, `MODEL_SETTINGS` for a sidecar that makes no sense, `OPTION_INVALID`, `CLASS_NAMES`,
 *   `PREPROCESSING_CHANNELS` or `MODEL_HEAD` for settings that do not fit the model, and all that the format's reader throws
 */
export async function loadModel(source: ModelSource, settings: ModelSettingsInput = {}): Promise<Model> {
  const opened = await openSource(source, recognition)
  const beside = opened.sidecar ? await readSidecar(opened) : {}
  const { output = beside.output, inputSize = beside.inputSize } = settings
  const read = await readFormat(opened.file, { output, inputSize, readBeside: opened.readBeside })
  const also = await saidBeside(read, opened)
  const given = await namedClasses({ ...also.told, ...read.told, ...beside, ...settings }, read)
  const by = also.by ? `${read.format} of ${also.by}` : read.format
  const said = {
    ...read,
    format: by,
    notes: [...read.notes, ...also.notes, ...(await assumed(read, given))],
  }
  return 'artifacts' in said ? artifactsModel(said, given) : networkModel(said, given)
}

/**
 * What files beside a model tell of it, where they are to be asked for: on a server, those of an export of Teachable Machine's alone,
 * which has them.
 */
async function saidBeside(
  read: ReadModel | ReadArtifacts,
  { sidecar, readBeside }: OpenedSource,
): Promise<ToldBeside> {
  const exported = 'artifacts' in read && isTeachableMachine(read.artifacts.modelTopology)
  if (!(sidecar || exported)) return { told: {}, notes: [] }
  const { toldBeside } = await import('./told/told-beside.js')
  return toldBeside(read, readBeside)
}

/** With names in place of `imagenet`. @throws InputError CLASS_NAMES */
async function namedClasses(
  { classNames, ...given }: ModelSettingsInput,
  read: ReadModel | ReadArtifacts,
): Promise<ModelSettingsInput> {
  if (classNames === undefined) return given
  return { ...given, classNames: await resolvedClassNames(classNames, outputCount(read)) }
}

/** What nothing told, and is assumed. */
async function assumed(read: ReadModel | ReadArtifacts, given: ModelSettingsInput): Promise<string[]> {
  const names = given.classNames ? undefined : imagenetNote(outputCount(read))
  return [await preprocessingNote(read, given), names].filter((note) => note !== undefined)
}

async function readFormat(file: ModelFile, options: ReadOptions): Promise<ReadModel | ReadArtifacts> {
  const binary = isJson(file) ? undefined : formats.find(({ begins }) => begins?.(file.head))
  if (binary) return binary.read(file, options, undefined)
  const name = file.within ? `${file.name} in ${file.within}` : file.name
  const foreign = isJson(file) ? undefined : await knownForeign(file.head, file.name)
  if (foreign) throw new InputError('MODEL_FORMAT', `${name} is ${foreign}`)
  if (!isJson(file) && !/\.json$/i.test(file.name)) throw new InputError('MODEL_FORMAT', unknown(file, name))
  const json = readModelJson(file.given ?? (await file.bytes()), name)
  const format = formats.find(({ says }) => says?.(json))
  if (format) return format.read(file, options, json)
  const { foreignJson } = await import('./foreign/foreign-json.js')
  const foreignDocument = foreignJson(json, name)
  if (foreignDocument) throw new InputError('MODEL_FORMAT', foreignDocument)
  // What nobody knows may be a LayersModel that lacks something: its reader says what.
  return layersModel.read(file, options, json)
}

function unknown({ head }: ModelFile, name: string): string {
  const what = head.length === 0 ? 'is empty' : 'is of no format that is read'
  return `${name} ${what}, expected one of ${formats.map(({ name }) => name).join(', ')}, or a ZIP of one`
}

/** Whether a file is JSON or text that a person took for it; what has bytes begins like it. */
function isJson({ head, given }: ModelFile): boolean {
  if (given !== undefined) return true
  // White space and the mark of UTF-8 may come first.
  const first = head.find((byte) => ![0x09, 0x0a, 0x0d, 0x20, 0xef, 0xbb, 0xbf].includes(byte))
  return first === 0x7b || first === 0x5b
}

async function artifactsModel(
  { artifacts, format, notes }: ReadArtifacts,
  given: ModelSettingsInput,
): Promise<Model> {
  return { ...withSettings(await resized(artifacts, given), given), format, notes }
}

/** Of images of the size asked for, where one is: few ask. */
async function resized(
  artifacts: ReadArtifacts['artifacts'],
  { inputSize }: ModelSettingsInput,
): Promise<ReadArtifacts['artifacts']> {
  if (inputSize === undefined) return artifacts
  const { withInputSize } = await import('./keras/input-size.js')
  return { ...artifacts, modelTopology: withInputSize(artifacts.modelTopology, inputSize) }
}

function networkModel(read: ReadModel, given: ModelSettingsInput): NetworkModel {
  const { format, inputShape, unsupported, original, notes, probabilities } = read
  const settings = resolvedSettings(given)
  imageSize('the model', [inputShape[0], inputShape[1]], settings.inputSize)
  const { network: own } = read
  const network =
    own && refusedAsInput(() => headedNetwork(preparedNetwork(own, settings), given.head, probabilities))
  const beginning = own && networkBeginning(own)
  return {
    format,
    inputShape,
    settings,
    notes,
    ...(network && { network }),
    ...(beginning && { beginning }),
    ...(unsupported !== undefined && { unsupported }),
    ...(original && { original }),
  }
}

async function readSidecar({ readBeside }: OpenedSource): Promise<ModelSettingsInput> {
  const bytes = await readBeside(SIDECAR)
  if (!bytes) return {}
  const parsed = modelSettingsSchema.safeParse(readModelJson(bytes, SIDECAR))
  if (parsed.success) return parsed.data
  const { path, message } = parsed.error.issues[0]!
  throw new InputError('MODEL_SETTINGS', `${SIDECAR}${path.length ? `, ${path.join('.')}` : ''}: ${message}`)
}
