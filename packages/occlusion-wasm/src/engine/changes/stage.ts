import type { Address } from '../../kernels/change-kernels.js'
import type { BatchLimits, FeatureMap } from '../memory/feature-map.js'
import type { ScratchNeeds } from '../memory/workspace.js'

/** Windows scored together. Each changes other pixels than all the rest. */
export interface Batch {
  readonly windows: number
  /** Their boxes of changed pixels. */
  readonly boxes: Address
}

/** One step of a network, from the maps it reads to the map it makes. */
export interface Stage {
  readonly output: FeatureMap
  /** Scratch room for a batch within limits. */
  scratch(limits: BatchLimits): ScratchNeeds
  /** Computes the output of the uncovered image. */
  base(): void
  /** Computes how the output changes under the windows of a batch. */
  score(batch: Batch): void
  /**
   * Where it may make much of small differences: marks the windows of the batch scored under which it does.
   *
   * @param limit - as `Assessment.limits` has it
   * @param doubts - int32 [windows], to be set to 1
   */
  doubt?(limit: number, windows: number, doubts: Address): void
}

export const noScratch: ScratchNeeds = { entries: 0, counts: 0, order: 0, products: 0, terms: 0 }
