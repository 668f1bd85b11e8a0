export { bands, gridRegions, maskRegion } from './bands.js'
export { type RegionChoice, regionsOf, regionsSchema } from './choose-regions.js'
export type { Band, Region } from './region.js'
export { type Normalisation, sensitivity } from './sensitivity.js'
