import type { Random } from '../random.js'

/** Random sets of k of the units, as sets of pixels, drawn one by one. @returns uint8 [H, W] each */
export function* drawnOfSize(
  draws: number,
  k: number,
  unitOf: Int32Array,
  units: number,
  random: Random,
): Generator<Uint8Array, void, undefined> {
  for (let draw = 0; draw < draws; draw++) {
    const order = random.shuffle(Int32Array.from({ length: units }, (_, i) => i))
    const chosen = new Uint8Array(units)
    for (const unit of order.subarray(0, k)) chosen[unit] = 1
    yield Uint8Array.from(unitOf, (unit) => chosen[unit]!)
  }
}

/** Random rectangles, each side from 1 to half the image's (Yeh et al., 2019, section 4: square removal). */
export function* drawnRectangles(
  draws: number,
  height: number,
  width: number,
  random: Random,
): Generator<Uint8Array, void, undefined> {
  for (let draw = 0; draw < draws; draw++) {
    const [h, w] = [1 + random.integer(Math.ceil(height / 2)), 1 + random.integer(Math.ceil(width / 2))]
    const [y0, x0] = [random.integer(height - h + 1), random.integer(width - w + 1)]
    const set = new Uint8Array(height * width)
    for (let y = y0; y < y0 + h; y++) set.fill(1, y * width + x0, y * width + x0 + w)
    yield set
  }
}

/** Sum of a map over a set of pixels. */
export function sumOver(map: ArrayLike<number>, covered: Uint8Array): number {
  let sum = 0
  for (let i = 0; i < covered.length; i++) if (covered[i] === 1) sum += map[i]!
  return sum
}
