export type { OutputHead } from '@umbra/occlusion-wasm'
export type { EpochRecord, ModelArtifacts, ModelProvenance, Quantization, WeightSpec } from './artifacts.js'
export type { ModelEvaluation } from './classification-tally.js'
export { buildDigitCnn, type DigitCnnOptions } from './digit-cnn.js'
export { evaluateModel } from './evaluation.js'
export { foreignFile, HEAD } from './foreign/foreign-file.js'
export { inputRangeNote } from './input-range.js'
export { type RegisteredKernels, registerGradientKernels } from './kernels/register-gradient-kernels.js'
export { artifactsOf, toLayersModel } from './layers-model.js'
export { loadModel, type ModelFileMap, type ModelSource, modelAmong } from './load-model.js'
export { modelFiles, modelSha256, type NamedBytes } from './model-files.js'
export {
  isIdentity,
  type ModelSettings,
  type ModelSettingsInput,
  modelSettingsSchema,
  type Preprocessing,
  preprocessingText,
} from './model-settings.js'
export { type ModelShape, modelShape } from './model-shape.js'
export { networkFromArtifacts } from './network/index.js'
export { withFloat16Weights } from './quantisation.js'
export {
  type LayersModel,
  loadTensorFlow,
  type TensorFlow,
  type TensorFlowOptions,
  type WasmPaths,
} from './tensorflow.js'
export { type Checkpoint, checkpointFile, parseCheckpoint } from './training/checkpoint.js'
export { type TrainingConfig, type TrainingOptions, trainingConfigSchema } from './training/config.js'
export { type TrainingTask, trainModel } from './training/train-model.js'
export { trainingOf } from './training-of.js'
