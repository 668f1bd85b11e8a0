import { StatisticsError } from './statistics-error.js'

/** Observations in any order: an array or a typed array of finite numbers. Never modified. */
export type Sample = ArrayLike<number>

/** Draws a double in [0, 1). Everything random in this package comes from one that the caller passes in. */
export type Uniform = () => number

/**
 * Asserts that a sample is long enough and finite.
 *
 * @param name - the argument as the caller knows it, for the message
 * @param atLeast - fewest values that will do
 * @throws StatisticsError TOO_FEW_VALUES, NOT_FINITE
 */
export function requireSample(sample: Sample, name: string, atLeast: number): void {
  const n = sample.length
  if (n < atLeast) {
    const held = n === 1 ? '1 value' : `${n} values`
    throw new StatisticsError('TOO_FEW_VALUES', `${name} holds ${held}, at least ${atLeast} are needed`)
  }
  for (let i = 0; i < n; i++) {
    if (!Number.isFinite(sample[i])) {
      throw new StatisticsError('NOT_FINITE', `${name}[${i}] is ${sample[i]}, expected a finite number`)
    }
  }
}

/**
 * Asserts that an option lies in an open interval.
 *
 * @throws StatisticsError OUT_OF_RANGE
 */
export function requireBetween(value: number, name: string, low: number, high: number): void {
  if (!(value > low && value < high)) {
    throw new StatisticsError(
      'OUT_OF_RANGE',
      `${name} is ${value}, expected a number between ${low} and ${high}`,
    )
  }
}

/**
 * Asserts that an option is a whole number of at least `low`.
 *
 * @throws StatisticsError OUT_OF_RANGE
 */
export function requireCount(value: number, name: string, low: number): void {
  if (!(Number.isSafeInteger(value) && value >= low)) {
    throw new StatisticsError(
      'OUT_OF_RANGE',
      `${name} is ${value}, expected a whole number of at least ${low}`,
    )
  }
}
