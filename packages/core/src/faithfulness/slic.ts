import type { Segments } from './segments.js'

/** How much a distance of one spacing of the grid weighs beside a difference of colour of all the image's range. */
const COMPACTNESS = 0.2
const ROUNDS = 10

/**
 * Superpixels by SLIC (Achanta, Shaji, Smith, Lucchi, Fua and Süsstrunk, 2012, SLIC superpixels compared to state-of-the-art superpixel
 * methods, IEEE TPAMI 34(11)): k-means over colour and place, each centre seeking within twice its spacing, from the cells of a grid;
 * then whatever lies apart from the largest piece of its superpixel goes to the neighbour it touches most. Colours are the image's
 * channels as they are, over their range, not CIELAB. Nothing is drawn: the same image has the same superpixels.
 *
 * @param image - float32 [H, W, C]
 * @param grid - the cells it begins from
 */
export function slic(
  image: Float32Array,
  shape: readonly [number, number, number],
  grid: Segments,
): Segments {
  const [height, width, channels] = shape
  const spacing = Math.sqrt((height * width) / grid.count)
  const colours = scaled(image, channels)
  let unitOf: Int32Array = grid.unitOf.slice()
  for (let round = 0; round < ROUNDS; round++) {
    const centres = centresOf(colours, unitOf, grid.count, shape)
    const next = assigned(colours, centres, unitOf, spacing, shape)
    if (next.every((unit, i) => unit === unitOf[i])) break
    unitOf = next
  }
  return renumbered(connected(unitOf, height, width))
}

/** Colours over the range of all, 0 … 1 wide. */
function scaled(image: Float32Array, channels: number): Float64Array {
  let [least, most] = [Infinity, -Infinity]
  for (const value of image) {
    least = Math.min(least, value)
    most = Math.max(most, value)
  }
  const range = most > least ? (most - least) * Math.sqrt(channels) : 1
  return Float64Array.from(image, (value) => value / range)
}

/** Mean place and colour of each unit: float64 [units, 2 + C], and its size in front; none for an empty one. */
function centresOf(
  colours: Float64Array,
  unitOf: Int32Array,
  count: number,
  [, width, channels]: readonly [number, number, number],
): Float64Array {
  const each = 3 + channels
  const sums = new Float64Array(count * each)
  for (const [i, unit] of unitOf.entries()) {
    const at = unit * each
    sums[at]!++
    sums[at + 1]! += Math.floor(i / width)
    sums[at + 2]! += i % width
    for (let c = 0; c < channels; c++) sums[at + 3 + c]! += colours[i * channels + c]!
  }
  for (let unit = 0; unit < count; unit++) {
    const size = sums[unit * each]!
    for (let j = 1; j < each && size > 0; j++) sums[unit * each + j]! /= size
  }
  return sums
}

/** Every pixel to the nearest centre whose square of twice the spacing it lies in. */
function assigned(
  colours: Float64Array,
  centres: Float64Array,
  before: Int32Array,
  spacing: number,
  [height, width, channels]: readonly [number, number, number],
): Int32Array {
  const each = 3 + channels
  const next = before.slice()
  const nearest = new Float64Array(before.length).fill(Infinity)
  for (let at = 0; at < centres.length; at += each) {
    if (centres[at] === 0) continue
    const [cy, cx] = [centres[at + 1]!, centres[at + 2]!]
    const [top, bottom] = [Math.ceil(cy - 2 * spacing), Math.floor(cy + 2 * spacing)]
    const [left, right] = [Math.ceil(cx - 2 * spacing), Math.floor(cx + 2 * spacing)]
    for (let y = Math.max(0, top); y <= Math.min(height - 1, bottom); y++) {
      for (let x = Math.max(0, left); x <= Math.min(width - 1, right); x++) {
        const i = y * width + x
        let distance = ((y - cy) ** 2 + (x - cx) ** 2) * (COMPACTNESS / spacing) ** 2
        for (let c = 0; c < channels; c++)
          distance += (colours[i * channels + c]! - centres[at + 3 + c]!) ** 2
        if (distance < nearest[i]!) {
          nearest[i] = distance
          next[i] = at / each
        }
      }
    }
  }
  return next
}

/** Of each unit its largest piece; what lies apart goes, piece by piece, to the unit it touches most. */
function connected(unitOf: Int32Array, height: number, width: number): Int32Array {
  const pieces = piecesOf(unitOf, height, width)
  const largest = new Map<number, number[]>()
  for (const piece of pieces) {
    const unit = unitOf[piece[0]!]!
    if (piece.length > (largest.get(unit)?.length ?? 0)) largest.set(unit, piece)
  }
  const kept = unitOf.slice()
  for (const piece of pieces) {
    const unit = unitOf[piece[0]!]!
    if (largest.get(unit) === piece) continue
    const touched = new Map<number, number>()
    for (const i of piece) {
      for (const other of besides(i, height, width)) {
        if (kept[other] !== unit) touched.set(kept[other]!, (touched.get(kept[other]!) ?? 0) + 1)
      }
    }
    const [most] = [...touched].sort((a, b) => b[1] - a[1] || a[0] - b[0])
    if (most) for (const i of piece) kept[i] = most[0]
  }
  return kept
}

function piecesOf(unitOf: Int32Array, height: number, width: number): number[][] {
  const seen = new Uint8Array(unitOf.length)
  const pieces: number[][] = []
  for (let start = 0; start < unitOf.length; start++) {
    if (seen[start] === 1) continue
    seen[start] = 1
    const piece = [start]
    for (const i of piece) {
      for (const other of besides(i, height, width)) {
        if (seen[other] === 1 || unitOf[other] !== unitOf[start]) continue
        seen[other] = 1
        piece.push(other)
      }
    }
    pieces.push(piece)
  }
  return pieces
}

function besides(i: number, height: number, width: number): number[] {
  const [y, x] = [Math.floor(i / width), i % width]
  return [
    ...(y > 0 ? [i - width] : []),
    ...(y < height - 1 ? [i + width] : []),
    ...(x > 0 ? [i - 1] : []),
    ...(x < width - 1 ? [i + 1] : []),
  ]
}

/** Units that have pixels, numbered from 0 in the order they first occur. */
function renumbered(unitOf: Int32Array): Segments {
  const numbers = new Map<number, number>()
  for (const unit of unitOf) if (!numbers.has(unit)) numbers.set(unit, numbers.size)
  return { unitOf: unitOf.map((unit) => numbers.get(unit)!), count: numbers.size }
}
