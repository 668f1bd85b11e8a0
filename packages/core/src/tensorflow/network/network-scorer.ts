import { createIncrementalRunner, type Network, validateNetwork } from '@umbra/occlusion-wasm'
import { InputError } from '../../errors.js'
import { refusedAsInput } from '../../formats/keras/refused-as-input.js'
import type { ImageScorer } from '../../network/image-scorer.js'
import { Random } from '../../random.js'
import { testImages } from '../fallback/test-images.js'
import { worstOf } from '../fallback/worst-of.js'
import { loadTensorFlow, type Tensor, type TensorFlow } from '../tensorflow.js'
import type { WasmPaths } from '../wasm-paths.js'
import { computed, isOnTensorFlow } from './operations.js'

/** Largest difference, relative to the largest score, that rounding explains. */
const TOLERANCE = 3e-4

/** Scores may cancel to nothing but the rounding of values that came before: differences count against at least this. */
export const SMALL = 0.01

/** Bytes that the values of all layers may take at once. */
const ROOM = 2 ** 30

/**
 * A network on TensorFlow.js's wasm backend, operation by operation, once its scores of a few seeded images have been checked
 * against the incremental engine's: an independent way to them, slower, with a memory that grows with the batch.
 *
 * @throws InputError `ENGINE_UNSUPPORTED` for an operation that TensorFlow.js is not given, `LAYER_COMPUTED_WRONG`, `MODEL_TOO_LARGE`
 */
export async function networkOnTensorFlow(
  network: Network,
  wasmPaths?: WasmPaths | undefined,
): Promise<ImageScorer> {
  refusedAsInput(() => validateNetwork(network))
  const atOnce = roomFor(network)
  const tf = await loadTensorFlow({ wasmPaths })
  const live = liveNetwork(tf, network)
  const scorer: ImageScorer = {
    inputShape: network.inputShape,
    outputs: network.classes,
    head: network.head,
    atOnce,
    runtime: `tfjs ${tf.getBackend()} ${tf.version['tfjs-core']}`,
    score: async (images, n) => tf.tidy(() => live.logits(images, n).dataSync<'float32'>().slice()),
    dispose: () => live.dispose(),
  }
  try {
    await verify(network, scorer)
    return scorer
  } catch (error) {
    live.dispose()
    throw error
  }
}

/**
 * A network on a TensorFlow.js that is started, whatever its backend.
 *
 * @throws InputError `ENGINE_UNSUPPORTED` for an operation that TensorFlow.js is not given
 */
export function liveNetwork(tf: TensorFlow, network: Network): LiveNetwork {
  const foreign = network.layers.find((layer) => !isOnTensorFlow(layer))
  if (!foreign) return new LiveNetwork(tf, network)
  throw new InputError(
    'ENGINE_UNSUPPORTED',
    `TensorFlow.js cannot run this model: ${foreign.kind} "${foreign.name ?? ''}" is known to the incremental engine alone`,
  )
}

/** A network whose weights lie in TensorFlow.js's memory from its first prediction on. */
class LiveNetwork {
  readonly #tf: TensorFlow
  readonly #network: Network
  readonly #constants = new Map<string, Tensor>()

  constructor(tf: TensorFlow, network: Network) {
    this.#tf = tf
    this.#network = network
  }

  /** @param images - float32 [n, H, W, C] @returns [n, K], which the caller disposes of */
  logits(images: Float32Array, n: number): Tensor {
    const tf = this.#tf
    const { inputShape, layers } = this.#network
    return tf.tidy(() => {
      const image: Tensor = tf.tensor4d(images, [n, ...inputShape])
      const values: Tensor[] = []
      for (const [index, layer] of layers.entries()) {
        let made = 0
        values.push(
          computed(tf, layer, {
            inputs: layer.inputs.map((input) => (input < 0 ? image : values[input]!)),
            shapes: layer.inputs.map((input) => (input < 0 ? inputShape : layers[input]!.outputShape)),
            output: layer.outputShape,
            constant: (list, shape) => this.#constant(`${index}.${made++}`, list, shape),
          }),
        )
      }
      return values.at(-1)!
    })
  }

  #constant(key: string, values: Float32Array | Int32Array, shape: readonly number[]): Tensor {
    const known = this.#constants.get(key)
    if (known) return known
    const type = values instanceof Int32Array ? 'int32' : 'float32'
    const tensor = this.#tf.keep(this.#tf.tensor(values, [...shape], type))
    this.#constants.set(key, tensor)
    return tensor
  }

  dispose(): void {
    for (const tensor of this.#constants.values()) tensor.dispose()
    this.#constants.clear()
  }
}

/** How many images may be scored at once: out of memory, TensorFlow.js ends for the whole process. */
export function roomFor({ inputShape, layers }: Network): number {
  const sizeOf = (shape: readonly number[]) => shape.reduce((product, size) => product * size, 1)
  const largestWindow = Math.max(
    1,
    ...layers.map((layer) => {
      if (!('kernelSize' in layer)) return 0
      const [, , channels = 1] = layer.inputs[0]! < 0 ? inputShape : layers[layer.inputs[0]!]!.outputShape
      const [height = 1, width = 1] = layer.outputShape
      return layer.kernelSize[0] * layer.kernelSize[1] * channels * height * width
    }),
  )
  const all = layers.reduce((sum, { outputShape }) => sum + 2 * sizeOf(outputShape), sizeOf(inputShape))
  const most = Math.floor(ROOM / (4 * (all + largestWindow)))
  if (most >= 2) return most
  throw new InputError('MODEL_TOO_LARGE', 'the values of all layers for two images take more than 1 GiB')
}

/** @throws InputError `LAYER_COMPUTED_WRONG` */
async function verify(network: Network, scorer: ImageScorer): Promise<void> {
  const { data, n } = testImages(new Random(20_251), network.inputShape, Number.POSITIVE_INFINITY)
  const got = await scorer.score(data, n)
  const size = data.length / n
  const runner = await createIncrementalRunner(network)
  try {
    const expected = Float64Array.from({ length: n }, (_, i) => i).reduce(
      (scores, i) => {
        const image = data.slice(i * size, (i + 1) * size)
        scores.set(runner.begin(image, new Float32Array(size)), i * network.classes)
        return scores
      },
      new Float64Array(n * network.classes),
    )
    const worst = worstOf(got, expected, SMALL)
    if (worst.error <= TOLERANCE) return
    const [computedScore, right] = [got[worst.at]!, expected[worst.at]!].map((value) => value.toPrecision(5))
    throw new InputError(
      'LAYER_COMPUTED_WRONG',
      `TensorFlow.js, which would have to run this model, computes a score of ${computedScore} where ${right} is right`,
    )
  } finally {
    runner.dispose()
  }
}
