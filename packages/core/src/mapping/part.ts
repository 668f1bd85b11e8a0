import { InputError } from '../errors.js'
import type { CascadePart } from './cascade-part.js'
import type { PairsConfig, StudyConfig } from './config.js'
import type { Provenance } from './provenance.js'
import type { ClassSample } from './sample-classes.js'
import type { UntrainedPart } from './untrained-part.js'

/** One of several parts of a study that are computed apart and merged: 1/4, 2/4, 3/4, 4/4. */
export interface Shard {
  /** 1 … of. */
  readonly index: number
  readonly of: number
}

/** The whole as a part. */
export const WHOLE: Shard = { index: 1, of: 1 }

/** What is mapped: two classes for a study, or all of them for pairs, whose configuration names none. */
export type PartConfig = StudyConfig | PairsConfig

/**
 * Images of a study with their maps, and where they came from: everything its tests are made from. A study numbers its
 * images through, class by class, and each part holds a run of them, so that parts are alike in size.
 */
export interface MappedPart<C extends PartConfig = PartConfig> {
  readonly shard: Shard
  readonly config: C
  /** [classes] images of each class in all parts together. */
  readonly counts: readonly number[]
  /** [classes] what all of them are called, those without images in this part too: nothing else of a part tells. */
  readonly names?: readonly string[] | undefined
  /** The classes that have images in this part, in order. */
  readonly classes: readonly PartOfClass[]
  /** What untrained networks make of the same images, or why there are none; absent before `withUntrained`, or with controls off. */
  readonly untrained?: UntrainedPart | { readonly notComputed: string }
  /** Of the first part alone. */
  readonly cascade?: CascadePart
  readonly provenance: Provenance
  /** Seconds by stage. */
  readonly timings: Readonly<Record<string, number>>
}

export interface PartOfClass {
  /** Place of the class among all that are mapped, and of the part's first image among the images of the class. */
  readonly place: number
  readonly from: number
  /** The images in this part; `excluded` and `withoutInk` count for the whole class. */
  readonly sample: ClassSample
  /** float32 [n, H, W], each image's map for its own class. */
  readonly maps: Float32Array
}

/**
 * The run of images a part holds, of `images` in all.
 *
 * @returns first image and one past the last
 * @throws InputError SHARD_INVALID if there is no such part, or more parts than images
 */
export function runOfShard({ index, of }: Shard, images: number): readonly [from: number, to: number] {
  if (!(Number.isInteger(index) && Number.isInteger(of) && index >= 1 && index <= of && of <= images)) {
    throw new InputError(
      'SHARD_INVALID',
      `shard ${index}/${of}: expected i/n with i from 1 to n, and n at most the ${images} images there are`,
    )
  }
  return [Math.floor((images * (index - 1)) / of), Math.floor((images * index) / of)]
}

/** The classes a part has images of, and which: `from` … `to` − 1 of each. @param counts - images of each class */
export function slicesOf(shard: Shard, counts: readonly number[]) {
  const [first, end] = runOfShard(
    shard,
    counts.reduce((sum, count) => sum + count, 0),
  )
  let before = 0
  return counts
    .map((count, place) => {
      const slice = { place, from: Math.max(0, first - before), to: Math.min(count, end - before) }
      before += count
      return slice
    })
    .filter(({ from, to }) => from < to)
}
