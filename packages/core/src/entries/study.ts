/**
 * Whether classes differ in what a model relies on: a study of two, of every two, in parts, under other choices; and the tables
 * that hold what they find; and whether a result is what computing it again gives.
 *
 * @module
 */
export * from '../controls/index.js'
export * from '../export/index.js'
export * from '../faithfulness/index.js'
export * from '../interactions/index.js'
export * from '../mapping/index.js'
export * from '../methods/index.js'
export * from '../pairs/index.js'
export * from '../robustness/index.js'
export * from '../study/index.js'
export * from '../uncertainty/index.js'
export * from '../verification/index.js'
