import { InputError } from '../../errors.js'
import type { Layout } from './layouts.js'
import type { LayerFile } from './schema.js'
import type { TopologyWriter, Value } from './topology-writer.js'
import type { WeightSource } from './weight-source.js'

/** What writing a layer takes. */
export interface LayerWriting<L extends LayerFile = LayerFile> {
  readonly layer: L
  /** How messages call it: `layer 3, conv2d "features.0"`. */
  readonly label: string
  /** Its own name, or one made of its kind. */
  readonly name: string
  readonly inputs: readonly Value[]
  readonly input: Value
  readonly layout: Layout
  readonly weights: WeightSource
  readonly writer: TopologyWriter
}

/** A layer that makes no sense where it stands. */
export function refuse(label: string, what: string): InputError {
  return new InputError('NETWORK_LAYER', `${label}: ${what}`)
}
