import { InputError } from '../../errors.js'

/** An address that leads nowhere. */
const UNDEFINED = 0xffff_ffff_ffff_ffffn

/** What is read and what an author may not have meant to be read again and again both count; a file of 1 GiB needs fewer. */
const MOST_STEPS = 4_000_000

/**
 * The bytes of an HDF5 file from its signature on, little-endian, with what bounds reading them: whatever a file says of itself, no
 * more is followed than `MOST_STEPS` records, nothing is read twice that a file has once, and text decoded from it stays in
 * proportion to its length. Reads beyond its end are RangeErrors.
 */
export class Hdf5Bytes {
  readonly bytes: Uint8Array
  readonly view: DataView
  #steps = 0
  #text = 0
  #claimed = 0
  readonly #taken = new Set<string>()

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  u8(at: number): number {
    return this.view.getUint8(at)
  }

  u16(at: number): number {
    return this.view.getUint16(at, true)
  }

  u32(at: number): number {
    return this.view.getUint32(at, true)
  }

  /** A length or count of 8 bytes. */
  u64(at: number): number {
    const value = this.view.getBigUint64(at, true)
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new RangeError(`a length of ${value} bytes`)
    return Number(value)
  }

  /** A whole number of 1, 2, 4 or 8 bytes. */
  unsigned(at: number, size: number): number {
    if (size === 8) return this.u64(at)
    return size === 4 ? this.u32(at) : size === 2 ? this.u16(at) : this.u8(at)
  }

  /** An address; undefined where it leads nowhere. */
  address(at: number): number | undefined {
    return this.view.getBigUint64(at, true) === UNDEFINED ? undefined : this.u64(at)
  }

  slice(at: number, length: number): Uint8Array {
    if (!(at >= 0 && length >= 0 && at + length <= this.bytes.length)) {
      throw new RangeError(`${length} bytes at ${at} of ${this.bytes.length}`)
    }
    return this.bytes.subarray(at, at + length)
  }

  /** Text as UTF-8, which ASCII is, up to its first zero. */
  text(bytes: Uint8Array): string {
    this.#text += bytes.length
    if (this.#text > 4 * this.bytes.length + 65_536) throw new RangeError('the same text again and again')
    const end = bytes.indexOf(0)
    return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end))
  }

  /** Text that ends with a zero. */
  textAt(at: number): string {
    const end = this.bytes.indexOf(0, at)
    if (at > this.bytes.length || end < 0) throw new RangeError('text without an end')
    return this.text(this.bytes.subarray(at, end))
  }

  /** Counts records followed. */
  step(count = 1): void {
    this.#steps += count
    if (this.#steps > MOST_STEPS) throw new RangeError(`more than ${MOST_STEPS} records`)
  }

  /**
   * Counts the values that arrays claim to hold: no more than the file has bytes, or could unpack to.
   * @param ratio - how many bytes one of the file may stand for
   */
  claim(bytes: number, ratio: number): void {
    this.#claimed += bytes / ratio
    if (!(this.#claimed <= this.bytes.length))
      throw new RangeError(`arrays of ${bytes} bytes in ${this.bytes.length}`)
  }

  /** Takes what a file can only have once. */
  takeOnce(kind: string, at: number): void {
    const key = `${kind} ${at}`
    if (this.#taken.has(key)) throw new RangeError(`its ${kind} at ${at} is led to twice`)
    this.#taken.add(key)
  }

  /** @throws RangeError unless these letters stand there */
  expect(at: number, signature: string): void {
    const found = String.fromCharCode(...this.slice(at, signature.length))
    if (found !== signature) throw new RangeError(`no ${signature} at ${at}`)
  }
}

/** What the format allows and is not read here. */
export function notRead(name: string, what: string): InputError {
  return new InputError(
    'HDF5_UNSUPPORTED',
    `${name} ${what}, which is not read here; save the model again with model.save`,
  )
}
