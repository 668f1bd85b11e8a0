import type { EffectSize } from '../test-result.js'

export interface EffectSizeOptions {
  /** Level of the interval, between 0 and 1; 0.95 unless told. */
  readonly confidence?: number | undefined
}

/** An effect size whose interval is always there. */
export interface EffectSizeWithInterval extends EffectSize {
  readonly interval: readonly [number, number]
}
