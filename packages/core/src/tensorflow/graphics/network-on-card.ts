import {
  createIncrementalRunner,
  type IncrementalRunner,
  type Network,
  validateNetwork,
} from '@umbra/occlusion-wasm'
import { InputError } from '../../errors.js'
import { refusedAsInput } from '../../formats/keras/refused-as-input.js'
import type { CardReport, ImageScorer } from '../../network/image-scorer.js'
import { Random } from '../../random.js'
import { testImages } from '../fallback/test-images.js'
import { worstOf } from '../fallback/worst-of.js'
import { liveNetwork, roomFor, SMALL } from '../network/network-scorer.js'
import { adapterText, type GraphicsBackend } from './graphics-backend.js'
import type { GraphicsCard } from './graphics-card.js'

/** Largest difference, as a share of the largest score, that float32 explains; 16-bit floats, with 11 bits, are further off. */
const BOUND = 1e-4

/** Images of the first calls that are compared: the uncovered one, and covered copies of it from all over the image. */
const COMPARED = 4

/**
 * A network on a graphics card, operation by operation. Scores of seeded images are compared with the incremental engine's before it is
 * given, those of the first image and of some of its covered copies when they are scored.
 *
 * @throws InputError `BACKEND_MISSING`, `BACKEND_INEXACT`, `BACKEND_MEMORY`, `ENGINE_UNSUPPORTED` for an operation that TensorFlow.js is not
 *   given or has no kernel for, `MODEL_TOO_LARGE`, `TENSORFLOW_MISSING`; UmbraError `BACKEND_LOST`, `BACKEND_FAILED`; scoring may throw these too
 */
export async function networkOnCard(network: Network, backend: GraphicsBackend): Promise<ImageScorer> {
  refusedAsInput(() => validateNetwork(network))
  const room = roomFor(network)
  const card = await startCard(backend)
  try {
    const scorer = new CardScorer(network, card, room, await createIncrementalRunner(network))
    await scorer.compareSeeded()
    return scorer
  } catch (error) {
    card.dispose()
    throw error
  }
}

async function startCard(backend: GraphicsBackend): Promise<GraphicsCard> {
  if (backend === 'webgpu') return (await import('./webgpu-card.js')).webGpuCard()
  return (await import('./webgl-card.js')).webGlCard()
}

class CardScorer implements ImageScorer {
  readonly inputShape: Network['inputShape']
  readonly outputs: number
  readonly head: Network['head']
  readonly atOnce: number
  readonly runtime: string
  readonly #card: GraphicsCard
  readonly #live: ReturnType<typeof liveNetwork>
  #runner: IncrementalRunner | undefined
  #difference = 0
  #compared = 0
  /** Of images that the caller gave. */
  #given = 0

  constructor(network: Network, card: GraphicsCard, room: number, runner: IncrementalRunner) {
    this.inputShape = network.inputShape
    this.outputs = network.classes
    this.head = network.head
    this.atOnce = atOnceOn(network, card, room)
    this.runtime = `tfjs ${card.backend} ${card.tf.version['tfjs-core']} on ${adapterText(card)}`
    this.#card = card
    this.#live = liveNetwork(card.tf, network)
    this.#runner = runner
  }

  get card(): CardReport {
    const { backend, adapter, software } = this.#card
    const [compared, difference] = [this.#compared, this.#difference]
    return { backend, adapter, software, compared, difference, bound: BOUND }
  }

  async score(images: Float32Array, n: number): Promise<Float32Array> {
    const scores = await this.#scored(images, n)
    if (!this.#runner) return scores
    const left = COMPARED - this.#given
    const some = Array.from({ length: Math.min(n, left) }, (_, i) => Math.floor((i * n) / Math.min(n, left)))
    this.#compare(images, scores, some)
    this.#given += some.length
    if (this.#given >= COMPARED) this.#endComparing()
    return scores
  }

  async compareSeeded(): Promise<void> {
    const { data, n } = testImages(new Random(20_251), this.inputShape, Number.POSITIVE_INFINITY)
    this.#compare(data, await this.#scored(data, n), [...new Array(n).keys()])
  }

  #scored(images: Float32Array, n: number): Promise<Float32Array> {
    return this.#card.read(() => this.#live.logits(images, n))
  }

  /** @throws InputError BACKEND_INEXACT */
  #compare(images: Float32Array, scores: Float32Array, which: readonly number[]): void {
    const size = this.inputShape.reduce((product, side) => product * side, 1)
    for (const i of which) {
      const image = images.slice(i * size, (i + 1) * size)
      const expected = Float64Array.from(this.#runner!.begin(image, image))
      const got = scores.subarray(i * this.outputs, (i + 1) * this.outputs)
      const { at, error } = worstOf(got, expected, SMALL)
      if (error > BOUND) throw this.#inexact(got[at]!, expected[at]!, error)
      this.#difference = Math.max(this.#difference, error)
      this.#compared++
    }
  }

  #inexact(got: number, expected: number, error: number): InputError {
    const { backend } = this.#card
    const [score, right] = [got.toPrecision(6), expected.toPrecision(6)]
    return new InputError(
      'BACKEND_INEXACT',
      `backend ${backend} on ${adapterText(this.#card)} computes a score of ${score} where ${right} is right: off by ${error.toExponential(1)} of the largest, expected at most ${BOUND}; choose engine incremental`,
    )
  }

  #endComparing(): void {
    this.#runner?.dispose()
    this.#runner = undefined
  }

  dispose(): void {
    this.#endComparing()
    this.#live.dispose()
    this.#card.dispose()
  }
}

/** @throws InputError MODEL_TOO_LARGE */
function atOnceOn({ inputShape, layers }: Network, { backend, largestTensor }: GraphicsCard, room: number) {
  const sizes = [inputShape, ...layers.map(({ outputShape }) => outputShape)].map((shape) =>
    shape.reduce((product, side) => product * side, 4),
  )
  const most = Math.min(room, Math.floor(largestTensor / Math.max(...sizes)))
  if (most >= 1) return most
  throw new InputError(
    'MODEL_TOO_LARGE',
    `backend ${backend}: a layer's values for one image take ${Math.max(...sizes)} bytes, more than the ${largestTensor} a tensor may take there`,
  )
}
