import { access, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import {
  isIdentity,
  loadModel,
  type Model,
  type ModelProvenance,
  type ModelSettingsInput,
  type ModelShape,
  mnistSha256,
  modelSha256,
  modelShape,
  preprocessingText,
  trainingOf,
} from '@umbra/core/explain'
import { parseOptions, trainingConfigSchema } from '@umbra/core/options'
import { inputError } from '../input-error.js'
import { requireModelAsSaved } from '../output/documented-files.js'
import { shippedFolder } from '../shipped-files.js'
import { withNamesOfFile } from './class-names-file.js'
import { cachedModelFolder } from './model-cache.js'

/** A model ready to be explained, and where it came from. */
export interface ReadyModel extends ModelShape {
  readonly model: Model
  /** What its file was taken for, in words. */
  readonly format: string
  /** What was assumed of it, a line each. */
  readonly notes: readonly string[]
  /** What its classes are called, where the model says so. */
  readonly classNames?: readonly string[]
  /** What its first layer does to pixels, in words, where it does anything. */
  readonly preprocessing?: string
  /** In words, for provenance: `reference`, or the path given. */
  readonly source: string
  /** How it was trained, where the model says so. */
  readonly training?: ModelProvenance
}

/** The same with what tells it from any other. */
export interface OpenedModel extends ReadyModel {
  readonly sha256: string
}

/** The model this project trained. */
const REFERENCE = shippedFolder('reference')
/** Models that come with the program, by the name `--model` takes. */
const SHIPPED: Readonly<Record<string, string>> = {
  reference: REFERENCE,
  'replicate-1': join(shippedFolder('replicates'), 'seed-1'),
  shapes: shippedFolder('shapes'),
}

/**
 * Reads the model `--model` names: `reference`, `replicate-1`, `shapes`, or the path of a model's file, of any format, or of its folder. Where
 * none is named it is the reference model or, without one, what `umbra train` makes by default.
 *
 * @param settings - how its images are prepared and what its classes are called; goes before what the model's files say
 * @throws InputError MODEL_NOT_FOUND, FILE_DAMAGED where a manifest lies beside it and says otherwise, and all that core's `loadModel` and `modelShape` throw
 */
export async function openModel(name?: string, settings: ModelSettingsInput = {}): Promise<OpenedModel> {
  const opened = await openModelToExplain(name, settings)
  return { ...opened, sha256: await modelSha256(opened.model) }
}

/** The same for what says nowhere which model it was: to hash one takes a moment for every hundred megabytes. */
export async function openModelToExplain(
  name?: string,
  settings: ModelSettingsInput = {},
): Promise<ReadyModel> {
  const source = name ?? (await defaultModel())
  const path = SHIPPED[source] ?? source
  const found = await stat(path).catch(() => undefined)
  if (!found) {
    const where = source in SHIPPED ? `models/${source} of this installation` : source
    throw inputError('MODEL_NOT_FOUND', `there is no model at ${where}`)
  }
  await requireModelAsSaved(found.isFile() ? dirname(path) : path)
  const model = await loadModel(path, await withNamesOfFile(settings))
  const shape = await modelShape(model, { keepRuntime: true })
  const training = trainingOf(model)
  const { classNames, inputSize, ...preprocessing } = model.settings!
  const enters = [
    ...(isIdentity(preprocessing) && !inputSize ? [] : [preprocessingText(preprocessing)]),
    ...(inputSize ? [`images of ${inputSize.join('×')}, which the model leaves open`] : []),
  ]
  return {
    model,
    ...shape,
    format: model.format!,
    notes: model.notes!,
    source,
    ...(training && { training }),
    ...(classNames && { classNames }),
    ...(enters.length > 0 && { preprocessing: enters.join('; ') }),
  }
}

async function defaultModel(): Promise<string> {
  const cached = cachedModelFolder(parseOptions(trainingConfigSchema, {}), mnistSha256.train)
  return !(await hasModel(REFERENCE)) && (await hasModel(cached)) ? cached : 'reference'
}

/** Whether a path is a file, or a folder with a model in it. */
export async function hasModel(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined)
  if (!found?.isDirectory()) return found !== undefined
  const files = ['model.json', 'network.json'].map((name) => access(join(path, name)))
  return Promise.any(files).then(
    () => true,
    () => false,
  )
}
