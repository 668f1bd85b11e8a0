export { channelMeans, type ResolvedBaseline, resolveBaseline } from './baseline.js'
export { defaultGrid, withDefaultWindows } from './default-windows.js'
export type { EngineReport, OcclusionEngine, OcclusionJob, OcclusionScores } from './engine.js'
export { type ExplainBatchesTask, explainBatches } from './explain-batches.js'
export {
  createExplainer,
  type Explainer,
  type ExplainerOptions,
  type Explanation,
  type LabelledImages,
} from './explainer.js'
export {
  type Baseline,
  type OcclusionOptions,
  occlusionOptionsSchema,
  type ResolvedOcclusionOptions,
  type Score,
  type Target,
} from './options.js'
export { type OutputReader, outputReader } from './output-reader.js'
export { headText, type Prediction, predictionOf, predictionText } from './prediction.js'
export type { ScoreTask } from './score-images.js'
export { type WindowGrid, windowGrid } from './windows.js'
