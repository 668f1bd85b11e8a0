/**
 * Figures: functions from what a study found to an SVG, as text. Those with axes take a `Document` (a page's, or
 * linkedom's in Node); maps need none. Each is self-contained: legend inside, no ids, no scripts, no style sheets.
 */

export { type Calibration, type CalibrationRow, calibrationFigure } from './calibration.js'
export { differenceFigure } from './difference.js'
export { type ExplainedImage, explanationFigure } from './explanation.js'
export {
  type FaithfulnessCurves,
  faithfulnessCurvesFigure,
  faithfulnessEffectsFigure,
} from './faithfulness.js'
export type { FigureOptions } from './figure-options.js'
export { type DrawnInteractions, interactionsFigure } from './interactions.js'
export { mapsFigure } from './maps.js'
export { methodAgreementFigure, methodAnswersFigure, methodMapsFigure } from './methods.js'
export { overviewFigure } from './overview.js'
export { type PairComparison, type PairMatrix, pairMatrixFigure } from './pair-matrix.js'
export {
  CLASS_COLOURS,
  type DivergingScale,
  differenceScale,
  FONT_FAMILY,
  interactionScale,
  limitOf,
  sensitivityScale,
} from './palette.js'
export { outlineOfPixels, type PixelOutline, pixelOutline } from './pixel-outline.js'
export { type DrawnCascade, randomisationFigure } from './randomisation.js'
export { regionsFigure } from './regions.js'
export { samplesAtQuantiles, typicalSample } from './sample-choice.js'
export {
  type Specification,
  type SpecificationCurve,
  type SpecificationShares,
  specificationCurveFigure,
  specificationShares,
} from './specification-curve.js'
export { type StudyFigures, studyFigures } from './study-figures.js'
export { type TrainingCurve, trainingFigure } from './training.js'
export { type DrawnUncertainty, uncertaintyFigure } from './uncertainty.js'
