import type { Fill } from '../../fill/fill.js'

/** What a board has room for. */
export interface BoardRoom {
  readonly images: number
  /** P, and for each of them six corners. */
  readonly windows: number
  /** Values of an image: H · W · C. */
  readonly pixels: number
  /** K. */
  readonly classes: number
  readonly portions: number
  readonly seats: number
}

/** What a worker is told of a board, and which of its seats is the worker's. */
export interface BoardSeat {
  /** All in shared memory. */
  readonly board: BoardArrays
  readonly seat: number
  /** Of every job that comes to lie on the board. */
  readonly fill: Fill | undefined
}

// Words that all threads change by atomic operations alone, but for those that say so.

/** How often there was something for workers to look at; they wait for it to change. */
export const CALLS = 0
/** Not 0 once workers are to leave the board for good. */
export const DISMISSED = 1
/** Not 0 while there are windows to be taken. The job stays as it is until nobody is present. */
export const OPEN = 2
/** How many workers are at the job. */
export const PRESENT = 3
/** How often something was written to the log or a worker left; the pool waits for it to change, and to be woken. */
export const PUBLISHED = 4
/** Places of the log that were given away. */
export const LOGGED = 5
/** Portions that were taken. */
export const TAKEN = 6
/** How many portions the job has. Set by the pool before it opens the job. */
export const PORTIONS = 7
/** How many windows it has. Set likewise. */
export const WINDOWS = 8
/** Windows not in the log yet, and one for each portion that has none. */
export const MISSING = 9

const WORDS = 16

/** Numbers of a portion: which of the board's images, its next window, one past its last. Only the next changes, atomically. */
export const PORTION_SIZE = 3
/** Numbers of a slice in the log: which image, from 1 on and written last, atomically; its first window; one past its last. */
export const SLICE_SIZE = 3

/** A job in memory that all threads share, and what has become of it. */
export interface BoardArrays {
  /** int32 [16], the words above. */
  readonly words: Int32Array
  /** int32 [portions, 3]. */
  readonly portions: Int32Array
  /** int32 [slices, 3], in the order they were scored. */
  readonly log: Int32Array
  /** int64 [seats, 2]: multiply-adds done, and windows corrected, at this board so far. */
  readonly counts: BigInt64Array
  /** int32 [P, 6]. */
  readonly corners: Int32Array
  /** float32 [images, H, W, C]. */
  readonly images: Float32Array
  readonly baselines: Float32Array
  /** float32 [images, K]. */
  readonly base: Float32Array
  /** float32 [images, P, K]. */
  readonly covered: Float32Array
}

/** Where a board's arrays lie, in 4 bytes each. The counts come first, as each takes 8. */
function lengthsOf({ images, windows, pixels, classes, portions, seats }: BoardRoom) {
  return {
    counts: seats * 4,
    words: WORDS,
    portions: portions * PORTION_SIZE,
    // A slice is one window at least; an image without windows has one.
    log: images * Math.max(1, windows) * SLICE_SIZE,
    corners: windows * 6,
    images: images * pixels,
    baselines: images * pixels,
    base: images * classes,
    covered: images * windows * classes,
  }
}

export function boardBytes(room: BoardRoom): number {
  return 4 * Object.values(lengthsOf(room)).reduce((sum, length) => sum + length, 0)
}

/** Views of a board of that room. */
export function boardArrays(memory: SharedArrayBuffer, room: BoardRoom): BoardArrays {
  const lengths = lengthsOf(room)
  let at = lengths.counts * 4
  const next = (field: keyof typeof lengths) => {
    const from = at
    at += lengths[field] * 4
    return [memory, from, lengths[field]] as const
  }
  return {
    counts: new BigInt64Array(memory, 0, room.seats * 2),
    words: new Int32Array(...next('words')),
    portions: new Int32Array(...next('portions')),
    log: new Int32Array(...next('log')),
    corners: new Int32Array(...next('corners')),
    images: new Float32Array(...next('images')),
    baselines: new Float32Array(...next('baselines')),
    base: new Float32Array(...next('base')),
    covered: new Float32Array(...next('covered')),
  }
}
