import type { PairsConfig } from '../mapping/config.js'
import type { Provenance } from '../mapping/provenance.js'
import type { ClassSummary, ProfileTest, RegionTest, StudyResult } from '../study/result.js'

/** Two classes compared as a study compares them, the first having the lower index; first minus second. */
export interface PairResult {
  readonly classes: readonly [number, number]
  /** The primary test; `pHolm` is adjusted over all pairs, of its shares over all pairs and regions. */
  readonly profile?: ProfileTest & { readonly pHolm: number }
  /** Adjusted over all pairs. */
  readonly strength?: RegionTest
  /** The raw interaction; `pHolm` is adjusted over all pairs. */
  readonly interaction: StudyResult['tests']['interaction'] & { readonly pHolm: number }
  /** Adjusted over all pairs. */
  readonly overall: RegionTest
  /** Of regions: top against bottom, middle against the rest; `pHolm` is adjusted over all pairs and contrasts together. */
  readonly contrasts: readonly RegionTest[]
  /** `pHolm` is adjusted over all pairs and regions together, and `simultaneous` intervals hold over them. */
  readonly regions: readonly RegionTest[]
}

/** Every class compared with every other. Numbers only. Written as pairs.json. */
export interface PairsResult {
  /** Those of version 1 have no profiles: their primary test was the raw interaction. */
  readonly schema: 'umbra.pairs/1' | 'umbra.pairs/2'
  readonly config: PairsConfig
  /** All K, in order. */
  readonly classes: readonly ClassSummary[]
  readonly regions: StudyResult['regions']
  /** Of each class in order, its mean map and its mean image, [H·W] each to six digits. */
  readonly means: readonly { readonly map: readonly number[]; readonly image: readonly number[] }[]
  /** [H, W] of the maps. */
  readonly shape: readonly [number, number]
  /** K(K − 1)/2: 0 and 1, 0 and 2, … */
  readonly pairs: readonly PairResult[]
  /**
   * Which p of the profile tests is adjusted: that of relabelling, unless so many pairs could not be told apart by it, 1/(m + 1) times
   * their number being no less than the level; then that of F.
   */
  readonly profileP?: 'relabelling' | 'F'
  /** How many pairs' patterns differ, and which most. */
  readonly verdict: { readonly text: string; readonly differing: number }
  readonly provenance: Provenance
  /** Seconds by stage. */
  readonly timings: Readonly<Record<string, number>>
}
