import { loadModel, type ModelArtifacts } from '@umbra/core'
import { decodeRounded } from '../model/rounded-weights.js'
import { siteUrl } from '../site-url.js'
import type { ModelChoice } from './protocol.js'

/** The artifacts behind a choice of model. */
export async function artifactsOf(choice: ModelChoice): Promise<ModelArtifacts> {
  if (choice === 'reference') return loadModel(siteUrl('model/model.json'))
  if (choice === 'draft') return draft()
  return choice.artifacts
}

async function draft(): Promise<ModelArtifacts> {
  const [json, weights] = await Promise.all([
    fetch(siteUrl('model/model.json')).then((response) => response.json()),
    fetch(siteUrl('model/weights.rounded.gz')).then((response) => gunzipped(response)),
  ])
  const [{ paths, weights: specs }] = json.weightsManifest
  return loadModel({ json, shards: { [paths[0]]: decodeRounded(specs, weights).buffer } })
}

/** The file's bytes, unpacked; a server may have called it gzip-encoded, and then the browser has done so already. */
async function gunzipped(response: Response): Promise<Uint8Array> {
  const bytes = new Uint8Array(await response.arrayBuffer())
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))
  return new Uint8Array(await new Response(stream).arrayBuffer())
}
