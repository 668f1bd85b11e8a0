import type { Address } from '../../kernels/change-kernels.js'
import type { Arena } from './arena.js'

/**
 * The records that the host lays out and the kernels read, field by field: how many bytes each has. The classes of these names
 * in `assembly/changes/` have the same fields in the same order, and a test holds the two together.
 */
export const records = {
  /** A layer's values for an image, and how its cells change under the windows of a batch. */
  FeatureMap: {
    height: 4,
    width: 4,
    channels: 4,
    base: 4,
    stepY: 4,
    originY: 4,
    extentY: 4,
    stepX: 4,
    originX: 4,
    extentX: 4,
    own: 4,
    changes: 4,
    cells: 4,
    owners: 4,
    deltas: 4,
    alive: 4,
    patches: 4,
    ids: 4,
  },
  /** The cells that change under one window. */
  Patch: { y0: 4, x0: 4, y1: 4, x1: 4, ids: 4 },
  /** How the windows of a convolution or pooling lie. */
  Sliding: {
    height: 4,
    width: 4,
    strideY: 4,
    strideX: 4,
    dilationY: 4,
    dilationX: 4,
    top: 4,
    left: 4,
    outHeight: 4,
    outWidth: 4,
  },
  /** Filters of a layer that are multiplied together. */
  Panel: { offset: 4, columns: 4, first: 4, inputs: 4, weights: 4 },
  /** Scratch of Winograd's tiles. */
  TileRoom: {
    tiles: 4,
    inputs: 4,
    products: 4,
    sources: 4,
    cells: 4,
    places: 4,
    counts: 4,
    temporary: 4,
    zeros: 4,
    nowhere: 4,
  },
  /** Where covering changes pixels. */
  Changed: { height: 4, width: 4, next: 4, last: 4, own: 4, pixels: 4 },
  /** The hash table, and one of its entries. */
  Table: { entries: 4, mask: 4 },
  Entry: { box: 8, cell: 4, id: 4 },
  /** How an axis is resampled, and of which inputs one output is made. */
  Resampling: { taps: 4, firsts: 4, ends: 4 },
  Tap: { near: 4, far: 4, nearWeight: 4, farWeight: 4 },
} as const satisfies Readonly<Record<string, Readonly<Record<string, 4 | 8>>>>

type RecordName = keyof typeof records

/** Bytes of a box: four corners in 16 bits each. */
export const BOX_BYTES = 8
/** Bytes of a window: y0, x0, c0, y1, x1, c1 as int32. */
export const WINDOW_BYTES = 24
/** Bytes of a value and its place in a list of values that are not zero. */
export const ENTRY_BYTES = 8

export function bytesOf(name: RecordName): number {
  return Object.values(records[name]).reduce((sum: number, bytes) => sum + bytes, 0)
}

/** Which word of a record a field is. */
export function wordOf<Name extends RecordName>(name: Name, field: keyof (typeof records)[Name]): number {
  let word = 0
  for (const [each, bytes] of Object.entries(records[name])) {
    if (each === field) return word
    word += bytes / 4
  }
  throw new RangeError(`${name} has no field ${String(field)}`)
}

/** Values of a record's fields, all of them whole numbers. */
export type RecordValues<Name extends RecordName> = Readonly<Record<keyof (typeof records)[Name], number>>

/** Lays a record down. */
export function placeRecord<Name extends RecordName>(
  arena: Arena,
  name: Name,
  values: RecordValues<Name>,
): Address {
  const record = arena.reserve(bytesOf(name))
  setRecord(arena, record, name, values)
  return record
}

/** Sets some fields of a record. */
export function setRecord<Name extends RecordName>(
  arena: Arena,
  record: Address,
  name: Name,
  values: Partial<RecordValues<Name>>,
): void {
  const words = arena.ints(record, bytesOf(name) / 4)
  for (const [field, value] of Object.entries<number | undefined>(values)) {
    if (value !== undefined) words[wordOf(name, field as keyof (typeof records)[Name])] = value
  }
}
