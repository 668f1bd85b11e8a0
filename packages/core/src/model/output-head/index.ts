export { beforeHead } from './before-head.js'
export { layersModelBeforeHead, type ScoringModel } from './layers-model-before-head.js'
export { withHead } from './with-head.js'
