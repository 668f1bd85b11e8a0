import type { Dataset } from '../dataset/dataset.js'
import { InputError } from '../errors.js'
import type { Task } from '../progress.js'
import type { ModelArtifacts } from './artifacts.js'
import { toLayersModel } from './layers-model.js'
import { type LayersModel, loadTensorFlow, type Tensor2D } from './tensorflow.js'

/** How well a model classifies a dataset. */
export interface ModelEvaluation {
  /** Images evaluated. */
  readonly n: number
  /** Share classified correctly, 0 … 1. */
  readonly accuracy: number
  /** Mean cross-entropy, in nats. */
  readonly loss: number
  readonly classes: readonly { readonly name: string; readonly n: number; readonly accuracy: number }[]
  /** [K][K]: how many images of class i (row) were taken for class j (column). */
  readonly confusion: readonly (readonly number[])[]
}

const BATCH = 250

/**
 * Classifies a whole dataset on TensorFlow.js's wasm backend.
 *
 * @param model - a LayersModel, left alive, or artifacts of one; its output is [N, K], logits or a softmax
 * @throws InputError `MODEL_INPUT` or `MODEL_CLASSES` if the dataset's images or classes do not fit
 */
export async function evaluateModel(
  model: ModelArtifacts | LayersModel,
  dataset: Dataset,
  { signal, onProgress }: Task = {},
): Promise<ModelEvaluation> {
  const tf = await loadTensorFlow()
  const owned = 'weightData' in model
  const layers = owned ? await toLayersModel(model) : model
  try {
    checkFit(layers, dataset)
    const tally = new Tally(dataset.classNames, endsInSoftmax(layers))
    const [n, ...imageShape] = dataset.images.shape
    const size = imageShape.reduce((product, d) => product * d, 1)
    for (let start = 0; start < n; start += BATCH) {
      signal?.throwIfAborted()
      const end = Math.min(start + BATCH, n)
      const pixels = dataset.images.data.subarray(start * size, end * size)
      const outputs = tf.tidy(() =>
        (
          layers.predict(tf.tensor4d(pixels, [end - start, ...imageShape]), { batchSize: BATCH }) as Tensor2D
        ).dataSync(),
      )
      tally.add(outputs, dataset.labels.subarray(start, end))
      onProgress?.({ stage: 'evaluating', done: end, total: n, unit: 'images' })
      await new Promise((resolve) => setTimeout(resolve))
    }
    return tally.result()
  } finally {
    if (owned) layers.dispose()
  }
}

function checkFit(model: LayersModel, { images, classNames }: Dataset): void {
  const expected = model.inputs[0]!.shape.slice(1)
  const got = images.shape.slice(1)
  if (expected.length !== 3 || expected.some((size, axis) => size !== null && size !== got[axis])) {
    throw new InputError(
      'MODEL_INPUT',
      `the model takes images of ${expected.join('×')}, these are ${got.join('×')}`,
    )
  }
  const classes = model.outputs[0]!.shape
  if (classes.length !== 2 || classes[1] !== classNames.length) {
    throw new InputError(
      'MODEL_CLASSES',
      `the model tells ${classes.at(-1)} classes apart, the data have ${classNames.length}`,
    )
  }
}

/** Whether a model's output is already a probability. */
function endsInSoftmax(model: LayersModel): boolean {
  const last = model.layers.at(-1)!
  return last.getClassName() === 'Softmax' || last.getConfig().activation === 'softmax'
}

/** Counts predictions and adds up losses. */
class Tally {
  readonly #names: readonly string[]
  readonly #probabilities: boolean
  readonly #confusion: number[][]
  #loss = 0

  constructor(names: readonly string[], probabilities: boolean) {
    this.#names = names
    this.#probabilities = probabilities
    this.#confusion = names.map(() => names.map(() => 0))
  }

  /** @param outputs - [N, K] logits or probabilities @param labels - [N] */
  add(outputs: ArrayLike<number>, labels: Uint8Array): void {
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
