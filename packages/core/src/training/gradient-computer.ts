import type { Labels } from '../dataset/dataset.js'
import { InputError } from '../errors.js'
import type { ModelArtifacts } from '../formats/keras/artifacts.js'
import { beforeHead } from '../formats/keras/output-head/index.js'
import type { ModelSettings } from '../network/model-settings.js'
import { Random } from '../random.js'
import { toLayersModel } from '../tensorflow/layers-model.js'
import { preparedTensor } from '../tensorflow/prepared-images.js'
import {
  type LayersModel,
  loadTensorFlow,
  type Tensor,
  type Tensor4D,
  type TensorFlow,
  type TensorInfo,
} from '../tensorflow/tensorflow.js'
import type { WasmPaths } from '../tensorflow/wasm-paths.js'
import { type Augmentation, augmentImages } from './augmentation.js'
import type { MicroBatch } from './micro-batches.js'

/** All a thread needs to compute gradients of a network. */
export interface GradientTask {
  readonly artifacts: ModelArtifacts
  readonly augmentation: Augmentation
  readonly wasmPaths?: WasmPaths | undefined
}

/** What a micro-batch contributes, beside its gradient. */
export interface MicroBatchOutcome {
  /** Sum of its images' cross-entropy, divided by the size of the whole batch. */
  readonly loss: number
  /** How many of its images were classified correctly (with dropout and augmentation on). */
  readonly correct: number
}

type Variable = InstanceType<TensorFlow['Variable']>

/** Computes a network's gradient over one micro-batch, on the calling thread: one of these runs in each worker. */
export class GradientComputer {
  readonly #tf: TensorFlow
  readonly #model: LayersModel
  readonly #variables: readonly Variable[]
  readonly #augmentation: Augmentation
  /** How images are prepared, which no layer does: what prepares them does not learn. */
  readonly #settings: ModelSettings | undefined
  readonly #inputShape: readonly [number, number, number]

  static async create({ artifacts, augmentation, wasmPaths }: GradientTask): Promise<GradientComputer> {
    requireLogits(artifacts)
    const tf = await loadTensorFlow({ wasmPaths })
    const { settings, ...layers } = artifacts
    return new GradientComputer(tf, await toLayersModel(layers), augmentation, settings)
  }

  private constructor(
    tf: TensorFlow,
    model: LayersModel,
    augmentation: Augmentation,
    settings: ModelSettings | undefined,
  ) {
    checkTrainable(model)
    this.#tf = tf
    this.#model = model
    this.#variables = model.weights.map((weight) => weight.read() as Variable)
    this.#augmentation = augmentation
    this.#settings = settings
    this.#inputShape = model.inputs[0]!.shape.slice(1) as [number, number, number]
  }

  /** Replaces the weights. @param weights - float32, tensor after tensor in the order of the artifacts */
  setWeights(weights: Float32Array): void {
    let offset = 0
    for (const variable of this.#variables) {
      // The wasm backend copies the values, so a view will do.
      const values = weights.subarray(offset, offset + variable.size)
      this.#tf.tidy(() => variable.assign(this.#tf.tensor(values, variable.shape)))
      offset += variable.size
    }
  }

  /**
   * @param gradient - receives the gradient of the mean loss of the whole batch, laid out like the weights
   */
  compute({ images, labels, batchSize, seed }: MicroBatch, gradient: Float32Array): MicroBatchOutcome {
    const tf = this.#tf
    const random = new Random(seed)
    const shape = [labels.length, ...this.#inputShape] as const
    augmentImages(images, shape, this.#augmentation, random.split('augmentation'))
    for (const layer of this.#model.layers) {
      // TensorFlow.js takes a seed of 0 for none.
      if (layer.getClassName() === 'Dropout') setSeed(layer, 1 + (random.split(layer.name).uint32() >>> 1))
    }
    let outcome: MicroBatchOutcome = { loss: Number.NaN, correct: 0 }
    tf.tidy(() => {
      const { grads } = tf.variableGrads(() => {
        const logits = this.#model.apply(this.#prepared(images, shape), { training: true }) as Tensor
        const slope = logits.dataSync<'float32'>()
        outcome = crossEntropySlope(slope, labels, batchSize)
        // A scalar whose gradient with respect to the logits is the loss's: cheaper than the loss composed of tensors.
        return tf.sum(tf.mul(logits, tf.tensor(slope, logits.shape)))
      }, [...this.#variables])
      let offset = 0
      for (const variable of this.#variables) {
        gradient.set(this.#view(grads[variable.name]!), offset)
        offset += variable.size
      }
    })
    return outcome
  }

  /** The network's outputs [n, K] for images [n, H, W, C], without dropout. */
  predict(images: Float32Array): Float32Array {
    const tf = this.#tf
    const [height, width, channels] = this.#inputShape
    const n = images.length / (height * width * channels)
    let outputs = new Float32Array()
    tf.tidy(() => {
      const x = this.#prepared(images, [n, height, width, channels])
      outputs = (
        this.#model.predict(x, { batchSize: n }) as Tensor
      ).dataSync<'float32'>() as Float32Array<ArrayBuffer>
    })
    return outputs
  }

  #prepared(images: Float32Array, shape: readonly [number, number, number, number]): Tensor4D {
    return preparedTensor(this.#tf, this.#tf.tensor4d(images, [...shape]), this.#settings)
  }

  /** A tensor's values where they lie: valid until the next operation. */
  #view(tensor: Tensor): Float32Array {
    const { shape, dtype, dataId } = tensor
    const backend = this.#tf.backend() as unknown as { typedArrayFromHeap(info: TensorInfo): Float32Array }
    return backend.typedArrayFromHeap({ shape, dtype, dataId })
  }

  dispose(): void {
    this.#model.dispose()
  }
}

/**
 * Turns logits [n, K] into the derivative of the mean cross-entropy by them, in place: (softmax − one-hot) / batch size.
 */
function crossEntropySlope(logits: Float32Array, labels: Labels, batchSize: number): MicroBatchOutcome {
  const k = logits.length / labels.length
  let loss = 0
  let correct = 0
  for (const [i, label] of labels.entries()) {
    const row = logits.subarray(i * k, (i + 1) * k)
    const largest = Math.max(...row)
    const target = row[label]!
    if (row.indexOf(largest) === label) correct++
    let sum = 0
    for (let c = 0; c < k; c++) {
      const power = Math.exp(row[c]! - largest)
      sum += power
      row[c] = power
    }
    loss += Math.log(sum) + largest - target
    for (let c = 0; c < k; c++) row[c] = (row[c]! / sum - (c === label ? 1 : 0)) / batchSize
  }
  return { loss: loss / batchSize, correct }
}

function setSeed(layer: LayersModel['layers'][number], seed: number): void {
  Object.assign(layer, { seed })
}

const unseeded = ['AlphaDropout', 'GaussianDropout', 'GaussianNoise']

/** Training minimises the cross-entropy of the logits of exclusive classes. */
function requireLogits(artifacts: ModelArtifacts): void {
  const before = beforeHead(artifacts)
  if (before.artifacts === artifacts && artifacts.settings?.head !== 'sigmoid') return
  throw new InputError(
    'MODEL_OUTPUT',
    `the network does not end in logits (${before.headOf(2).reason}); expected one whose outputs are logits`,
  )
}

/** Layers that draw without a seed, or change weights other than by their gradient, cannot be trained reproducibly here. */
function checkTrainable(model: LayersModel): void {
  const refused = model.layers.find((layer) => unseeded.includes(layer.getClassName()))
  if (refused || model.nonTrainableWeights.length > 0) {
    const name = refused
      ? `${refused.name} (${refused.getClassName()})`
      : model.nonTrainableWeights[0]!.originalName
    throw new InputError(
      'UNTRAINABLE_LAYER',
      `${name}: expected layers whose every weight learns by its gradient and whose noise can be seeded; use model.fit`,
    )
  }
}
