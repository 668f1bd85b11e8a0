import { loadModel, type Model } from '@umbra/core'
import type { DraftFiles } from '../model/draft-files.js'
import { decodeRounded } from '../model/rounded-weights.js'
import { siteUrl } from '../site-url.js'
import type { ModelChoice } from './protocol.js'

/** The model behind a choice. */
export async function modelOf(choice: ModelChoice): Promise<Model> {
  if (choice === 'reference') return loadModel(siteUrl('model/model.json'))
  return 'draft' in choice ? modelOfDraft(choice.draft) : choice.model
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
