import { access, open, readdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  foreignFile,
  HEAD,
  isIdentity,
  loadModel,
  type ModelArtifacts,
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
import { requireReadable, WITHOUT_WAITING } from '../disk/file-chunks.js'
import { inputError } from '../input-error.js'
import { requireModelAsSaved } from '../output/documented-files.js'
import { cachedModelFolder } from './model-cache.js'

/** A model ready to be explained, and where it came from. */
export interface OpenedModel extends ModelShape {
  readonly artifacts: ModelArtifacts
  /** What its classes are called, where the model says so. */
  readonly classNames?: readonly string[]
  /** What its first layer does to pixels, in words, where it does anything. */
  readonly preprocessing?: string
  readonly sha256: string
  /** In words, for provenance: `reference`, or the path given. */
  readonly source: string
  /** How it was trained, where the model says so. */
  readonly training?: ModelProvenance
}

/** The model this project trained, at the repository's root. */
const REFERENCE = fileURLToPath(new URL('../../../../models/reference', import.meta.url))

/**
 * Reads the model `--model` names: `reference`, or the path of a saved LayersModel or network file, or of its folder. Where
 * none is named it is the reference model or, without one, what `umbra train` makes by default.
 *
 * @param settings - how its images are prepared and what its classes are called; goes before what the model's files say
 * @throws InputError MODEL_NOT_FOUND, FILE_DAMAGED where a manifest lies beside it and says otherwise, and all that core's `loadModel` and `modelShape` throw
 */
export async function openModel(name?: string, settings: ModelSettingsInput = {}): Promise<OpenedModel> {
  const source = name ?? (await defaultModel())
  const path = source === 'reference' ? REFERENCE : source
  if (!(await hasModel(path))) {
    const where = source === 'reference' ? 'models/reference of this installation' : source
    const foreign = await foreignIn(path)
    throw foreign
      ? inputError('MODEL_FORMAT', foreign)
      : inputError('MODEL_NOT_FOUND', `there is no model.json or network.json in ${where}`)
  }
  if (!path.endsWith('.json') && !(await stat(path)).isDirectory()) {
    const head = await headOf(path).catch((cause: Error) => {
      throw inputError('MODEL_FORMAT', `${path} cannot be read: ${cause.message}`, cause)
    })
    throw inputError(
      'MODEL_FORMAT',
      `${path} is ${foreignFile(head, path) ?? 'no model.json or network.json'}`,
    )
  }
  await requireModelAsSaved((await stat(path)).isFile() ? dirname(path) : path)
  const artifacts = await loadModel(path, settings)
  const shape = await modelShape(artifacts)
  const training = trainingOf(artifacts)
  const { classNames, ...preprocessing } = artifacts.settings!
  return {
    artifacts,
    ...shape,
    sha256: await modelSha256(artifacts),
    source,
    ...(training && { training }),
    ...(classNames && { classNames }),
    ...(!isIdentity(preprocessing) && { preprocessing: preprocessingText(preprocessing) }),
  }
}

/** What a folder without a model of Umbra's holds instead, where that is known. */
async function foreignIn(folder: string): Promise<string | undefined> {
  const names = await readdir(folder).catch(() => [])
  for (const name of names.sort().slice(0, 200)) {
    if (!/\.(onnx|h5|hdf5|keras|tflite|pb|pt|pth|safetensors|zip)$/i.test(name)) continue
    const path = join(folder, name)
    const foreign = foreignFile(await headOf(path).catch(() => new Uint8Array(0)), name)
    if (foreign) return `there is no model.json or network.json in ${folder}; ${name} is ${foreign}`
  }
  return undefined
}

async function headOf(path: string): Promise<Uint8Array> {
  const file = await open(path, WITHOUT_WAITING)
  try {
    requireReadable(await file.stat())
    const { buffer, bytesRead } = await file.read({ buffer: new Uint8Array(HEAD) })
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
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
