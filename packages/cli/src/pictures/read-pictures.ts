import { createHash } from 'node:crypto'
import {
  type FitOptions,
  type FittedImage,
  fitImage,
  type ImageBatch,
  type ProgressListener,
} from '@umbra/core/explain'
import { inputError } from '../input-error.js'
import { readImage } from './read-image.js'

/** Most memory the pictures of a dataset may take: 2 GiB of floats. */
const MOST_VALUES = 2 ** 29

/** What pictures are made into, and how. */
export interface PictureOptions extends FitOptions {
  /** [H, W, C] of the model; without one, all pictures must be alike. */
  readonly inputShape?: readonly [number, number, number] | undefined
  /** Classes of the model: its names, or how many there are. */
  readonly classNames?: readonly string[] | undefined
  readonly classes?: number | undefined
  /** Told what was done to the pictures. */
  readonly note?: ((text: string) => void) | undefined
  /** Told what a person should know whatever else is kept quiet. @default note */
  readonly warn?: ((text: string) => void) | undefined
  readonly onProgress?: ProgressListener | undefined
}

/** Pictures as a model takes them. */
export interface ReadPictures {
  readonly images: ImageBatch
  /** SHA-256 of their shape and values: of what a result depends on. */
  readonly sha256: string
  /** What was done to the first. */
  readonly steps: readonly string[]
  /** Which pictures are the same, in words; empty where none are. */
  readonly repeated: string
}

/**
 * Reads pictures and makes each fit. Without a model they are RGB where one of them is, grey else.
 *
 * @param labels - [N] their classes, for pictures that are the same in two of them
 * @param colour - one of them is known to be RGB
 * @throws InputError DATA_TOO_LARGE, IMAGE_SIZES, and all that reading a picture throws
 */
export async function readPictures(
  paths: readonly string[],
  labels: Uint16Array,
  options: PictureOptions,
  colour = false,
): Promise<ReadPictures> {
  const hash = createHash('sha256')
  const repetitions = new Repetitions(paths, labels)
  let shape = options.inputShape
  let data = new Float32Array(0)
  let first: FittedImage | undefined
  for (const [i, path] of paths.entries()) {
    const pixels = await readImage(path)
    const own = [pixels.height, pixels.width, pixels.channels < 3 && !colour ? 1 : 3] as const
    shape ??= own
    if (!options.inputShape && own[2] > shape[2]) return readPictures(paths, labels, options, true)
    if (!options.inputShape && own.join() !== shape.join()) {
      throw inputError(
        'IMAGE_SIZES',
        `${path} is ${own.join('×')}, and ${paths[0]} ${shape.join('×')}: training takes pictures of one size`,
      )
    }
    const size = shape[0] * shape[1] * shape[2]
    if (i === 0) {
      if (size * paths.length > MOST_VALUES) {
        throw inputError(
          'DATA_TOO_LARGE',
          `${paths.length} pictures of ${shape.join('×')} take more than 2 GiB`,
        )
      }
      data = new Float32Array(size * paths.length)
      hash.update([paths.length, ...shape].join())
    }
    const fitted = fitImage(pixels, shape, options)
    first ??= fitted
    data.set(fitted.data, i * size)
    hash.update(bytesOf(fitted.data))
    repetitions.add(i, bytesOf(fitted.data))
    options.onProgress?.({ stage: 'reading', done: i + 1, total: paths.length, unit: 'pictures' })
  }
  return {
    images: { data, shape: [paths.length, ...shape!] as const },
    sha256: hash.digest('hex'),
    steps: first!.steps,
    repeated: repetitions.text,
  }
}

/** Finds pictures that are the same, pixel by pixel, as the model gets them. */
class Repetitions {
  readonly #paths: readonly string[]
  readonly #labels: Uint16Array
  readonly #first = new Map<string, number>()
  readonly #pairs = { own: [] as [number, number][], other: [] as [number, number][] }

  constructor(paths: readonly string[], labels: Uint16Array) {
    this.#paths = paths
    this.#labels = labels
  }

  add(i: number, bytes: Uint8Array): void {
    const digest = createHash('sha256').update(bytes).digest('base64')
    const first = this.#first.get(digest)
    if (first === undefined) this.#first.set(digest, i)
    else this.#pairs[this.#labels[first] === this.#labels[i] ? 'own' : 'other'].push([first, i])
  }

  /** `2 pictures are the same as one of another class (b/1.png as a/0.png), 1 as one of its own (…)`. */
  get text(): string {
    const { own, other } = this.#pairs
    const words = (pairs: readonly [number, number][], of: string) => {
      const [pair] = pairs
      if (!pair) return []
      const count = pairs.length === 1 ? '1 picture is' : `${pairs.length} pictures are`
      return [`${count} the same as one of ${of} (${this.#paths[pair[1]]} as ${this.#paths[pair[0]]})`]
    }
    return [...words(other, 'another class'), ...words(own, 'the same class')].join(', ')
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}
