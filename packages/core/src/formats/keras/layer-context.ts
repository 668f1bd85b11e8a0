import type { NetworkBuilder, NetworkValue } from '../../network/network-builder.js'
import type { LayerJson } from './topology.js'
import type { WeightTable } from './weight-table.js'

/** What a layer gives. */
export interface LayerValue extends NetworkValue {
  /** The layer that would have taken a softmax of it, and will where anything follows. */
  readonly softmax?: LayerJson
}

/** A layer about to be read: its JSON, what it reads, and where its weights are and its operations go. */
export interface LayerContext {
  readonly layer: LayerJson
  readonly inputs: readonly LayerValue[]
  readonly input: LayerValue
  readonly builder: NetworkBuilder
  readonly weights: WeightTable
  /** Names of the models the layer lies in, and its own. */
  readonly path: readonly string[]
}
