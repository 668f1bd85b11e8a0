import { readFile } from '#read-file'
import { InputError } from '../errors.js'
import type { ModelArtifacts } from './artifacts.js'
import { parseModel } from './parse-model.js'

/** A saved model's files in memory: model.json, and the weight files by the path it calls them. */
export interface ModelFileMap {
  readonly json: string | Uint8Array | object
  readonly shards: Readonly<Record<string, Uint8Array | ArrayBuffer>>
}

/**
 * Where a saved model is: the path (in Node) or URL of its model.json or of the folder that holds it, its files in memory, or
 * the files a person picked in a page.
 */
export type ModelSource = string | URL | ModelFileMap | readonly File[]

/**
 * Reads a saved tfjs LayersModel, without TensorFlow.js.
 *
 * @throws InputError `MODEL_NOT_FOUND` if model.json cannot be read, and all that `parseModel` throws
 */
export async function loadModel(source: ModelSource): Promise<ModelArtifacts> {
  if (typeof source === 'string' || source instanceof URL) return loadFrom(String(source))
  if (isFileList(source)) return loadFiles(source)
  return parseModel(source.json, async (path) => {
    const shard = Object.hasOwn(source.shards, path) ? source.shards[path] : undefined
    return shard instanceof ArrayBuffer ? new Uint8Array(shard) : shard
  })
}

function isFileList(source: ModelFileMap | readonly File[]): source is readonly File[] {
  return Array.isArray(source)
}

async function loadFrom(location: string): Promise<ModelArtifacts> {
  const [path, query = ''] = /^https?:/.test(location) ? splitQuery(location) : [location]
  const modelJson = path.endsWith('.json') ? path : `${path.replace(/[/\\]$/, '')}/model.json`
  const folder = modelJson.replace(/[^/\\]*$/, '')
  const json = await readFile(modelJson + query).catch((cause) => {
    throw new InputError('MODEL_NOT_FOUND', `${modelJson} cannot be read: ${(cause as Error).message}`, {
      cause,
    })
  })
  return parseModel(json, (shard) => readFile(folder + shard + query).catch(() => undefined))
}

function splitQuery(url: string): [string, string] {
  const at = url.search(/[?#]/)
  return at < 0 ? [url, ''] : [url.slice(0, at), url.slice(at)]
}

async function loadFiles(files: readonly File[]): Promise<ModelArtifacts> {
  const bytes = async (file: File | undefined) => file && new Uint8Array(await file.arrayBuffer())
  const json = await bytes(files.find(({ name }) => name.endsWith('.json')))
  if (!json) throw new InputError('MODEL_NOT_FOUND', 'none of the files given is a model.json')
  return parseModel(json, (path) => bytes(files.find(({ name }) => name === path.split('/').at(-1))))
}
