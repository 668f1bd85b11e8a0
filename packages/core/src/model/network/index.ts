export { networkFromArtifacts } from './network-from-artifacts.js'
export { UnsupportedLayerError } from './unsupported-layer-error.js'
