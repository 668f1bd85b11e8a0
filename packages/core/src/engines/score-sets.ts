import { type Fill, type PixelSets as SetsFill, windowsOfSets } from '@umbra/occlusion-wasm'
import type { OcclusionEngine } from './engine.js'

/** One image to score under sets of covered pixels. M sets. */
export interface SetsJob {
  /** float32 [H, W, C]. */
  readonly image: Float32Array
  /** float32 [H, W, C]: what a covered pixel becomes. */
  readonly baseline: Float32Array
  /** uint8 [M, H, W]: 1 where a set covers a pixel, else 0. */
  readonly covered: Uint8Array
  /** What covered pixels become instead of the baseline's values, where that hangs on the set. */
  readonly own?: OwnValues | undefined
}

/** Values that hang on the set. */
export interface OwnValues {
  /** What windows become, if they do not become what other sets do. */
  readonly fill?: Fill | undefined
  /** What other sets become: of uint8 [m, H, W] float32 [m, H, W, C]. */
  readonly valuesOf: (covered: Uint8Array) => Float32Array
}

/** How the sets of a job were scored, each in one way. */
export interface SetWays {
  /** As windows, which share their changes. */
  readonly rectangles: number
  /** By what the set changes of the image. */
  readonly fromImage: number
  /** By what is left of the image, as a change of the baseline: those that cover more than half of what can change. */
  readonly fromBaseline: number
}

export interface SetScores {
  /** float32 [K], uncovered. */
  readonly base: Float32Array
  /** float32 [M, K]. */
  readonly covered: Float32Array
  /** int32 [M, 6]: the smallest window around each set. */
  readonly windows: Int32Array
  readonly ways: SetWays
}

/**
 * Scores an image under sets of covered pixels of any shape, exactly. A rectangle is a window, and has a window's bits. Of any other
 * set only what differs is computed, from the image or from the baseline, whichever differs in fewer pixels; the choice hangs on the
 * set alone, and with it the bits.
 */
export async function scoreSets(
  engine: OcclusionEngine,
  { image, baseline, covered, own }: SetsJob,
  task: Parameters<OcclusionEngine['score']>[1] = {},
): Promise<SetScores> {
  const { classes, inputShape } = engine
  const pixels = inputShape[0] * inputShape[1]
  const windows = windowsOfSets(covered, inputShape)
  const ways = waysOf({ image, baseline, covered, own }, windows, inputShape)
  const scores = new Float32Array((covered.length / pixels) * classes)
  let done = 0
  const scored = async (way: Way, images: Float32Array, baselines: Float32Array) => {
    const members = ways[way]
    if (members.length === 0) return undefined
    const sets = way === 'rectangles' ? undefined : fillOf(way, rowsOf(covered, members, pixels), own)
    const corners =
      way === 'fromBaseline' ? windowsOfSets(sets!.covered, inputShape) : rowsOf(windows, members, 6)
    const before = done
    const onWindows = (count: number) => task.onWindows?.(before + count)
    const result = await engine.score(
      { images, n: 1, windows: corners, baselines, fill: sets ?? own?.fill },
      { signal: task.signal, onWindows },
    )
    for (const [i, p] of members.entries()) {
      scores.set(result.covered.subarray(i * classes, (i + 1) * classes), p * classes)
    }
    done += members.length
    return result.base
  }
  const ofImage = [
    await scored('rectangles', image, baseline),
    await scored('fromImage', image, baseline),
  ].find((base) => base !== undefined)
  await scored('fromBaseline', baseline, image)
  const base = ofImage ?? (await baseOf(engine, image, baseline))
  const count = (way: Way) => ways[way].length
  return {
    base,
    covered: scores,
    windows,
    ways: {
      rectangles: count('rectangles'),
      fromImage: count('fromImage'),
      fromBaseline: count('fromBaseline'),
    },
  }
}

type Way = keyof SetWays

/** Scores of an image uncovered, float32 [K]. */
async function baseOf(engine: OcclusionEngine, images: Float32Array, baselines: Float32Array) {
  return (await engine.score({ images, n: 1, windows: new Int32Array(0), baselines })).base
}

/** Which sets are scored in which way, by their places. */
function waysOf(
  { image, baseline, covered, own }: SetsJob,
  windows: Int32Array,
  [height, width, channels]: readonly [number, number, number],
): Record<Way, number[]> {
  const ways: Record<Way, number[]> = { rectangles: [], fromImage: [], fromBaseline: [] }
  const pixels = height * width
  const differs = Uint8Array.from({ length: pixels }, (_, i) => {
    for (let at = i * channels; at < (i + 1) * channels; at++) if (image[at] !== baseline[at]) return 1
    return 0
  })
  const all = differs.reduce((sum, each) => sum + each, 0)
  for (let p = 0; p * pixels < covered.length; p++) {
    const [y0, x0] = [windows[p * 6]!, windows[p * 6 + 1]!]
    const [y1, x1] = [windows[p * 6 + 3]!, windows[p * 6 + 4]!]
    let [size, changes] = [0, 0]
    for (let y = y0; y < y1; y++) {
      const row = y * width
      for (let i = row + x0; i < row + x1; i++) {
        if (covered[p * pixels + i] === 0) continue
        size++
        changes += differs[i]!
      }
    }
    const isRectangle = (y1 - y0) * (x1 - x0) === size
    if (isRectangle && isWindow(own, size)) ways.rectangles.push(p)
    else if (own) ways.fromImage.push(p)
    else ways[2 * changes > all ? 'fromBaseline' : 'fromImage'].push(p)
  }
  return ways
}

/** Largest window that is filled as one where its values are its own: in-painting solves for all its pixels at once. */
const MOST_PIXELS = 16_384

/** Whether a rectangle is scored as a window. */
function isWindow(own: OwnValues | undefined, size: number): boolean {
  return own === undefined || (own.fill !== undefined && size > 0 && size <= MOST_PIXELS)
}

/** Sets as a fill; from the baseline's side what they leave of the image. */
function fillOf(way: Way, covered: Uint8Array, own: OwnValues | undefined): SetsFill {
  if (way === 'fromBaseline') for (let i = 0; i < covered.length; i++) covered[i] = covered[i] === 0 ? 1 : 0
  return { kind: 'sets', covered, ...(own && { values: own.valuesOf(covered) }) }
}

/** Some rows of an array, in their order. */
function rowsOf<T extends Uint8Array | Int32Array>(array: T, rows: readonly number[], length: number): T {
  const own = new (array.constructor as new (n: number) => T)(rows.length * length)
  for (const [i, row] of rows.entries()) own.set(array.subarray(row * length, (row + 1) * length), i * length)
  return own
}
