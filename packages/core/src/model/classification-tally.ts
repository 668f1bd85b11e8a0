import type { Labels } from '../dataset/dataset.js'
import { InputError } from '../errors.js'

/** Most classes a confusion matrix is kept of: 128 MiB of counts. */
const MOST_CLASSES = 4096

/** How well a model classifies a dataset. */
export interface ModelEvaluation {
  /** Images evaluated. */
  readonly n: number
  /** Share classified correctly, 0 … 1. */
  readonly accuracy: number
  /** Mean cross-entropy, in nats. */
  readonly loss: number
  /** A class without images has an accuracy of NaN. */
  readonly classes: readonly { readonly name: string; readonly n: number; readonly accuracy: number }[]
  /** [K][K]: how many images of class i (row) were taken for class j (column). */
  readonly confusion: readonly (readonly number[])[]
}

/** Counts predictions and adds up losses. */
export class ClassificationTally {
  readonly #names: readonly string[]
  readonly #probabilities: boolean
  readonly #confusion: number[][]
  #loss = 0

  /**
   * @param probabilities - whether the outputs are probabilities; else they are logits
   * @throws InputError CLASSES_TOO_MANY
   */
  constructor(names: readonly string[], probabilities = false) {
    if (names.length > MOST_CLASSES) {
      throw new InputError(
        'CLASSES_TOO_MANY',
        `a confusion matrix of ${names.length} classes: expected at most ${MOST_CLASSES}`,
      )
    }
    this.#names = names
    this.#probabilities = probabilities
    this.#confusion = names.map(() => names.map(() => 0))
  }

  /** @param outputs - [N, K] logits or probabilities @param labels - [N] */
  add(outputs: ArrayLike<number>, labels: Labels): void {
    const k = this.#names.length
    for (const [i, label] of labels.entries()) {
      let best = 0
      for (let c = 1; c < k; c++) if (outputs[i * k + c]! > outputs[i * k + best]!) best = c
      this.#confusion[label]![best]!++
      this.#loss += this.#probabilities
        ? -Math.log(Math.max(outputs[i * k + label]!, 1e-30))
        : crossEntropy(outputs, i * k, k, label, outputs[i * k + best]!)
    }
  }

  result(): ModelEvaluation {
    const n = this.#confusion.flat().reduce((sum, count) => sum + count, 0)
    const correct = this.#confusion.reduce((sum, row, c) => sum + row[c]!, 0)
    return {
      n,
      accuracy: correct / n,
      loss: this.#loss / n,
      classes: this.#confusion.map((row, c) => {
        const size = row.reduce((sum, count) => sum + count, 0)
        return { name: this.#names[c]!, n: size, accuracy: row[c]! / size }
      }),
      confusion: this.#confusion,
    }
  }
}

function crossEntropy(
  logits: ArrayLike<number>,
  offset: number,
  k: number,
  label: number,
  largest: number,
): number {
  let sum = 0
  for (let c = 0; c < k; c++) sum += Math.exp(logits[offset + c]! - largest)
  return Math.log(sum) + largest - logits[offset + label]!
}
