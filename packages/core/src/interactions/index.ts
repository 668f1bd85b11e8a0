export type { InteractionsOptions } from './config.js'
export { interactionsOf } from './interactions-of.js'
export {
  type ImageInteractions,
  type InteractionsDocument,
  parseInteractions,
} from './interactions-schema.js'
export { type RankedPair, rankedPairs } from './ranked-pairs.js'
export { type StrongestPairs, strongestPairs } from './strongest-pairs.js'
