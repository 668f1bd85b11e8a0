import type { NetworkBuilder, Value } from './network-builder.js'
import type { LayerJson } from './topology.js'
import type { WeightTable } from './weight-table.js'

/** A layer about to be read: its JSON, what it reads, and where its weights are and its operations go. */
export interface LayerContext {
  readonly layer: LayerJson
  readonly inputs: readonly Value[]
  readonly input: Value
  readonly builder: NetworkBuilder
  readonly weights: WeightTable
  /** Names of the models the layer lies in, and its own. */
  readonly path: readonly string[]
}
