import type { NumericArray, ValueType } from './numeric-array.js'

/** Bytes a value takes. */
export function bytesPerValue(type: ValueType): number {
  return type === 'bool' ? 1 : Number(type.at(-1))
}

type Values = NumericArray['data']

const decoders: Readonly<Record<ValueType, (view: DataView, count: number, little: boolean) => Values>> = {
  bool: (view, count) => Uint8Array.from({ length: count }, (_, i) => (view.getUint8(i) === 0 ? 0 : 1)),
  i1: (view, count) => new Int8Array(view.buffer, view.byteOffset, count).slice(),
  u1: (view, count) => new Uint8Array(view.buffer, view.byteOffset, count).slice(),
  i2: (view, count, little) => Int16Array.from({ length: count }, (_, i) => view.getInt16(2 * i, little)),
  u2: (view, count, little) => Uint16Array.from({ length: count }, (_, i) => view.getUint16(2 * i, little)),
  i4: (view, count, little) => Int32Array.from({ length: count }, (_, i) => view.getInt32(4 * i, little)),
  u4: (view, count, little) => Uint32Array.from({ length: count }, (_, i) => view.getUint32(4 * i, little)),
  i8: (view, count, little) =>
    Float64Array.from({ length: count }, (_, i) => Number(view.getBigInt64(8 * i, little))),
  u8: (view, count, little) =>
    Float64Array.from({ length: count }, (_, i) => Number(view.getBigUint64(8 * i, little))),
  f2: (view, count, little) => halfFloats(view, count, little),
  bf2: (view, count, little) => brainFloats(view, count, little),
  f4: (view, count, little) => floats(view, count, little),
  f8: (view, count, little) => Float64Array.from({ length: count }, (_, i) => view.getFloat64(8 * i, little)),
}

/** Decodes values stored one after the other; `bytes` holds at least `count` of them. */
export function decodeValues(bytes: Uint8Array, type: ValueType, count: number, littleEndian = true): Values {
  return decoders[type](new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), count, littleEndian)
}

/** Most files hold these, and every platform JavaScript runs on today is little-endian: one copy does. */
function floats(view: DataView, count: number, little: boolean): Float32Array {
  if (!little) return Float32Array.from({ length: count }, (_, i) => view.getFloat32(4 * i, false))
  const values = new Float32Array(count)
  new Uint8Array(values.buffer).set(new Uint8Array(view.buffer, view.byteOffset, 4 * count))
  return values
}

/** A brain float is the upper half of a float32. */
function brainFloats(view: DataView, count: number, little: boolean): Float32Array {
  const bits = Uint32Array.from({ length: count }, (_, i) => view.getUint16(2 * i, little) << 16)
  return new Float32Array(bits.buffer)
}

/** Weights come by the million: their values are looked up in a table of all there are. */
function halfFloats(view: DataView, count: number, little: boolean): Float32Array {
  if (count > 65_536) allHalves ??= Float32Array.from({ length: 65_536 }, (_, bits) => halfFloat(bits))
  const values = new Float32Array(count)
  for (let i = 0; i < count; i++) {
    const bits = view.getUint16(2 * i, little)
    values[i] = count > 65_536 ? allHalves![bits]! : halfFloat(bits)
  }
  return values
}

let allHalves: Float32Array | undefined

/** IEEE 754 binary16: a sign, 5 bits of exponent, 10 of fraction. */
function halfFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 0x1f) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}
