/** Covered copies that differ from the image and from each other, and which of them each window makes. */
export interface DistinctCopies {
  /** int32 [D, 6]: the smallest windows that cover the same pixels that change, each once. */
  readonly windows: Int32Array
  /** int32 [P]: each window's place among them; −1 where covering changes nothing. */
  readonly which: Int32Array
}

/**
 * Finds out which windows are worth scoring. Where the baseline is the background, most windows cover nothing that was not so
 * before, and neighbours cover the same few pixels.
 *
 * @param image - float32 [H, W, C]
 * @param baseline - float32 [H, W, C]
 * @param windows - int32 [P, 6]: y0, x0, c0, y1, x1, c1, ends exclusive
 */
export function distinctCopies(
  image: Float32Array,
  baseline: Float32Array,
  windows: Int32Array,
  [, width, channels]: readonly [number, number, number],
): DistinctCopies {
  const which = new Int32Array(windows.length / 6)
  const places = new Map<string, number>()
  const found: number[] = []
  for (let p = 0; p < which.length; p++) {
    const box = changedBox(image, baseline, windows.subarray(p * 6, p * 6 + 6), width, channels)
    if (!box) {
      which[p] = -1
      continue
    }
    // All that a window changes lies in its box, so equal boxes change the same.
    const key = box.join()
    const place = places.get(key) ?? places.size
    if (place === places.size) {
      places.set(key, place)
      found.push(...box)
    }
    which[p] = place
  }
  return { windows: Int32Array.from(found), which }
}

/** The smallest box around the values that covering a window changes; undefined where there are none. */
function changedBox(
  image: Float32Array,
  baseline: Float32Array,
  window: Int32Array,
  width: number,
  channels: number,
): number[] | undefined {
  const [y0, x0, c0, y1, x1, c1] = window as unknown as [number, number, number, number, number, number]
  const box = [y1, x1, c1, y0, x0, c0]
  for (let y = y0; y < y1; y++) {
    for (let x = x0; x < x1; x++) {
      for (let c = c0; c < c1; c++) {
        const at = (y * width + x) * channels + c
        if (image[at] === baseline[at]) continue
        const place = [y, x, c]
        for (let axis = 0; axis < 3; axis++) {
          box[axis] = Math.min(box[axis]!, place[axis]!)
          box[axis + 3] = Math.max(box[axis + 3]!, place[axis]! + 1)
        }
      }
    }
  }
  return box[0]! < box[3]! ? box : undefined
}
