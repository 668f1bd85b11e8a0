export { type ExplainedParts, type ExplanationContext, explanationDocument } from './explanation-document.js'
export {
  type ExplanationDocument,
  explanationSchema,
  explanationsSchema,
  parseExplanations,
} from './explanation-schema.js'
export {
  type ExplanationJob,
  type ExplanationSource,
  keptExplanation,
  planExplanation,
} from './explanation-unit.js'
