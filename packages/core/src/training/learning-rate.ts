import type { TrainingConfig } from './config.js'

/**
 * The learning rate of a step: a linear rise over the warm-up, then a fall to zero, along a half cosine (Loshchilov and Hutter,
 * 2017) or a line.
 * @param step - 0 … steps − 1
 */
export function learningRateAt(
  step: number,
  steps: number,
  { learningRate, warmUp, decay }: Pick<TrainingConfig, 'learningRate' | 'warmUp' | 'decay'>,
): number {
  const rising = Math.round(warmUp * steps)
  if (step < rising) return (learningRate * (step + 1)) / rising
  if (decay === 'none') return learningRate
  const gone = (step - rising) / (steps - rising)
  return learningRate * (decay === 'linear' ? 1 - gone : (1 + Math.cos(Math.PI * gone)) / 2)
}
