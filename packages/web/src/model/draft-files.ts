import type { WeightSpec } from '@umbra/core'
import { siteUrl } from '../site-url.js'
import { StudioError } from '../studio-error.js'

/** The reference model with its weights rounded to 8 bits, as fetched. */
export interface DraftFiles {
  /** model.json, parsed: the site's own, with one file of weights. */
  readonly json: {
    readonly weightsManifest: readonly [{ readonly paths: readonly [string]; readonly weights: WeightSpec[] }]
  }
  /** What `encodeRounded` wrote, gzipped, unless something on the way has unpacked it. */
  readonly weights: Uint8Array<ArrayBuffer>
}

/**
 * Fetches what the first map is made from. The page does it, while its worker is still starting.
 *
 * @throws StudioError MODEL_NOT_FOUND
 */
export async function fetchDraft(): Promise<DraftFiles> {
  const [json, weights] = await Promise.all([
    fetched('model/model.json').then((response) => response.json()),
    fetched('model/weights.rounded.gz').then((response) => response.arrayBuffer()),
  ])
  return { json, weights: new Uint8Array(weights) }
}

async function fetched(path: string): Promise<Response> {
  const response = await fetch(siteUrl(path))
  if (!response.ok)
    throw new StudioError('MODEL_NOT_FOUND', `${path}: the server answered ${response.status}`)
  return response
}
