import { cornersOf, type Fill, fillerOf } from '@umbra/occlusion-wasm'
import type { DistinctCopies } from './distinct-copies.js'

/** Fills windows of an image each with values of its own. */
export interface WindowFilling {
  /** The windows that change anything: each makes a copy of its own. */
  changing(image: Float32Array, baseline: Float32Array, windows: Int32Array): FilledCopies
  /** Fills window `from` in the first of some copies of the image, the next in the second, up to `to` − 1. */
  fill(
    copies: Float32Array,
    image: Float32Array,
    baseline: Float32Array,
    changing: FilledCopies,
    from: number,
    to: number,
  ): void
}

/** Copies that a window filled with values of its own makes, and whose window of the job each is. */
export interface FilledCopies extends DistinctCopies {
  /** int32 [D]. */
  readonly sources: Int32Array
}

/**
 * What the batched path covers with where that hangs on the window: the very values that the incremental engine takes.
 *
 * @param shape - [H, W, C]
 */
export function windowFilling(fill: Fill, shape: readonly [number, number, number]): WindowFilling {
  const [, width, channels] = shape
  const size = shape[0] * width * channels
  const filler = fillerOf(fill, shape)
  const values = new Float32Array(size)
  /** Visits every value of window p: its place in the image, and what it becomes. */
  const visit = (windows: Int32Array, p: number, each: (at: number, value: number) => void) => {
    const [y0, x0, c0, y1, x1, c1] = cornersOf(windows, p)
    let i = 0
    for (let y = y0; y < y1; y++) {
      for (let x = x0; x < x1; x++) {
        for (let c = c0; c < c1; c++) each((y * width + x) * channels + c, values[i++]!)
      }
    }
  }
  return {
    changing(image, baseline, windows) {
      const which = new Int32Array(windows.length / 6).fill(-1)
      const found: number[] = []
      const sources: number[] = []
      for (let p = 0; p < which.length; p++) {
        filler(image, baseline, windows, p, values)
        let changes = false
        visit(windows, p, (at, value) => {
          changes ||= value !== image[at]
        })
        if (!changes) continue
        which[p] = sources.length
        sources.push(p)
        found.push(...windows.subarray(p * 6, p * 6 + 6))
      }
      return { windows: Int32Array.from(found), which, sources: Int32Array.from(sources) }
    },
    fill(copies, image, baseline, { windows, sources }, from, to) {
      for (let p = from; p < to; p++) {
        const copy = copies.subarray((p - from) * size, (p - from + 1) * size)
        filler(image, baseline, windows, p, values, sources[p])
        visit(windows, p, (at, value) => {
          copy[at] = value
        })
      }
    },
  }
}
