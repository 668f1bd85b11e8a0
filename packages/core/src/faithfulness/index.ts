export {
  type FaithfulnessConfig,
  type FaithfulnessOptions,
  faithfulnessConfigSchema,
  faithfulnessOptionsSchema,
} from './config.js'
export { faithfulnessCsv } from './faithfulness-csv.js'
export type { ImageMeasured } from './measure-image.js'
export { type MeasuredImages, measureImages } from './measure-images.js'
export { MEASURES, type Measure, ORDERS, type Order } from './measures.js'
export { curveLevels } from './packed.js'
export { parseFaithfulness } from './parse-faithfulness.js'
export type { Comparison, FaithfulnessResult, MeanCurve, MeasureResult } from './result.js'
export { meanCurves, runFaithfulness } from './run-faithfulness.js'
export { advantageText } from './verdict.js'
