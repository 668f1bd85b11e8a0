import { type Fill, fillerOf } from '../fill/fill.js'
import { type Corners, cornersOf, type Filler } from '../fill/filler.js'
import type { PixelMap } from './memory/feature-map.js'
import { BOX_BYTES, bytesOf, setRecord, wordOf } from './memory/records.js'
import type { Workspace } from './memory/workspace.js'
import type { BatchLayout } from './plan/batch-layout.js'

/** Changes of a batch of windows. */
export interface ListedWindows {
  /** The first window that is not of the batch. */
  readonly next: number
  /** How many of the batch change anything. */
  readonly found: number
}

const RECORD_WORDS = bytesOf('FeatureMap') / 4
const PATCH_WORDS = bytesOf('Patch') / 4

/** Lists how pixels change where what they become hangs on the window: every window has changes of its own. */
export class OwnChanges {
  readonly fill: Fill
  readonly #filler: Filler
  readonly #workspace: Workspace
  readonly #pixels: PixelMap
  readonly #shape: readonly [number, number, number]
  #values = new Float32Array(0)

  /** @param shape - [H, W, C] */
  constructor(fill: Fill, workspace: Workspace, pixels: PixelMap, shape: readonly [number, number, number]) {
    this.fill = fill
    this.#filler = fillerOf(fill, shape)
    this.#workspace = workspace
    this.#pixels = pixels
    this.#shape = shape
  }

  /**
   * Lists the changes of as many windows as a batch has room for. Those that change nothing take no room.
   *
   * @param image - float32 [H, W, C]
   * @param baseline - float32 [H, W, C]
   * @param windows - int32 [P, 6], laid out for
   * @param from - the batch's first window
   * @param first - number of the first window listed among all that change anything: where `boxes` and `which` are filled
   * @param before - how many of the job's windows there are before these
   */
  list(
    image: Float32Array,
    baseline: Float32Array,
    windows: Int32Array,
    from: number,
    layout: BatchLayout,
    first: number,
    before: number,
  ): ListedWindows {
    const { arena } = this.#workspace
    const count = windows.length / 6
    const which = arena.ints(layout.which, count)
    const listing = this.#listing(layout)
    let next = from
    let found = 0
    for (; next < count && found < layout.limits.windows; next++) {
      const window = cornersOf(windows, next)
      const size = sizeOf(window)
      if (size > this.#values.length) this.#values = new Float32Array(size)
      this.#filler(image, baseline, windows, next, this.#values, before + next)
      const box = this.#changedBox(image, window)
      which[next] = box ? first + found : -1
      if (!box) continue
      const at = arena.ints(layout.boxes + (first + found) * BOX_BYTES, 2)
      // A box as the kernels read it: y0, x0, y1, x1 in 16 bits each, from the highest down.
      at[0] = (box[2] << 16) | box[3]
      at[1] = (box[0] << 16) | box[1]
      this.#listWindow(listing, found++, image, window, box)
    }
    setRecord(arena, this.#pixels.record, 'FeatureMap', { changes: listing.changes })
    return { next, found }
  }

  /** The smallest box around the pixels that the values at hand change. */
  #changedBox(image: Float32Array, [y0, x0, c0, y1, x1, c1]: Corners): Box | undefined {
    const [, width, channels] = this.#shape
    const box: [number, number, number, number] = [y1, x1, y0, x0]
    let i = 0
    for (let y = y0; y < y1; y++) {
      for (let x = x0; x < x1; x++) {
        for (let c = c0; c < c1; c++) {
          if (this.#values[i++] === image[(y * width + x) * channels + c]) continue
          if (y < box[0]) box[0] = y
          if (x < box[1]) box[1] = x
          if (y >= box[2]) box[2] = y + 1
          if (x >= box[3]) box[3] = x + 1
        }
      }
    }
    return box[0] < box[2] ? box : undefined
  }

  /** Views of where a batch's changes go; they last until memory grows. */
  #listing({ limits }: BatchLayout): Listing {
    const { arena } = this.#workspace
    const pixels = this.#pixels
    const record = arena.ints(pixels.record, RECORD_WORDS)
    const field = (name: Parameters<typeof wordOf<'FeatureMap'>>[1]) =>
      record[wordOf('FeatureMap', name)]! >>> 0
    const most = pixels.mostChanges(limits)
    return {
      changes: 0,
      cells: arena.ints(field('cells'), most),
      owners: arena.ints(field('owners'), most),
      alive: arena.ints(field('alive'), most),
      deltas: arena.floats(field('deltas'), most * pixels.stride),
      patches: arena.ints(field('patches'), limits.windows * PATCH_WORDS),
      ids: arena.ints(field('ids'), limits.windows * pixels.cellsPerWindow),
      idsAt: field('ids'),
      filled: 0,
    }
  }

  #listWindow(
    to: Listing,
    window: number,
    image: Float32Array,
    [wy0, wx0, c0, , wx1, c1]: Corners,
    box: Box,
  ): void {
    const [, width, channels] = this.#shape
    const { stride } = this.#pixels
    const [y0, x0, y1, x1] = box
    to.patches.set([y0, x0, y1, x1, to.idsAt + to.filled * 4], window * PATCH_WORDS)
    const depth = c1 - c0
    for (let y = y0; y < y1; y++) {
      for (let x = x0; x < x1; x++) {
        const value = ((y - wy0) * (wx1 - wx0) + x - wx0) * depth - c0
        const cell = y * width + x
        let c = c0
        while (c < c1 && this.#values[value + c] === image[cell * channels + c]) c++
        to.ids[to.filled++] = c < c1 ? to.changes : -1
        if (c === c1) continue
        const row = to.changes * stride
        for (c = 0; c < stride; c++) {
          const inside = c >= c0 && c < c1
          to.deltas[row + c] = inside
            ? Math.fround(this.#values[value + c]! - image[cell * channels + c]!)
            : 0
        }
        to.cells[to.changes] = cell
        to.owners[to.changes] = window
        to.alive[to.changes++] = 1
      }
    }
  }
}

function sizeOf([y0, x0, c0, y1, x1, c1]: Corners): number {
  return (y1 - y0) * (x1 - x0) * (c1 - c0)
}

type Box = readonly [y0: number, x0: number, y1: number, x1: number]

/** Where a batch's changes are put, and how many have been. */
interface Listing {
  changes: number
  readonly cells: Int32Array
  readonly owners: Int32Array
  readonly alive: Int32Array
  readonly deltas: Float32Array
  readonly patches: Int32Array
  readonly ids: Int32Array
  /** Address of `ids`. */
  readonly idsAt: number
  /** How many of the ids are. */
  filled: number
}
