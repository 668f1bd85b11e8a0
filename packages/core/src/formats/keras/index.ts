export { inputShapeOf } from './input-shape.js'
export { networkFromArtifacts } from './network-from-artifacts.js'
export { isModel, readTopology, snakeKeys } from './topology.js'
export { UnsupportedLayerError } from './unsupported-layer-error.js'
