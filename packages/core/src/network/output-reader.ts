import { classesOf, type OutputHead } from '@umbra/occlusion-wasm'
import { InputError } from '../errors.js'
import type { Score } from './score.js'

/** A number read off the K outputs of one image, which begin at `offset`, for class t. */
export type ScoreFunction = (outputs: Float32Array, offset: number, target: number) => number

/** Reads classes, probabilities and scores off a model's outputs, as its head says. All in float64. */
export interface OutputReader {
  readonly head: OutputHead
  /** K. */
  readonly outputs: number
  /** How many classes there are to explain: K, or 2 where the one output is a binary classifier's. */
  readonly classes: number
  /**
   * The class predicted: that of the largest output, the first of equals; of a binary classifier class 1 where its logit is
   * above 0, else class 0. Of independent labels it is the most probable one.
   */
  predicted(outputs: Float32Array, offset: number): number
  /** [classes]; undefined where the head gives none. */
  probabilities(outputs: Float32Array, offset: number): Float64Array | undefined
  /** The score of a class (rule 7). @throws InputError MARGIN_CLASS, SCORE_UNDEFINED for one the head does not have */
  score(score: Score): ScoreFunction
}

/** @param outputs - K */
export function outputReader(head: OutputHead, outputs: number): OutputReader {
  const classes = classesOf(head, outputs)
  const logit = logitOf(head, outputs)
  const logProbability = logProbabilityOf(head, outputs, logit)
  const probability = probabilityOf(head, logit, logProbability)
  return {
    head,
    outputs,
    classes,
    predicted: (values, offset) => {
      if (classes !== outputs) return values[offset]! > 0 ? 1 : 0
      let best = 0
      for (let k = 1; k < outputs; k++) if (values[offset + k]! > values[offset + best]!) best = k
      return best
    },
    probabilities: (values, offset) => {
      if (head.kind === 'softmax') return softmax(values, offset, outputs)
      return probability && Float64Array.from({ length: classes }, (_, k) => probability(values, offset, k))
    },
    score: (score) => {
      switch (score) {
        case 'logit':
          return logit
        case 'probability':
          return probability ?? refuse(score, head)
        case 'log-probability':
          return logProbability ?? refuse(score, head)
      }
      return marginOf(head, outputs, score === 'margin' ? undefined : score.against)
    },
  }
}

/** z_t; of a binary classifier z for class 1 and −z for class 0, whose odds are the inverse. */
function logitOf({ kind }: OutputHead, outputs: number): ScoreFunction {
  if (kind === 'sigmoid' && outputs === 1) {
    return (values, offset, target) => (target === 1 ? values[offset]! : -values[offset]!)
  }
  return (values, offset, target) => values[offset + target]!
}

function logProbabilityOf(
  { kind }: OutputHead,
  outputs: number,
  logit: ScoreFunction,
): ScoreFunction | undefined {
  if (kind === 'scores') return undefined
  if (kind === 'sigmoid') return (values, offset, target) => logSigmoid(logit(values, offset, target))
  return (values, offset, target) => logSoftmax(values, offset, target, outputs)
}

function probabilityOf(
  { kind }: OutputHead,
  logit: ScoreFunction,
  logProbability: ScoreFunction | undefined,
): ScoreFunction | undefined {
  if (kind === 'sigmoid')
    return (values, offset, target) => 1 / (1 + Math.exp(-logit(values, offset, target)))
  return logProbability && ((values, offset, target) => Math.exp(logProbability(values, offset, target)))
}

/** ln σ(z) = −ln(1 + e⁻ᶻ), without overflow on either side. */
function logSigmoid(z: number): number {
  return Math.min(z, 0) - Math.log1p(Math.exp(-Math.abs(z)))
}

/** z_t − ln Σ exp z, by the shifted sum that cannot overflow. */
function logSoftmax(logits: Float32Array, offset: number, target: number, classes: number): number {
  const [largest, logSum] = shiftedSum(logits, offset, classes)
  return logits[offset + target]! - largest - logSum
}

/** Of all classes, as `logSoftmax` gives them one by one, from one sum. */
function softmax(logits: Float32Array, offset: number, classes: number): Float64Array {
  const [largest, logSum] = shiftedSum(logits, offset, classes)
  return Float64Array.from({ length: classes }, (_, k) => Math.exp(logits[offset + k]! - largest - logSum))
}

/** The largest logit, and ln Σ exp(z − largest). */
function shiftedSum(
  logits: Float32Array,
  offset: number,
  classes: number,
): readonly [largest: number, logSum: number] {
  let largest = Number.NEGATIVE_INFINITY
  for (let k = 0; k < classes; k++) largest = Math.max(largest, logits[offset + k]!)
  let sum = 0
  for (let k = 0; k < classes; k++) sum += Math.exp(logits[offset + k]! - largest)
  return [largest, Math.log(sum)]
}

/** z_t minus the largest other output, or minus that of a named other class. */
function marginOf({ kind }: OutputHead, outputs: number, against: number | undefined): ScoreFunction {
  if (outputs === 1) {
    throw new InputError(
      'SCORE_UNDEFINED',
      'margin: the model has one output and no other to compare it with; its logit is the margin already',
    )
  }
  if (kind === 'sigmoid') {
    throw new InputError(
      'SCORE_UNDEFINED',
      `margin: the model’s ${outputs} outputs are independent labels, which do not compete; expected logit, probability or log-probability`,
    )
  }
  if (against === undefined) {
    return (values, offset, target) =>
      values[offset + target]! - largestOther(values, offset, target, outputs)
  }
  if (against >= outputs) {
    throw new InputError(
      'MARGIN_CLASS',
      `margin against class ${against}, the model has classes 0 … ${outputs - 1}`,
    )
  }
  return (values, offset, target) => {
    if (target === against) {
      throw new InputError('MARGIN_CLASS', `margin of class ${target} against itself, expected another class`)
    }
    return values[offset + target]! - values[offset + against]!
  }
}

function largestOther(values: Float32Array, offset: number, target: number, outputs: number): number {
  let largest = Number.NEGATIVE_INFINITY
  for (let k = 0; k < outputs; k++) if (k !== target) largest = Math.max(largest, values[offset + k]!)
  return largest
}

function refuse(score: string, { reason }: OutputHead): never {
  throw new InputError(
    'SCORE_UNDEFINED',
    `${score}: the model’s outputs are scores without probabilities (${reason}); expected logit or margin`,
  )
}
