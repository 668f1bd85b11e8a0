/**
 * Training and evaluating models, and the kernels that train any of TensorFlow.js's on its `wasm` backend.
 *
 * @module
 */
export type { ModelEvaluation } from '../evaluation/classification-tally.js'
export { evaluateModel, type SavedModelEvaluation } from '../evaluation/evaluation.js'
export {
  type RegisteredKernels,
  registerGradientKernels,
} from '../tensorflow/kernels/register-gradient-kernels.js'
export { artifactsOf, toLayersModel } from '../tensorflow/layers-model.js'
export {
  type LayersModel,
  loadTensorFlow,
  type TensorFlow,
  type TensorFlowOptions,
} from '../tensorflow/tensorflow.js'
export type { WasmPaths } from '../tensorflow/wasm-paths.js'
export { type Checkpoint, checkpointFile, parseCheckpoint } from '../training/checkpoint.js'
export { type TrainingConfig, type TrainingOptions, trainingConfigSchema } from '../training/config.js'
export { buildDigitCnn, type DigitCnnOptions } from '../training/digit-cnn.js'
export { type TrainingTask, trainModel } from '../training/train-model.js'
