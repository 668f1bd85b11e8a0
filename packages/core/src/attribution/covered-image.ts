import { cornersOf, type Fill, fillerOf } from '@umbra/occlusion-wasm'

/** An image and what covers it. */
export interface Covering {
  /** float32 [H, W, C]. */
  readonly image: Float32Array
  /** float32 [H, W, C]. */
  readonly baseline: Float32Array
  /** What covered values become where that hangs on the window: `windowFill` of a resolved baseline. */
  readonly windowFill?: Fill | undefined
}

/**
 * The image as the model sees it under one window.
 *
 * @param windows - int32 [P, 6]: y0, x0, c0, y1, x1, c1, ends exclusive
 * @param p - which of them
 * @returns float32 [H, W, C]
 */
export function coveredImage(
  { image, baseline, windowFill }: Covering,
  shape: readonly [number, number, number],
  windows: Int32Array,
  p: number,
): Float32Array {
  const [, width, channels] = shape
  const [y0, x0, c0, y1, x1, c1] = cornersOf(windows, p)
  const values = new Float32Array((y1 - y0) * (x1 - x0) * (c1 - c0))
  if (windowFill) fillerOf(windowFill, shape)(image, baseline, windows, p, values)
  const covered = image.slice()
  let i = 0
  for (let y = y0; y < y1; y++) {
    for (let x = x0; x < x1; x++) {
      for (let c = c0; c < c1; c++, i++) {
        const at = (y * width + x) * channels + c
        covered[at] = windowFill ? values[i]! : baseline[at]!
      }
    }
  }
  return covered
}
