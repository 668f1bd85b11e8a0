import { gridSize } from '../faithfulness/segments.js'
import type { Random } from '../random.js'
import { eachImage } from './each-image.js'
import type { AttributionMethod } from './method.js'
import { requireRoom } from './require-room.js'
import { type Masks, type ScoredMasks, scoreMasks } from './score-masks.js'
import { SEGMENTS } from './units-of.js'

/** The share of cells that a mask keeps, in expectation: p of the paper. */
const KEPT = 0.5

/**
 * RISE (Petsiuk, Das and Saenko, 2018, RISE: Randomized Input Sampling for Explanation of Black-box Models, BMVC, section 3). Masks are
 * grids of h×w cells, each kept with probability ½, made (h + 1)·⌈H/h⌉ by (w + 1)·⌈W/w⌉ pixels large by bilinear interpolation, so soft, and
 * cut to the image at a random shift. The map is the mean score of the masks that keep a pixel, E[f(x ⊙ M) | M(λ) = 1]:
 *
 *     S(λ) = Σ f(x ⊙ Mᵢ) Mᵢ(λ) / Σ Mᵢ(λ) − mean f(x ⊙ Mᵢ)
 *
 * In two things it is not the paper's Monte Carlo sum Σ f(x ⊙ Mᵢ) Mᵢ(λ) / (N·E[M]). The sum of the masks drawn stands for N·E[M], as in other
 * implementations, so that a pixel that was kept more often by chance is not for that reason more important. And the mean score of all masks is
 * taken off, which is the same for every pixel, so that 0 says that nothing hangs on it; order and ranks are the same.
 */
export const rise: AttributionMethod = {
  id: 'rise',
  name: 'RISE',
  source:
    'Petsiuk, Das and Saenko, 2018, RISE: randomized input sampling for explanation of black-box models, BMVC',
  needs: 'scores',
  attribute: (subject, request) =>
    eachImage(subject, request, 'rise', (image, random) => {
      const { height, width } = subject
      const cells = gridSize(request.segments ?? SEGMENTS, height, width)
      requireRoom(cells[0] * cells[1], request.samples)
      const drawn = riseCells(request.samples, [height, width], cells, random)
      const masks = riseMasks(drawn, [height, width], cells)
      return riseMap(scoreMasks(subject, image, masks, request), height * width)
    }),
}

/** The map of masks and their scores, float64 [pixels]; 0 where no mask kept anything of a pixel. */
export async function riseMap(scored: AsyncIterable<ScoredMasks>, pixels: number): Promise<Float64Array> {
  const kept = new Float64Array(pixels)
  const sums = new Float64Array(pixels)
  let [total, count] = [0, 0]
  for await (const { masks, scores } of scored) {
    for (const [p, score] of scores.entries()) {
      total += score
      count++
      for (let i = 0; i < pixels; i++) {
        const mask = masks[p * pixels + i]!
        kept[i]! += mask
        sums[i]! += score * mask
      }
    }
  }
  return sums.map((sum, i) => (kept[i] === 0 ? 0 : sum / kept[i]! - total / count))
}

/** What a mask is made of. */
export interface RiseCells {
  /** float32 [M, rows, columns]: 1 where a cell is kept. */
  readonly grids: Float32Array
  /** int32 [M, 2]: by how many pixels the mask is shifted, down and across. */
  readonly shifts: Int32Array
}

type Size = readonly [rows: number, columns: number]

/** Draws what M masks are made of. */
export function riseCells(
  count: number,
  [height, width]: Size,
  [rows, columns]: Size,
  random: Random,
): RiseCells {
  const [tall, wide] = [Math.ceil(height / rows), Math.ceil(width / columns)]
  return {
    grids: Float32Array.from({ length: count * rows * columns }, () => (random.uniform() < KEPT ? 1 : 0)),
    shifts: Int32Array.from({ length: count * 2 }, (_, i) => random.integer(i % 2 === 0 ? tall : wide)),
  }
}

/** The masks, interpolated and shifted. */
export function riseMasks({ grids, shifts }: RiseCells, [height, width]: Size, [rows, columns]: Size): Masks {
  const [tall, wide] = [Math.ceil(height / rows), Math.ceil(width / columns)]
  const each = rows * columns
  const count = shifts.length / 2
  return {
    count,
    binary: false,
    make: (from, to) => {
      const masks = new Float32Array((to - from) * height * width)
      for (let p = from; p < to; p++) {
        const grid = grids.subarray(p * each, (p + 1) * each)
        const down = placesAlong(height, shifts[p * 2]!, rows, (rows + 1) * tall)
        const across = placesAlong(width, shifts[p * 2 + 1]!, columns, (columns + 1) * wide)
        interpolate(grid, columns, { down, across }, masks.subarray((p - from) * height * width))
      }
      return masks
    },
  }
}

/** Of each pixel along an axis the cells before and behind it, and how much of the one behind. */
interface Places {
  readonly before: Int32Array
  readonly behind: Int32Array
  readonly share: Float64Array
}

/** Middles of pixels among the middles of cells; beyond the outermost middle cells are mirrored at it, as in the authors' code. */
function placesAlong(length: number, shift: number, cells: number, stretched: number): Places {
  const at = Float64Array.from({ length }, (_, i) => {
    const place = Math.abs(((i + shift + 0.5) * cells) / stretched - 0.5)
    return cells === 1 ? 0 : Math.min(place, 2 * (cells - 1) - place)
  })
  const before = Int32Array.from(at, Math.floor)
  return {
    before,
    behind: before.map((cell) => Math.min(cells - 1, cell + 1)),
    share: at.map((place, i) => place - before[i]!),
  }
}

function interpolate(
  grid: Float32Array,
  columns: number,
  { down, across }: { readonly down: Places; readonly across: Places },
  mask: Float32Array,
): void {
  const width = across.share.length
  for (let y = 0; y < down.share.length; y++) {
    const [top, bottom] = [down.before[y]! * columns, down.behind[y]! * columns]
    const below = down.share[y]!
    for (let x = 0; x < width; x++) {
      const [left, right] = [across.before[x]!, across.behind[x]!]
      const beside = across.share[x]!
      const upper = grid[top + left]! * (1 - beside) + grid[top + right]! * beside
      const lower = grid[bottom + left]! * (1 - beside) + grid[bottom + right]! * beside
      mask[y * width + x] = upper * (1 - below) + lower * below
    }
  }
}
