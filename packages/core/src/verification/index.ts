export {
  type CheckedExplanation,
  checkExplanation,
  checkExplanations,
  type WrittenExplanations,
} from './check-explanation.js'
export { checkFaithfulness } from './check-faithfulness.js'
export { checkInteractions } from './check-interactions.js'
export { checkMethods, type MethodsSources } from './check-methods.js'
export { type Checking, checkStudy, type WrittenStudy } from './check-study.js'
export { type Checked, compareNumbers, type Difference, Differences, numbersText } from './difference.js'
export { drawPart, type Part } from './draw-part.js'
export { type Manifest, parseManifest } from './parse-manifest.js'
export { parseMethods, type WrittenMethods } from './parse-methods.js'
export { parseRecorded, type Recorded } from './parse-recorded.js'
export { type ComparedFiles, differenceText, verificationSentence } from './sentence.js'
