export type {
  EngineReport,
  ExplainerOptions,
  OcclusionEngine,
  OcclusionJob,
  OcclusionScores,
} from '../engines/engine.js'
export { meanOverChannels, sumOfChannelShares } from '../mean-over-channels.js'
export { type OutputReader, outputReader } from '../network/output-reader.js'
export type { Score } from '../network/score.js'
export { channelMeans, type ResolvedBaseline, resolveBaseline } from './baseline.js'
export {
  type BaselineData,
  type BaselineOrigin,
  baselineNeedsData,
  baselineOfData,
} from './baseline-of-data.js'
export { type Covering, coveredImage } from './covered-image.js'
export { datasetBaseline } from './dataset-baseline.js'
export { type ExplainBatchesTask, explainBatches } from './explain-batches.js'
export {
  createExplainer,
  type Explainer,
  type Explanation,
  type LabelledImages,
} from './explainer.js'
export { defaultGrid, withDefaultWindows } from './occlusion/default-windows.js'
export {
  type Baseline,
  type OcclusionOptions,
  occlusionOptionsSchema,
  type ResolvedOcclusionOptions,
  type Target,
} from './occlusion/options.js'
export type { PartialMap } from './occlusion/partial-maps.js'
export type { ExplainTask, ScoreTask } from './occlusion/score-images.js'
export { type WindowGrid, windowGrid } from './occlusion/windows.js'
export { headText, type Prediction, predictionOf, predictionText } from './prediction.js'
export { requiredWindows } from './required-windows.js'
export type { PixelSets } from './sets/pixel-sets.js'
export type { CoveredScores, CoverOptions } from './sets/score-covered.js'
