export { bands, gridRegions, maskRegion } from './bands.js'
export type { Band, Region } from './region.js'
export { type Normalisation, sensitivity } from './sensitivity.js'
