export type { CellStore } from './cells.js'
export { specificationCurveOf } from './curve.js'
export {
  type ChoiceName,
  type RobustnessGrid,
  type RobustnessGridOptions,
  robustnessGridSchema,
  type StudyChoices,
} from './grid.js'
export { isAbout, quoteRobustness } from './quote.js'
export type * from './result.js'
export { type RobustnessDependencies, type RobustnessModel, runRobustness } from './run-robustness.js'
