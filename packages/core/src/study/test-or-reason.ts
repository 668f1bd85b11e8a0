import { StatisticsError, type StatisticsErrorCode } from '@umbra/stats'
import type { ReportedTest } from './result.js'

/** Why a number is missing, as a sentence goes on after `could not be computed: `. */
const REASONS: Readonly<Record<StatisticsErrorCode, string>> = {
  TOO_FEW_VALUES: 'too few images',
  ZERO_VARIANCE: 'the values of a class do not vary',
  NOT_FINITE: 'some values are not finite',
  LENGTH_MISMATCH: 'the classes have other images in other regions',
  OUT_OF_RANGE: 'the values do not vary as the method asks',
  NO_CONVERGENCE: 'its computation did not converge',
}

/** What a computation gives, or undefined where the sample has no such number. */
export function ifDefined<T>(compute: () => T): T | undefined {
  const outcome = attempt(compute)
  return 'value' in outcome ? outcome.value : undefined
}

/**
 * A test with the n it rests on; where the sample has none, NaN for its numbers and the reason in words. A study whose maps
 * are made does not end for a test.
 */
export function testOrReason<T extends ReportedTest>(
  name: string,
  n: readonly number[],
  compute: () => T,
): T | ReportedTest {
  const outcome = attempt(compute)
  if ('value' in outcome) return { ...outcome.value, n }
  const none = { statistic: Number.NaN, p: Number.NaN, logP: Number.NaN }
  return { name, ...none, n, notComputed: REASONS[outcome.code] }
}

function attempt<T>(compute: () => T): { readonly value: T } | { readonly code: StatisticsErrorCode } {
  try {
    return { value: compute() }
  } catch (error) {
    if (error instanceof StatisticsError) return { code: error.code }
    throw error
  }
}
