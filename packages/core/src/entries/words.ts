/**
 * How numbers, nouns and settings are written, in figures, reports and a terminal alike.
 *
 * @module
 */
export { baselineText, scoreText, settingsText, sizeText } from '../attribution/occlusion/settings-text.js'
export { withArticle } from '../words/article.js'
export {
  formatConfidence,
  formatCount,
  formatDf,
  formatDuration,
  formatEstimate,
  formatFixed,
  formatInterval,
  formatLevel,
  formatLimits,
  formatNumber,
  formatP,
  formatPercent,
  formatPValue,
  formatScientific,
  formatShare,
  formatWithin,
  intervalName,
} from '../words/format.js'
