import { access, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  loadModel,
  type ModelArtifacts,
  type ModelProvenance,
  mnistSha256,
  modelSha256,
  parseOptions,
  trainingConfigSchema,
} from '@umbra/core'
import { inputError } from '../input-error.js'
import { cachedModelFolder } from './model-cache.js'

/** A model ready to be explained, and where it came from. */
export interface OpenedModel {
  readonly artifacts: ModelArtifacts
  readonly sha256: string
  /** In words, for provenance: `reference`, or the path given. */
  readonly source: string
  /** How it was trained, where the model says so. */
  readonly training?: ModelProvenance
}

/** The model this project trained, at the repository's root. */
const REFERENCE = fileURLToPath(new URL('../../../../models/reference', import.meta.url))

/**
 * Reads the model `--model` names: `reference`, or the path of a saved LayersModel (its folder or its model.json).
 * Where none is named it is the reference model or, without one, what `umbra train` makes by default.
 *
 * @throws InputError MODEL_NOT_FOUND, and all that core's `loadModel` throws
 */
export async function openModel(name?: string): Promise<OpenedModel> {
  const source = name ?? (await defaultModel())
  const path = source === 'reference' ? REFERENCE : source
  if (!(await hasModel(path))) {
    const where = source === 'reference' ? 'models/reference of this installation' : source
    throw inputError('MODEL_NOT_FOUND', `there is no model.json in ${where}`)
  }
  const artifacts = await loadModel(path)
  const training = artifacts.userDefinedMetadata?.umbra
  const known = training?.schema === 'umbra.model/1'
  return { artifacts, sha256: await modelSha256(artifacts), source, ...(known && { training }) }
}

async function defaultModel(): Promise<string> {
  const cached = cachedModelFolder(parseOptions(trainingConfigSchema, {}), mnistSha256.train)
  return !(await hasModel(REFERENCE)) && (await hasModel(cached)) ? cached : 'reference'
}

/** Whether a path is a model.json, or a folder with one. */
export async function hasModel(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined)
  if (!found?.isDirectory()) return found !== undefined
  return access(join(path, 'model.json')).then(
    () => true,
    () => false,
  )
}
