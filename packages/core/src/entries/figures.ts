/**
 * What studies, pairs, robustness and training found, and a single explanation, as SVG.
 *
 * @module
 */
export * from '../figures/index.js'
export { pairsFigures } from '../pairs/figures.js'
export { primaryCurveOf, robustnessFigures, specificationCurveOf } from '../robustness/curve.js'
