/**
 * From files to explanations: images and pictures, models of every format, occlusion maps, their regions and colours. What all
 * other parts of the method start from.
 *
 * @module
 */
export type { OutputHead } from '@umbra/occlusion-wasm'
export * from '../arrays/index.js'
export * from '../attribution/index.js'
export * from '../dataset/index.js'
export { adviseEngine } from '../engines/advise-engine.js'
export { type CardRate, type EngineAdvice, engineAdvice } from '../engines/engine-advice.js'
export { type ModelShape, modelShape } from '../engines/model-shape.js'
export { InputError, UmbraError } from '../errors.js'
export * from '../explanation/index.js'
export { type DivergingScale, limitOf, sensitivityScale } from '../figures/palette.js'
export * from '../folders/index.js'
export { foreignFile, HEAD } from '../formats/foreign/foreign-file.js'
export { inputRangeNote } from '../formats/input-range-note.js'
export type {
  EpochRecord,
  ModelArtifacts,
  ModelProvenance,
  Quantization,
  WeightSpec,
} from '../formats/keras/artifacts.js'
export { modelFiles, type NamedBytes } from '../formats/keras/model-files.js'
export { withFloat16Weights } from '../formats/keras/quantisation.js'
export { trainingOf } from '../formats/keras/training-of.js'
export { withoutOriginal } from '../formats/let-go.js'
export { loadModel } from '../formats/load-model.js'
export {
  isNetworkModel,
  type Model,
  type NetworkModel,
  type OriginalModel,
  type ReadArtifacts,
  type ReadModel,
  type ReadOptions,
  requireArtifacts,
} from '../formats/model.js'
export { modelSha256 } from '../formats/model-sha256.js'
export { networkOf as networkFromArtifacts } from '../formats/network-of.js'
export type { ModelFile, ModelFileMap, ModelSource } from '../formats/source/model-source.js'
export { modelAmong } from '../formats/source/open-picked.js'
export { parseLabels } from '../formats/told/labels.js'
export * from '../gradients/index.js'
export * from '../json/index.js'
export {
  isIdentity,
  type ModelSettings,
  type ModelSettingsInput,
  modelSettingsSchema,
  type Preprocessing,
  preprocessingText,
} from '../network/model-settings.js'
export * from '../pictures/index.js'
export { Random } from '../random.js'
export * from '../regions/index.js'
export { type FoundAdapter, graphicsAdapters } from '../tensorflow/graphics/find-adapter.js'
export { parseOptions } from '../validate.js'
export { version } from '../version.js'
export type { Progress, ProgressListener, Task } from '../work/progress.js'
