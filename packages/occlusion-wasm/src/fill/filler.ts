/**
 * Computes the values under a window, in float64 rounded once.
 *
 * @param image - float32 [H, W, C]
 * @param baseline - float32 [H, W, C]
 * @param windows - int32 [P, 6]: y0, x0, c0, y1, x1, c1, ends exclusive, inside the image
 * @param p - which of the windows
 * @param out - float32 [y1 − y0, x1 − x0, c1 − c0] at its front, filled
 * @param number - which of the job's windows it is, where those given are some of them; p unless told
 */
export type Filler = (
  image: Float32Array,
  baseline: Float32Array,
  windows: Int32Array,
  p: number,
  out: Float32Array,
  number?: number,
) => void

/** Where a window begins, and where it ends, exclusive. */
export type Corners = readonly [y0: number, x0: number, c0: number, y1: number, x1: number, c1: number]

/** @param windows - int32 [P, 6] */
export function cornersOf(windows: Int32Array, p: number): Corners {
  return windows.subarray(p * 6, p * 6 + 6) as unknown as Corners
}
