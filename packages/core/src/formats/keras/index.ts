export { networkFromArtifacts } from './network-from-artifacts.js'
export { isModel, snakeKeys } from './topology.js'
export { UnsupportedLayerError } from './unsupported-layer-error.js'
