export { baselineUncertainty } from './baseline-uncertainty.js'
export type { MapSpread } from './map-moments.js'
export { type Disturbance, maxSensitivity } from './max-sensitivity.js'
export { type MultiScaleMap, multiScaleMap } from './multi-scale-map.js'
export { networkUncertainty } from './network-uncertainty.js'
export {
  type UncertaintyDocument,
  type WrittenSpread,
  writtenSpread,
} from './uncertainty-schema.js'
