import { sha256OfParts } from '#sha256-of-parts'
import { type ImageBatch, sha256 } from '../dataset/index.js'
import { InputError } from '../errors.js'
import { type FitOptions, type FittedImage, fitImage, type Pixels } from '../pictures/index.js'
import type { ProgressListener } from '../work/progress.js'
import type { FolderFiles } from './folder-files.js'

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
  /**
   * Told of each picture that cannot be read, which is then left out. Without it, the first such picture is an error.
   *
   * @throws what shall end the reading
   */
  readonly onUnreadable?: ((path: string, error: Error) => void) | undefined
}

/** Pictures as a model takes them. */
export interface ReadPictures {
  readonly images: ImageBatch
  /** [N] their classes: of those that were read. */
  readonly labels: Uint16Array
  /** SHA-256 of their shape and values: of what a result depends on. */
  readonly sha256: string
  /** What was done to the first. */
  readonly steps: readonly string[]
  /** Which pictures are the same, in words; empty where none are. */
  readonly repeated: string
}

/**
 * Reads pictures in turn and makes each fit. Without a model they are RGB where one of them is, grey else.
 *
 * @param labels - [N] their classes
 * @param colour - one of them is known to be RGB
 * @throws InputError DATA_TOO_LARGE, IMAGE_SIZES, and all that reading a picture throws
 */
export async function readPictures(
  files: Pick<FolderFiles, 'picture'>,
  paths: readonly string[],
  labels: Uint16Array,
  options: PictureOptions,
  colour = false,
): Promise<ReadPictures> {
  const repetitions = new Repetitions(paths, labels)
  const read: number[] = []
  let shape = options.inputShape
  let data = new Float32Array(0)
  let first: FittedImage | undefined
  for (const [i, path] of paths.entries()) {
    const pixels = await readOrTell(files, path, options)
    options.onProgress?.({ stage: 'reading', done: i + 1, total: paths.length, unit: 'pictures' })
    if (!pixels) continue
    const own = [pixels.height, pixels.width, pixels.channels < 3 && !colour ? 1 : 3] as const
    shape ??= own
    if (!options.inputShape && own[2] > shape[2]) return readPictures(files, paths, labels, options, true)
    if (!options.inputShape && own.join() !== shape.join()) {
      throw new InputError(
        'IMAGE_SIZES',
        `${path} is ${own.join('×')}, and ${paths[read[0]!]} ${shape.join('×')}: training takes pictures of one size`,
      )
    }
    const size = shape[0] * shape[1] * shape[2]
    if (!first) data = roomFor(paths.length, shape)
    const fitted = fitImage(pixels, shape, options)
    first ??= fitted
    data.set(fitted.data, read.length * size)
    await repetitions.add(i, bytesOf(fitted.data))
    read.push(i)
  }
  if (!first || !shape) throw new InputError('DATA_EMPTY', `none of ${paths.length} pictures can be read`)
  const whole = data.subarray(0, read.length * shape[0] * shape[1] * shape[2])
  const size = [read.length, ...shape] as const
  return {
    images: { data: whole, shape: size },
    labels: Uint16Array.from(read, (i) => labels[i]!),
    sha256: await sha256OfParts([new TextEncoder().encode(size.join()), bytesOf(whole)]),
    steps: first.steps,
    repeated: repetitions.text,
  }
}

async function readOrTell(
  files: Pick<FolderFiles, 'picture'>,
  path: string,
  { onUnreadable }: PictureOptions,
): Promise<Pixels | undefined> {
  try {
    return await files.picture(path)
  } catch (error) {
    if (!onUnreadable) throw error
    onUnreadable(path, error as Error)
    return undefined
  }
}

/** @throws InputError DATA_TOO_LARGE, also where the platform has no such memory */
function roomFor(n: number, shape: readonly [number, number, number]): Float32Array<ArrayBuffer> {
  const values = n * shape[0] * shape[1] * shape[2]
  const what = `${n} pictures of ${shape.join('×')}`
  if (values > MOST_VALUES) throw new InputError('DATA_TOO_LARGE', `${what} take more than 2 GiB`)
  try {
    return new Float32Array(values)
  } catch (cause) {
    throw new InputError('DATA_TOO_LARGE', `there is no memory for ${what}, ${4 * values} bytes`, { cause })
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

  async add(i: number, bytes: Uint8Array): Promise<void> {
    const digest = await sha256(bytes)
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
