import type { Labels } from '../dataset/dataset.js'
import { InputError } from '../errors.js'
import type { OutputReader } from '../network/output-reader.js'

/** Most classes a confusion matrix is kept of: 128 MiB of counts. */
const MOST_CLASSES = 4096

/** How well a model classifies a dataset. */
export interface ModelEvaluation {
  /** Images evaluated. */
  readonly n: number
  /** Share classified correctly, 0 … 1. */
  readonly accuracy: number
  /**
   * Mean cross-entropy, in nats: −ln p of the image's class. Of independent labels the binary cross-entropy, averaged over labels,
   * as if an image had no label but its own. NaN where the model gives no probabilities.
   */
  readonly loss: number
  /** A class without images has an accuracy of NaN. */
  readonly classes: readonly { readonly name: string; readonly n: number; readonly accuracy: number }[]
  /** [K][K]: how many images of class i (row) were taken for class j (column). */
  readonly confusion: readonly (readonly number[])[]
}

/** Counts predictions and adds up losses. */
export class ClassificationTally {
  readonly #names: readonly string[]
  readonly #reader: OutputReader
  readonly #lossOf: (outputs: Float32Array, offset: number, label: number) => number
  readonly #confusion: number[][]
  #loss = 0
  #n = 0

  /**
   * @param names - of the classes, as many as the reader tells apart
   * @throws InputError CLASSES_TOO_MANY
   */
  constructor(names: readonly string[], reader: OutputReader) {
    if (names.length > MOST_CLASSES) {
      throw new InputError(
        'CLASSES_TOO_MANY',
        `a confusion matrix of ${names.length} classes: expected at most ${MOST_CLASSES}`,
      )
    }
    this.#names = names
    this.#reader = reader
    this.#lossOf = lossOf(reader)
    this.#confusion = names.map(() => names.map(() => 0))
  }

  /**
   * @param outputs - [N, K], before the head
   * @param labels - [N]
   * @throws InputError SCORES_NOT_FINITE
   */
  add(outputs: Float32Array, labels: Labels): void {
    const k = this.#reader.outputs
    const bad = outputs.findIndex((output) => !Number.isFinite(output))
    if (bad >= 0) {
      throw new InputError(
        'SCORES_NOT_FINITE',
        `image ${this.#n + Math.floor(bad / k)}: output ${bad % k} of the network is ${outputs[bad]}, expected a finite number`,
      )
    }
    for (const [i, label] of labels.entries()) {
      this.#confusion[label]![this.#reader.predicted(outputs, i * k)]!++
      this.#loss += this.#lossOf(outputs, i * k, label)
    }
    this.#n += labels.length
  }

  result(): ModelEvaluation {
    const n = this.#n
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

function lossOf(reader: OutputReader): (outputs: Float32Array, offset: number, label: number) => number {
  const { head, outputs: k } = reader
  if (head.kind === 'scores') return () => Number.NaN
  if (head.kind === 'softmax') return (outputs, offset, label) => crossEntropy(outputs, offset, k, label)
  const logProbability = reader.score('log-probability')
  if (k === 1) return (outputs, offset, label) => -logProbability(outputs, offset, label)
  return (outputs, offset, label) => {
    let sum = 0
    // ln(1 − σ(z)) is ln σ(z) − z.
    for (let c = 0; c < k; c++) {
      sum -= logProbability(outputs, offset, c) - (c === label ? 0 : outputs[offset + c]!)
    }
    return sum / k
  }
}

function crossEntropy(logits: Float32Array, offset: number, k: number, label: number): number {
  let largest = Number.NEGATIVE_INFINITY
  for (let c = 0; c < k; c++) largest = Math.max(largest, logits[offset + c]!)
  let sum = 0
  for (let c = 0; c < k; c++) sum += Math.exp(logits[offset + c]! - largest)
  return Math.log(sum) + largest - logits[offset + label]!
}
