export { type PairsConfig, type PairsOptions, pairsConfigSchema } from '../mapping/config.js'
export { pairsCsv, pairsParquet } from './pairs-table.js'
export type { PairResult, PairsResult } from './result.js'
export { concludePairs, mapPairsPart, runPairs } from './run-pairs.js'
