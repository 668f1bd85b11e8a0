export {
  type ClassChoice,
  type StudyConfig,
  type StudyOptions,
  studyConfigSchema,
} from '../mapping/config.js'
export type { StudyDependencies } from '../mapping/dependencies.js'
export { requireInk } from '../mapping/ink-in-regions.js'
export type { CellStore } from '../units/cells.js'
export { SetAside, UnitsSetAside } from '../units/set-aside.js'
export { parseStudyData } from './parse-study-data.js'
export { isOfMaps, quoteFaithfulness, requireOfMaps, type StudyMaps } from './quote-faithfulness.js'
export { imagesOfEach, imagesText, leftOutText, nCell, notComputedOf, nText } from './rests-on.js'
export type * from './result.js'
export { concludeStudy, mapStudyPart, runStudy, unitsOfStudyPart } from './run-study.js'
export { samplesCsv } from './samples-csv.js'
export { regionsParquet, samplesParquet } from './samples-parquet.js'
export { untrainedControls } from './untrained-controls.js'
export { type VerdictInput, verdict } from './verdict.js'
export { largestEffects } from './verdict-words.js'
