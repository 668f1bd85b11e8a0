import { InputError } from '../errors.js'
import type { OutputReader } from '../network/output-reader.js'
import type { Score } from '../network/score.js'

/** The derivative of a class's score by each of the K outputs of an image, float64 [K]. */
export type ScoreSlopes = (outputs: Float32Array, target: number) => Float64Array

/**
 * Derivatives of the scores of rule 7, closed forms all of them.
 *
 * @throws InputError MARGIN_CLASS, SCORE_UNDEFINED for a score that the head does not have
 */
export function scoreSlopes(reader: OutputReader, score: Score): ScoreSlopes {
  // Says what is wrong with a score.
  reader.score(score)
  const { outputs: count, head } = reader
  const along = (index: number, slope: number) => {
    const slopes = new Float64Array(count)
    slopes[index] = slope
    return slopes
  }
  /** Of a binary classifier's one output, class 0 has the logit −z. */
  const logit = (target: number) =>
    count === 1 && head.kind === 'sigmoid' ? along(0, target ? 1 : -1) : along(target, 1)
  const probabilityOf = (outputs: Float32Array, target: number) => reader.probabilities(outputs, 0)![target]!
  switch (score) {
    case 'logit':
      return (_, target) => logit(target)
    case 'log-probability':
      return head.kind === 'softmax'
        ? (outputs, target) => againstSoftmax(reader, outputs, target)
        : (outputs, target) => logit(target).map((slope) => slope * (1 - probabilityOf(outputs, target)))
    case 'probability':
      return head.kind === 'softmax'
        ? (outputs, target) => {
            const own = probabilityOf(outputs, target)
            return againstSoftmax(reader, outputs, target).map((slope) => slope * own)
          }
        : (outputs, target) => {
            const own = probabilityOf(outputs, target)
            return logit(target).map((slope) => slope * own * (1 - own))
          }
  }
  const against = score === 'margin' ? undefined : score.against
  return (outputs, target) => {
    if (target === against)
      throw new InputError('MARGIN_CLASS', `margin of class ${target} against itself, expected another class`)
    const slopes = logit(target)
    slopes[against ?? largestOther(outputs, target)] = -1
    return slopes
  }
}

/** δ − p: what the logarithm of a softmax rises by with each logit. */
function againstSoftmax(reader: OutputReader, outputs: Float32Array, target: number): Float64Array {
  return reader.probabilities(outputs, 0)!.map((p, k) => Number(k === target) - p)
}

/** Of equals the first. */
function largestOther(outputs: Float32Array, target: number): number {
  let best = -1
  for (let k = 0; k < outputs.length; k++) {
    if (k !== target && (best < 0 || outputs[k]! > outputs[best]!)) best = k
  }
  return best
}
