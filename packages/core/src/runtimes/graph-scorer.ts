import { InputError } from '../errors.js'
import type { GraphEnding } from '../formats/model.js'
import type { ImageScorer } from '../network/image-scorer.js'
import { Random } from '../random.js'
import { worstOf } from '../tensorflow/fallback/worst-of.js'
import { classScores } from './class-scores.js'
import { outputEnd } from './output-end.js'
import type { RunningGraph } from './running-graph.js'

/** Largest difference, relative to the largest score, between images scored together and alone that rounding explains. */
const TOLERANCE = 3e-4
/** Scores may cancel to nothing but rounding: differences count against at least this. */
const SMALL = 0.01

/** Values of all images that are given at once: 16 of 224×224 in colour. What a runtime holds besides is some hundred times that. */
const VALUES_AT_ONCE = 16 * 224 * 224 * 3
/** More at once are no faster. */
const LARGEST_BATCH = 128

/** What a graph takes and gives. */
export interface GraphEnds {
  readonly inputShape: readonly [height: number, width: number, channels: number]
  readonly output: string
  readonly ending?: GraphEnding | undefined
}

/**
 * Scores images by a graph that its own runtime holds, together where scores do not change by it: the first batch is compared
 * with its first and last image scored alone.
 *
 * @param graph - is the scorer's from now on, which disposes of it
 * @throws InputError MODEL_OUTPUT, RUNTIME_FAILED
 */
export async function graphScorer(
  graph: RunningGraph,
  { inputShape, output, ending }: GraphEnds,
): Promise<ImageScorer> {
  const size = inputShape.reduce((product, side) => product * side, 1)
  const random = new Random(20_251)
  const image = Float32Array.from({ length: size }, () => random.uniform())
  try {
    const { name, head, outputs } = await outputEnd(graph, output, ending, image)
    const batches = new Batches(graph, name, size, outputs)
    const most = Math.max(1, Math.min(LARGEST_BATCH, Math.floor(VALUES_AT_ONCE / size)))
    return {
      inputShape,
      outputs,
      head,
      atOnce: graph.batch === 'any' ? most : graph.batch,
      runtime: graph.runtime,
      score: (images, n) => batches.score(images, n),
      dispose: () => graph.dispose(),
    }
  } catch (error) {
    graph.dispose()
    throw error
  }
}

class Batches {
  readonly #graph: RunningGraph
  readonly #name: string
  /** Values of an image. */
  readonly #size: number
  readonly #outputs: number
  #verified = false
  /** Whether images may be scored together; undefined until some have been. */
  #together: boolean | undefined
  /** Of a batch of a fixed size: whether its images have been seen not to change each other's scores. */
  #apart: Promise<void> | undefined

  constructor(graph: RunningGraph, name: string, size: number, outputs: number) {
    this.#graph = graph
    this.#name = name
    this.#size = size
    this.#outputs = outputs
  }

  /** @param images - float32 [n, H, W, C] @returns float32 [n, K] */
  async score(images: Float32Array, n: number): Promise<Float32Array> {
    if (!this.#verified) await this.#graph.verify?.()
    this.#verified = true
    if (this.#graph.batch === 'any' && n > 1) {
      this.#together ??= await this.#agrees(images, n)
      if (this.#together) return this.#run(images, n)
    }
    if (this.#graph.batch !== 'any') {
      this.#apart ??= this.#requireApart(images)
      await this.#apart
    }
    const step = this.#graph.batch === 'any' ? 1 : this.#graph.batch
    const scores = new Float32Array(n * this.#outputs)
    for (let from = 0; from < n; from += step) {
      const to = Math.min(n, from + step)
      scores.set(await this.#run(this.#some(images, from, to), to - from), from * this.#outputs)
    }
    return scores
  }

  /** A file may leave the batch open, and mean one image all the same. */
  async #agrees(images: Float32Array, n: number): Promise<boolean> {
    const together = await this.#run(images, n).catch(() => undefined)
    if (together?.length !== n * this.#outputs) return false
    for (const i of [0, n - 1]) {
      const alone = await this.#run(this.#some(images, i, i + 1), 1)
      const own = together.subarray(i * this.#outputs, (i + 1) * this.#outputs)
      if (!(worstOf(own, Float64Array.from(alone), SMALL).error <= TOLERANCE)) return false
    }
    return true
  }

  /** A batch may be mixed, as by a mean over it: then no image has scores of its own. */
  async #requireApart(images: Float32Array): Promise<void> {
    const batch = this.#graph.batch as number
    if (batch === 1) return
    const [first, random] = [this.#some(images, 0, 1), new Random(20_252)]
    const among = Float32Array.from({ length: batch * this.#size }, () => random.uniform())
    among.set(first)
    const [alone, together] = [await this.#run(first, 1), await this.#run(among, batch)]
    const own = together.subarray(0, this.#outputs)
    if (worstOf(own, Float64Array.from(alone), SMALL).error <= TOLERANCE) return
    throw new InputError(
      'MODEL_OUTPUT',
      `output "${this.#name}": an image’s scores depend on the others of its batch of ${batch}; expected scores of each image alone: export the model with a batch of 1, or an open one`,
    )
  }

  #some(images: Float32Array, from: number, to: number): Float32Array {
    return images.subarray(from * this.#size, to * this.#size)
  }

  async #run(images: Float32Array, n: number): Promise<Float32Array> {
    const { batch } = this.#graph
    const [value] = await this.#graph.run(images, n, [this.#name])
    const { data } = classScores(value!, batch === 'any' ? n : batch, this.#name)
    return data.slice(0, n * this.#outputs)
  }
}
