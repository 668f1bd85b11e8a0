import type { Address, Kernels } from '../../kernels/change-kernels.js'
import type { Nonlinearity } from '../../kernels/nonlinearity.js'
import type { Arena } from './arena.js'
import type { Constants } from './constants.js'
import type { FeatureMap } from './feature-map.js'
import { bytesOf, placeRecord, setRecord, wordOf } from './records.js'

/** Room that a stage needs while it computes and leaves to the next one after. In bytes. */
export interface ScratchNeeds {
  readonly entries: number
  readonly counts: number
  readonly order: number
  readonly products: number
  readonly terms: number
}

/** A map's record as that of a map of changes, and where the ids of its one patch are to be put. */
export interface WholeMap {
  readonly record: Address
  readonly ids: Address
}

/** What the stages of a runner share: kernels, memory, scratch room, and the records of the batch at hand. */
export class Workspace {
  readonly kernels: Kernels
  readonly arena: Arena
  /** Weights and whatever else never changes, written once for all runners on the memory. */
  readonly constants: Constants
  /** Of the image. */
  readonly height: number
  readonly width: number
  /** Record of the pixels that covering changes: `Changed` in assembly/changes/box.ts. */
  readonly changed: Address
  /** Byte shuffles that pack some lanes of a vector to its front: `storeNonZero` in assembly/vector/vector.ts. */
  readonly shuffles: Address
  /** Record of the hash table: `Table` in assembly/changes/table.ts. */
  readonly table: Address
  /** Scratch addresses, laid out anew with every batch layout. */
  scratch: Readonly<Record<keyof ScratchNeeds, Address>> = {
    entries: 0,
    counts: 0,
    order: 0,
    products: 0,
    terms: 0,
  }
  multiplyAdds = 0
  /** int32, one for each window of a batch: 1 where float32 does not hold what the window changes. */
  marks: Address = 0
  /** Whether any stage marks windows. */
  marking = false
  /** int32, one for each window of a batch: 1 where what covering leaves may be lost in rounding. */
  doubts: Address = 0
  #identity: { readonly address: Address; readonly count: number } = { address: 0, count: 0 }

  constructor(kernels: Kernels, arena: Arena, constants: Constants, height: number, width: number) {
    this.kernels = kernels
    this.height = height
    this.width = width
    this.arena = arena
    this.constants = constants
    this.changed = this.arena.reserve(bytesOf('Changed'))
    this.table = this.arena.reserve(bytesOf('Table'))
    this.shuffles = this.arena.reserve(256)
    new Uint8Array(arena.memory.buffer, this.shuffles, 256).set(packingShuffles())
    const line = (width + 1) * height * 2
    const [next, last] = [this.arena.reserve(line), this.arena.reserve(line)]
    setRecord(this.arena, this.changed, 'Changed', { height, width, next, last, own: 0, pixels: 0 })
  }

  layOutScratch(needs: ScratchNeeds): void {
    this.scratch = {
      entries: this.arena.reserve(needs.entries),
      counts: this.arena.reserve(needs.counts),
      order: this.arena.reserve(needs.order),
      products: this.arena.reserve(needs.products),
      terms: this.arena.reserve(needs.terms),
    }
  }

  /** Reserves a hash table for as many keys. */
  layOutTable(keys: number): void {
    const entries = this.arena.reserve(tableCapacity(keys) * bytesOf('Entry'))
    setRecord(this.arena, this.table, 'Table', { entries, mask: tableCapacity(keys) - 1 })
  }

  /** int32: 0, 1, 2, … */
  identity(count: number): Address {
    if (count > this.#identity.count) {
      const address = this.arena.reserve(count * 4)
      this.arena.ints(address, count).forEach((_, i, ids) => {
        ids[i] = i
      })
      this.#identity = { address, count }
    }
    return this.#identity.address
  }

  /**
   * A record of a map all of whose cells change, under the one window that there is: by it the kernels for changes
   * compute the uncovered image as well.
   *
   * @param deltas - where its values are to go, if it is to be filled
   */
  wholeMap(map: FeatureMap, deltas: Address): WholeMap {
    const { height, width, cells } = map
    const identity = this.identity(cells)
    const ids = this.arena.reserve(cells * 4)
    const owners = this.arena.reserve(cells * 4)
    this.arena.ints(owners, cells).fill(0)
    const patches = placeRecord(this.arena, 'Patch', { y0: 0, x0: 0, y1: height, x1: width, ids })
    const record = placeRecord(this.arena, 'FeatureMap', {
      ...{ height, width, channels: map.stride, base: map.base },
      ...{ stepY: 1, originY: 0, extentY: 1, stepX: 1, originX: 0, extentX: 1, own: 0 },
      ...{ changes: cells, cells: identity, owners, deltas, alive: 0, patches, ids },
    })
    return { record, ids }
  }

  /** The same, with the uncovered image's values as its changes, every one of them listed. @returns the record */
  wholeValues(map: FeatureMap): Address {
    const { record, ids } = this.wholeMap(map, map.base)
    this.arena.ints(ids, map.cells).forEach((_, cell, cells) => {
      cells[cell] = cell
    })
    return record
  }

  /** Applies a nonlinearity to n floats, in place. @param n - a multiple of 4 */
  activate(values: Address, n: number, { kind, a, b, c }: Nonlinearity): void {
    this.kernels.activate(values, n, kind, a, b, c)
  }

  /** Makes changes of the new values that a stage left, or marks those it left as changes: `finish` of the kernels. */
  finish(map: FeatureMap, { kind, a, b, c }: Nonlinearity, subtractBase: boolean): void {
    this.kernels.finish(map.record, kind, a, b, c, subtractBase)
  }

  /** Says, when stages are laid out, that one of them may come to what is not finite. */
  watchInfinite(): void {
    this.marking = true
  }

  /** Forgets what was marked of another batch. */
  clearMarks(windows: number): void {
    if (this.marking) this.arena.ints(this.marks, windows).fill(0)
  }

  /** Marks the windows under which finished changes of a map are not finite. */
  markInfinite(map: FeatureMap, windows: number): void {
    this.kernels.markInfinite(map.record, windows, this.marks)
  }

  /** Lists the distinct changes of a map whose patches lie where they should. */
  listChanges(map: FeatureMap, boxes: Address, windows: number): void {
    this.kernels.listChanges(
      map.record,
      this.changed,
      boxes,
      windows,
      this.sizeTable(windows * map.cellsPerWindow),
    )
  }

  /** Uses only as much of the table as so many keys need, since it is cleared before each use. */
  sizeTable(keys: number): Address {
    this.arena.ints(this.table, 2)[wordOf('Table', 'mask')] = tableCapacity(keys) - 1
    return this.table
  }
}

/** A power of two, at least twice the keys. */
function tableCapacity(keys: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(16, 2 * keys)))
}

/** For each set of lanes, as bits of 0 … 15: the bytes of those lanes, in order, and then of none. */
export function packingShuffles(): Uint8Array {
  const shuffles = new Uint8Array(256).fill(255)
  for (let set = 0; set < 16; set++) {
    let to = set * 16
    for (let lane = 0; lane < 4; lane++) {
      if ((set >> lane) & 1) for (let byte = 0; byte < 4; byte++) shuffles[to++] = lane * 4 + byte
    }
  }
  return shuffles
}
