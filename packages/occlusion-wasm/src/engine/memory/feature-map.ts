import type { Address } from '../../kernels/change-kernels.js'
import type { Arena } from './arena.js'
import { bytesOf, setRecord, wordOf } from './records.js'
import type { SlidingSpec } from './sliding.js'

/** Along one axis, cell i of a map sees pixels i·step + origin and the extent − 1 after it. */
export interface ReceptiveField {
  readonly step: number
  readonly origin: number
  readonly extent: number
  /** Whether each window has changes of its own, though another's be of the same pixels: see `ownFields`. */
  readonly own?: boolean | undefined
}

export type Fields = readonly [vertical: ReceptiveField, horizontal: ReceptiveField]

const RECORD_WORDS = bytesOf('FeatureMap') / 4
const PATCH_BYTES = bytesOf('Patch')
const CHANGES = wordOf('FeatureMap', 'changes')
const CELLS = wordOf('FeatureMap', 'cells')
const DELTAS = wordOf('FeatureMap', 'deltas')
const ALIVE = wordOf('FeatureMap', 'alive')

/** Channels padded to whole vectors. */
export function padded(channels: number): number {
  return (channels + 3) & ~3
}

/** How much a batch of windows may ask for. */
export interface BatchLimits {
  readonly windows: number
  /** Largest window, in pixels. */
  readonly height: number
  readonly width: number
}

/** One layer's values for an image and their changes under a batch of windows: the host's side of the kernels' FeatureMap. */
export class FeatureMap {
  readonly height: number
  readonly width: number
  /** Real channels, without padding. */
  readonly channels: number
  readonly fields: Fields
  readonly record: Address
  readonly base: Address
  /** The most cells that a window of the batch laid out can change. */
  cellsPerWindow = 0
  protected readonly arena: Arena

  /** The map whose changes this one's are, cell by cell, if it is such a one. */
  readonly #source: FeatureMap | undefined

  constructor(
    arena: Arena,
    height: number,
    width: number,
    channels: number,
    fields: Fields,
    source?: FeatureMap,
  ) {
    // The first of a chain: asking one map after another would take as many calls as there are maps.
    this.#source = source && (source.#source ?? source)
    this.height = height
    this.width = width
    this.channels = channels
    this.fields = fields
    this.arena = arena
    this.record = arena.reserve(bytesOf('FeatureMap'))
    this.base = arena.reserveFloats(this.cells * this.stride)
    arena.floats(this.base, this.cells * this.stride).fill(0)
    const [y, x] = fields
    setRecord(arena, this.record, 'FeatureMap', {
      height,
      width,
      channels: this.stride,
      base: this.base,
      stepY: y.step,
      originY: y.origin,
      extentY: y.extent,
      stepX: x.step,
      originX: x.origin,
      extentX: x.extent,
      own: y.own || x.own ? 1 : 0,
    })
  }

  get cells(): number {
    return this.height * this.width
  }

  /** Floats from one cell to the next. */
  get stride(): number {
    return padded(this.channels)
  }

  /** Whether each window has changes of its own: see `ownFields`. */
  get ownEach(): boolean {
    return this.fields.some(({ own }) => own === true)
  }

  /** Changes listed for the batch at hand. */
  get changes(): number {
    return this.arena.ints(this.record, RECORD_WORDS)[CHANGES]!
  }

  /** Address of the deltas of the batch at hand. */
  get deltas(): Address {
    return this.#addressAt(DELTAS)
  }

  get alive(): Address {
    return this.#addressAt(ALIVE)
  }

  /** An address in the record, whose words have signs. */
  #addressAt(word: number): Address {
    return this.arena.ints(this.record, RECORD_WORDS)[word]! >>> 0
  }

  /** The most cells that a window of this height and width can change. */
  cellsUnder(height: number, width: number): number {
    return reached(this.fields[0], height, this.height) * reached(this.fields[1], width, this.width)
  }

  /** The most changes in a batch: one for each window and cell under it, or as many as the map has they are taken from. */
  mostChanges(limits: BatchLimits): number {
    return this.#source?.mostChanges(limits) ?? limits.windows * this.cellsUnder(limits.height, limits.width)
  }

  /** Reserves room for a batch. */
  layOut(limits: BatchLimits): void {
    const arena = this.arena
    const changes = this.mostChanges(limits)
    this.cellsPerWindow = this.cellsUnder(limits.height, limits.width)
    setRecord(arena, this.record, 'FeatureMap', {
      changes: 0,
      cells: arena.reserve(changes * 4),
      owners: arena.reserve(changes * 4),
      deltas: arena.reserveFloats(changes * this.stride),
      alive: arena.reserve(changes * 4),
      patches: arena.reserve(limits.windows * PATCH_BYTES),
      ids: arena.reserve(limits.windows * this.cellsPerWindow * 4),
    })
  }

  /** Bytes that `layOut` reserves. */
  batchBytes(limits: BatchLimits): number {
    const cells = limits.windows * this.cellsUnder(limits.height, limits.width)
    return this.mostChanges(limits) * (12 + this.stride * 4) + limits.windows * PATCH_BYTES + cells * 4
  }
}

/**
 * The image itself. A pixel's change is the same under every window, so that every pixel has one; or, where what pixels become
 * hangs on the window, every window has changes of its own.
 */
export class PixelMap extends FeatureMap {
  /** Whether every window has changes of its own. Takes effect with the next layout. */
  owned = false

  override mostChanges(limits: BatchLimits): number {
    return this.owned ? limits.windows * this.cellsUnder(limits.height, limits.width) : this.cells
  }

  override layOut(limits: BatchLimits): void {
    super.layOut(limits)
    if (this.owned) return
    const own = this.arena.ints(this.record, RECORD_WORDS)
    own[CHANGES] = this.cells
    this.arena.ints(own[CELLS]! >>> 0, this.cells).forEach((_, i, cells) => {
      cells[i] = i
    })
    this.arena.floats(this.deltas, this.cells * this.stride).fill(0)
  }
}

/** Cells along one axis whose receptive fields meet a run of n pixels: at most (n + extent − 2) / step + 1. */
function reached({ step, extent }: ReceptiveField, n: number, size: number): number {
  return step === 0 ? size : Math.min(size, Math.floor((n + extent - 2) / step) + 1)
}

/** No pixel lies as far. Fields that reach further are taken to hold all of them, for kernels compute with 32 bits. */
const FURTHEST = 2 ** 29

/** Whether the kernels can compute with fields of so many cells. */
export function isWithinReach({ step, origin, extent }: ReceptiveField, cells: number): boolean {
  return cells * step - origin + extent < FURTHEST
}

/** The fields of a map that a sliding layer makes of one with these. */
export function slideFields(fields: Fields, by: SlidingSpec): Fields {
  const along = (axis: 0 | 1, border: number): ReceptiveField => {
    const { step, origin, extent, own } = fields[axis]
    const slid = {
      own,
      step: step * by.strides[axis],
      origin: origin - border * step,
      extent: extent + (by.size[axis] - 1) * by.dilations[axis] * step,
    }
    if (isWithinReach(slid, by.outputs[axis])) return slid
    return { own, step: 0, origin: -FURTHEST, extent: 2 * FURTHEST - 1 }
  }
  return [along(0, by.top), along(1, by.left)]
}

/** Fields that hold both; cells of the two maps lie over one another. */
export function uniteFields(a: Fields, b: Fields): Fields {
  return [uniteAlong(a[0], b[0]), uniteAlong(a[1], b[1])]
}

/** The same along one axis. */
export function uniteAlong(a: ReceptiveField, b: ReceptiveField): ReceptiveField {
  const origin = Math.min(a.origin, b.origin)
  const end = Math.max(a.origin + a.extent, b.origin + b.extent)
  return { own: a.own || b.own, step: a.step, origin, extent: end - origin }
}

/**
 * Fields of cells whose changes depend on more than the pixels they see, in their last bits: on the tile of outputs they are computed
 * with, which lies as the window does. What is computed from them is each window's own as well.
 */
export function ownFields([y, x]: Fields): Fields {
  return [
    { ...y, own: true },
    { ...x, own: true },
  ]
}

/** The fields of cells that see the whole image. */
export function wholeFields(height: number, width: number): Fields {
  return [
    { step: 0, origin: 0, extent: height },
    { step: 0, origin: 0, extent: width },
  ]
}

export function sameSteps(a: Fields, b: Fields): boolean {
  return a[0].step === b[0].step && a[1].step === b[1].step
}
