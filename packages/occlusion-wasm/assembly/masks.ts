import { bytes, copy } from './vector/memory'

/** int32 values that make up a window: y0, x0, c0, y1, x1, c1, ends exclusive. */
const WINDOW: i32 = 6

/**
 * Writes one copy of an image per window, each with that window's values replaced by the baseline's.
 * @param copies - f32 [windows, height, width, channels], written
 * @param image - f32 [height, width, channels]
 * @param baseline - f32 [height, width, channels]
 * @param windows - i32 [count, 6], inside the image
 */
export function coverWindows(
  copies: usize,
  image: usize,
  baseline: usize,
  windows: usize,
  count: i32,
  height: i32,
  width: i32,
  channels: i32,
): void {
  const size = height * width * channels
  for (let p = 0; p < count; p++) {
    copy(copies, image, size)
    coverWindow(copies, baseline, windows, width, channels)
    copies += bytes(size)
    windows += bytes(WINDOW)
  }
}

/** Rows of a window over every channel lie together in memory; else its pixels are covered one by one. */
function coverWindow(to: usize, baseline: usize, window: usize, width: i32, channels: i32): void {
  const y0 = load<i32>(window)
  const x0 = load<i32>(window, 4)
  const c0 = load<i32>(window, 8)
  const y1 = load<i32>(window, 12)
  const x1 = load<i32>(window, 16)
  const c1 = load<i32>(window, 20)
  const whole = c1 - c0 == channels
  for (let y = y0; y < y1; y++) {
    const row = y * width
    if (whole) {
      const at = bytes((row + x0) * channels)
      copy(to + at, baseline + at, (x1 - x0) * channels)
    } else {
      for (let x = x0; x < x1; x++) {
        const at = bytes((row + x) * channels + c0)
        copy(to + at, baseline + at, c1 - c0)
      }
    }
  }
}
