import type { Fill } from '../fill/fill.js'

/** Images to score under every window. N images, P windows, K classes. */
export interface ScoringJob {
  /** float32 [N, H, W, C], finite. */
  readonly images: Float32Array
  readonly n: number
  /** int32 [P, 6]: y0, x0, c0, y1, x1, c1 of each window, ends exclusive, inside the image. */
  readonly windows: Int32Array
  /** float32 [N, H, W, C]: what a covered pixel becomes, image by image. */
  readonly baselines: Float32Array
  /** What covered values become where that hangs on the window; the baseline's values unless told. */
  readonly fill?: Fill | undefined
}

export interface ScoringTask {
  /** Aborting rejects with the signal's reason, at once. */
  readonly signal?: AbortSignal | undefined
  /** Called as images finish, with how many have. */
  readonly onImage?: ((done: number) => void) | undefined
  /** Called as windows are scored, some at a time, with how many of all images' have been. */
  readonly onWindows?: ((done: number) => void) | undefined
  /** Called with the scores of some windows at a time, before `onWindows` counts them; every window of every image comes once. */
  readonly onSlice?: ((slice: ScoredSlice) => void) | undefined
}

/** Windows from … to − 1 of one image, scored. The arrays are to be read at once: what they view is written to later. */
export interface ScoredSlice {
  readonly image: number
  readonly from: number
  readonly to: number
  /** float32 [K], uncovered. */
  readonly base: Float32Array
  /** float32 [to − from, K]. */
  readonly covered: Float32Array
}

/** Class scores as the network gives them. */
export interface Scores {
  /** float32 [N, K], uncovered. */
  readonly base: Float32Array
  /** float32 [N, P, K], under each window. */
  readonly covered: Float32Array
}
