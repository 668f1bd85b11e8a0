import { InputError } from '../../errors.js'

/** Most elements of a list of tables or texts: large networks have thousands of tensors. */
const MOST_TABLES = 100_000

/**
 * A table of a FlatBuffer (FlatBuffers' internals, "Tables"): its fields, found by their place in the schema, each absent or where a
 * list of offsets says. Nothing is read outside of the file, whatever the offsets in it say.
 */
export class FlatTable {
  readonly #view: DataView
  /** Where the table begins. */
  readonly #at: number
  /** Where the offsets of its fields begin, and how many there are. */
  readonly #fields: number
  readonly #count: number

  /** @throws InputError `MODEL_FORMAT` for offsets that lead out of the file, here and in all methods */
  constructor(view: DataView, at: number) {
    this.#view = view
    this.#at = at
    const vtable = at - inFile(() => view.getInt32(at, true))
    this.#fields = vtable + 4
    this.#count = Math.max(0, (inFile(() => view.getUint16(vtable, true)) - 4) >> 1)
  }

  /** The table that a FlatBuffer begins with. */
  static root(bytes: Uint8Array): FlatTable {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    return new FlatTable(
      view,
      inFile(() => view.getUint32(0, true)),
    )
  }

  /** Whether the field is there. */
  has(field: number): boolean {
    return this.#place(field) !== undefined
  }

  byte(field: number, otherwise = 0): number {
    return this.#read(field, otherwise, (view, at) => view.getInt8(at))
  }

  flag(field: number, otherwise = false): boolean {
    return this.byte(field, Number(otherwise)) !== 0
  }

  int(field: number, otherwise = 0): number {
    return this.#read(field, otherwise, (view, at) => view.getInt32(at, true))
  }

  float(field: number, otherwise = 0): number {
    return this.#read(field, otherwise, (view, at) => view.getFloat32(at, true))
  }

  text(field: number): string | undefined {
    const list = this.#list(field, 1)
    return list && new TextDecoder().decode(this.#bytes(list.at, Math.min(list.count, 10_000)))
  }

  table(field: number): FlatTable | undefined {
    const at = this.#place(field)
    return at === undefined ? undefined : new FlatTable(this.#view, this.#follow(at))
  }

  tables(field: number): FlatTable[] {
    const list = this.#list(field, 4)
    if (!list) return []
    if (list.count > MOST_TABLES) throw damaged(`a list of ${list.count} tables`)
    return Array.from(
      { length: list.count },
      (_, i) => new FlatTable(this.#view, this.#follow(list.at + 4 * i)),
    )
  }

  ints(field: number): number[] {
    return this.#numbers(field, 4, (view, at) => view.getInt32(at, true))
  }

  longs(field: number): number[] {
    return this.#numbers(field, 8, (view, at) => Number(view.getBigInt64(at, true)))
  }

  floats(field: number): number[] {
    return this.#numbers(field, 4, (view, at) => view.getFloat32(at, true))
  }

  /** The bytes of a list, where they lie. */
  bytes(field: number): Uint8Array {
    const list = this.#list(field, 1)
    return list ? this.#bytes(list.at, list.count) : new Uint8Array(0)
  }

  #numbers(field: number, size: number, read: (view: DataView, at: number) => number): number[] {
    const list = this.#list(field, size)
    return Array.from({ length: list?.count ?? 0 }, (_, i) => read(this.#view, list!.at + size * i))
  }

  #read(field: number, otherwise: number, read: (view: DataView, at: number) => number): number {
    const at = this.#place(field)
    return at === undefined ? otherwise : inFile(() => read(this.#view, at))
  }

  /** Where a list's elements are, all of them within the file. */
  #list(field: number, size: number): { readonly at: number; readonly count: number } | undefined {
    const place = this.#place(field)
    if (place === undefined) return undefined
    const at = this.#follow(place)
    const count = inFile(() => this.#view.getUint32(at, true))
    if (at + 4 + count * size > this.#view.byteLength) throw damaged(`a list of ${count} elements`)
    return { at: at + 4, count }
  }

  #bytes(at: number, count: number): Uint8Array {
    return new Uint8Array(this.#view.buffer, this.#view.byteOffset + at, count)
  }

  /** Where an offset leads, which is counted from its own place. */
  #follow(at: number): number {
    return at + inFile(() => this.#view.getUint32(at, true))
  }

  #place(field: number): number | undefined {
    if (field >= this.#count) return undefined
    const offset = inFile(() => this.#view.getUint16(this.#fields + 2 * field, true))
    return offset === 0 ? undefined : this.#at + offset
  }
}

/** Reads outside of a file are RangeErrors of the DataView's. */
function inFile<T>(read: () => T): T {
  try {
    return read()
  } catch (cause) {
    throw damaged('an offset', cause)
  }
}

function damaged(what: string, cause?: unknown): InputError {
  const message = `the file is no whole FlatBuffer: ${what} leads out of it; it may be cut short`
  return new InputError('MODEL_FORMAT', message, { cause })
}
