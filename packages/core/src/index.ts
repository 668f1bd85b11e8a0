/**
 * Umbra's public interface, in the order of the method. Each part is an entry of its own too, which loads that part alone.
 *
 * @module
 */

export * from './benchmark/index.js'
export * from './entries/explain.js'
export * from './entries/figures.js'
export * from './entries/study.js'
export * from './entries/training.js'
export * from './entries/words.js'
export * from './report/index.js'
