import { loadModel, type Model, type ModelSettingsInput } from '@umbra/core'
import { readOptions } from '@umbra/core/notation'
import type { DraftFiles } from '../model/draft-files.js'
import { decodeRounded } from '../model/rounded-weights.js'
import { siteUrl } from '../site-url.js'
import { StudioError } from '../studio-error.js'
import type { ModelChoice } from './protocol.js'

/** The model behind a choice. */
export async function modelOf(choice: ModelChoice): Promise<Model> {
  if (choice === 'reference') return loadModel(siteUrl('model/model.json'))
  if ('draft' in choice) return modelOfDraft(choice.draft)
  if ('model' in choice) return choice.model
  return loadModel([...choice.files], readOptions(choice.settings ?? {}) as ModelSettingsInput).catch(
    (error) => {
      if ((error as { code?: unknown }).code !== 'MODEL_NOT_FOUND') throw error
      const names = choice.files.map(({ name }) => name).join(', ')
      throw new StudioError('FILE_UNKNOWN', `${names}: expected a picture, a result, or a model’s files`)
    },
  )
}

async function modelOfDraft({ json, weights }: DraftFiles): Promise<Model> {
  const [{ paths, weights: specs }] = json.weightsManifest
  const bytes = await unpacked(weights)
  return loadModel({ json, shards: { [paths[0]]: decodeRounded(specs, bytes).buffer } })
}

/** A server may have called the file gzip-encoded, and then the browser has unpacked it already. */
async function unpacked(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))
  return new Uint8Array(await new Response(stream).arrayBuffer())
}
