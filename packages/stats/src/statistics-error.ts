/** Why a statistic could not be computed. Stable: may be tested for. */
export type StatisticsErrorCode =
  | 'TOO_FEW_VALUES'
  | 'NOT_FINITE'
  | 'ZERO_VARIANCE'
  | 'LENGTH_MISMATCH'
  | 'OUT_OF_RANGE'
  | 'NO_CONVERGENCE'

/**
 * Input for which a statistic has no value. `code` is stable; the message starts with it and names the argument,
 * what was expected and what came: `TOO_FEW_VALUES: a holds 1 value, at least 2 are needed`.
 */
export class StatisticsError extends Error {
  override readonly name = 'StatisticsError'
  readonly code: StatisticsErrorCode

  /**
   * @param code - stable identifier in capitals
   * @param detail - the argument, what was expected and what came
   */
  constructor(code: StatisticsErrorCode, detail: string) {
    super(`${code}: ${detail}`)
    this.code = code
  }
}
