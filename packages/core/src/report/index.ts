/**
 * Reports of a study and of all pairs: each one self-contained HTML page.
 *
 * @module
 */
export type { ReportedFaithfulness, ReportedRobustness } from './context.js'
export { type FaithfulnessFigures, renderFaithfulnessReport } from './faithfulness-report.js'
export { GLOSSARY, type GlossaryTerm } from './glossary.js'
export { type InteractionsReport, renderInteractionsReport } from './interactions-report.js'
export { type MethodsFigures, renderMethodsReport } from './methods-report.js'
export { renderPairsReport } from './pairs-report.js'
export { type ReportOptions, renderReport } from './report.js'
export type { ReportedProvenance } from './sections/provenance.js'
