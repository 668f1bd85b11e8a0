/** The report of a study: one self-contained HTML page. */
export type { ReportedRobustness } from './context.js'
export { type ReportOptions, renderReport } from './report.js'
