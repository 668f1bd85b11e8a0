import { mapSimilarity, topOverlap, topOverlapByChance } from '@umbra/core'
import type { MapAgreement, MapsToCompare } from './protocol.js'

/** Of places whose order is compared from the top. */
const SHARE = 0.1

/** How far two maps of one picture agree. */
export async function agree({ maps: [a, b], shape }: MapsToCompare): Promise<MapAgreement> {
  return {
    ...mapSimilarity(a, b, shape),
    ...{ share: SHARE, overlap: topOverlap(a, b, SHARE), byChance: topOverlapByChance(a, b, SHARE) },
  }
}
