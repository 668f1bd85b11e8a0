import { standardDeviation } from '../descriptive/standard-deviation.js'
import type { Sample } from '../sample.js'
import { oneSampleT } from './one-sample-t.js'
import type { TTestOptions, TTestResult } from './t-result.js'

export interface AcrossModelsResult extends TTestResult {
  readonly models: number
  /** Standard deviation of the estimates: how much the answer changes from one model to the next. */
  readonly sd: number
  /** Share of models whose estimate has the sign of the mean. */
  readonly sameSign: number
}

/**
 * An estimate repeated over independently trained models, the models being the replicates: mean, t interval with
 * models − 1 df, and the one-sample t test of a mean of zero. What it says holds for networks trained in this way, on
 * the images that were used.
 *
 * @param estimates - [models] the same estimate from each model
 * @throws StatisticsError TOO_FEW_VALUES (fewer than 2 models), NOT_FINITE, ZERO_VARIANCE (all equal, not zero),
 *   OUT_OF_RANGE
 */
export function acrossModels(estimates: Sample, options: TTestOptions = {}): AcrossModelsResult {
  const result = oneSampleT(estimates, options)
  const sign = Math.sign(result.estimate)
  const same = Array.from(estimates).filter((estimate) => Math.sign(estimate) === sign).length
  return {
    ...result,
    name: 'across models',
    models: estimates.length,
    sd: standardDeviation(estimates),
    sameSign: same / estimates.length,
  }
}
