export { concludeRobustness } from './conclude-robustness.js'
export type { RobustnessDependencies, RobustnessModel } from './dependencies.js'
export {
  type ChoiceName,
  choiceNames,
  choicesInWords,
  coveringsOf,
  gridAround,
  type RobustnessGrid,
  type RobustnessGridOptions,
  robustnessGridSchema,
  type StudyChoices,
} from './grid.js'
export { mergeRobustness } from './merge-robustness.js'
export { parseRobustness } from './parse-robustness.js'
export { parseRobustnessPart, ROBUSTNESS_PART, robustnessPartFiles } from './part-files.js'
export { isAbout, quoteRobustness } from './quote.js'
export type * from './result.js'
export { robustnessCsv, robustnessParquet } from './robustness-table.js'
export { runRobustness } from './run-robustness.js'
export { requireSamples, scoreRobustness } from './score-robustness.js'
export type { ScoredRobustness } from './scored.js'
