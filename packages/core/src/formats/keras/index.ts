export { UnsupportedLayerError } from '../unsupported-layer-error.js'
export { networkFromArtifacts } from './network-from-artifacts.js'
export { isModel, snakeKeys } from './topology.js'
