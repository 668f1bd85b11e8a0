/** What a test found: every test of this package returns this shape, some with more fields. */
export interface TestResult {
  /** The method: `Welch t`, `Mann–Whitney U (exact)`. */
  readonly name: string
  readonly statistic: number
  /** One df, or numerator and denominator; absent where the test has none. */
  readonly df?: number | readonly [number, number]
  /** Two-sided unless the test says otherwise; 0 only where it underflows, and then `logP` still holds. */
  readonly p: number
  /** Natural logarithm of p. */
  readonly logP: number
  /** The quantity tested, in the unit of the data (a difference is first minus second). */
  readonly estimate?: number
  /** Confidence interval of the estimate. */
  readonly interval?: readonly [number, number]
  readonly effect?: EffectSize
}

/** A size of an effect free of the unit of the data. */
export interface EffectSize {
  /** `Hedges g`, `generalised eta squared`, `Vargha–Delaney A`. */
  readonly name: string
  readonly value: number
  readonly interval?: readonly [number, number]
}
