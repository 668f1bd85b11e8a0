export type { OutputHead } from '@umbra/occlusion-wasm'
export type { ModelEvaluation } from './evaluation/classification-tally.js'
export { evaluateModel } from './evaluation/evaluation.js'
export { foreignFile, HEAD } from './formats/foreign/foreign-file.js'
export type {
  EpochRecord,
  ModelArtifacts,
  ModelProvenance,
  Quantization,
  WeightSpec,
} from './formats/keras/artifacts.js'
export { networkFromArtifacts } from './formats/keras/index.js'
export { inputRangeNote } from './formats/keras/input-range.js'
export { modelFiles, modelSha256, type NamedBytes } from './formats/keras/model-files.js'
export { withFloat16Weights } from './formats/keras/quantisation.js'
export { trainingOf } from './formats/keras/training-of.js'
export { loadModel, type ModelFileMap, type ModelSource, modelAmong } from './formats/load-model.js'
export type { OriginalModel, ReadModel, ReadOptions } from './formats/model.js'
export {
  isIdentity,
  type ModelSettings,
  type ModelSettingsInput,
  modelSettingsSchema,
  type Preprocessing,
  preprocessingText,
} from './network/model-settings.js'
export {
  type RegisteredKernels,
  registerGradientKernels,
} from './tensorflow/kernels/register-gradient-kernels.js'
export { artifactsOf, toLayersModel } from './tensorflow/layers-model.js'
export { type ModelShape, modelShape } from './tensorflow/model-shape.js'
export {
  type LayersModel,
  loadTensorFlow,
  type TensorFlow,
  type TensorFlowOptions,
  type WasmPaths,
} from './tensorflow/tensorflow.js'
export { type Checkpoint, checkpointFile, parseCheckpoint } from './training/checkpoint.js'
export { type TrainingConfig, type TrainingOptions, trainingConfigSchema } from './training/config.js'
export { buildDigitCnn, type DigitCnnOptions } from './training/digit-cnn.js'
export { type TrainingTask, trainModel } from './training/train-model.js'
