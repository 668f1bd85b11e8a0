import { InputError } from '../errors.js'
import type { Score } from './options.js'

/** A number read off the K logits of one image for class t. */
export type ScoreFunction = (logits: Float32Array, offset: number, target: number) => number

/**
 * Gives the function that reads a score off logits (rule 7), in float64.
 *
 * - `logit`: z_t
 * - `probability`: softmax(z)_t
 * - `log-probability`: z_t − log Σ exp z, by the shifted sum that cannot overflow
 * - `margin`: z_t minus the largest other logit, or minus the logit of a named other class
 *
 * @param classes - K
 * @throws InputError MARGIN_CLASS
 */
export function scoreFunction(score: Score, classes: number): ScoreFunction {
  switch (score) {
    case 'logit':
      return (logits, offset, target) => logits[offset + target]!
    case 'probability':
      return (logits, offset, target) => Math.exp(logProbability(logits, offset, target, classes))
    case 'log-probability':
      return (logits, offset, target) => logProbability(logits, offset, target, classes)
    case 'margin':
      return (logits, offset, target) =>
        logits[offset + target]! - largestOther(logits, offset, target, classes)
  }
  const { against } = score
  if (against >= classes) {
    throw new InputError(
      'MARGIN_CLASS',
      `margin against class ${against}, the model has classes 0 … ${classes - 1}`,
    )
  }
  return (logits, offset, target) => logits[offset + target]! - logits[offset + against]!
}

function logProbability(logits: Float32Array, offset: number, target: number, classes: number): number {
  let largest = Number.NEGATIVE_INFINITY
  for (let k = 0; k < classes; k++) largest = Math.max(largest, logits[offset + k]!)
  let sum = 0
  for (let k = 0; k < classes; k++) sum += Math.exp(logits[offset + k]! - largest)
  return logits[offset + target]! - largest - Math.log(sum)
}

function largestOther(logits: Float32Array, offset: number, target: number, classes: number): number {
  let largest = Number.NEGATIVE_INFINITY
  for (let k = 0; k < classes; k++) if (k !== target) largest = Math.max(largest, logits[offset + k]!)
  return largest
}

/** softmax(z) of one image's logits, float64. @returns [K] */
export function probabilities(logits: Float32Array, offset: number, classes: number): Float64Array {
  return Float64Array.from({ length: classes }, (_, k) =>
    Math.exp(logProbability(logits, offset, k, classes)),
  )
}

/** Index of the largest logit; the first of equals. */
export function predictedClass(logits: Float32Array, offset: number, classes: number): number {
  let best = 0
  for (let k = 1; k < classes; k++) if (logits[offset + k]! > logits[offset + best]!) best = k
  return best
}
