import type { Samples } from '../raster.js'

/** Bits of the constants' fraction. */
const CONSTANT_BITS = 13
const constant = (value: number) => Math.round(value * 2 ** CONSTANT_BITS)

const C0298 = constant(0.298631336)
const C0390 = constant(0.390180644)
const C0541 = constant(0.5411961)
const C0765 = constant(0.765366865)
const C0899 = constant(0.899976223)
const C1175 = constant(1.175875602)
const C1501 = constant(1.50132111)
const C1847 = constant(1.847759065)
const C1961 = constant(1.96157056)
const C2053 = constant(2.053119869)
const C2562 = constant(2.562915447)
const C3072 = constant(3.072711026)

/** Turns a block's coefficients into samples. */
export type InverseDct = (
  coefficients: Int16Array,
  from: number,
  steps: Uint16Array,
  out: Samples,
  to: number,
  stride: number,
) => void

/**
 * The inverse DCT of Loeffler, Ligtenberg and Moschytz (ICASSP 1989) in whole numbers, with the roundings of libjpeg's
 * `islow`: two passes of one dimension, the first scaled up by 2 bits (1 where samples have 12). Same bits everywhere.
 */
export function inverseDct(depth: 8 | 12): InverseDct {
  const spare = depth === 8 ? 2 : 1
  const columns = new Int32Array(64)
  const line = new Int32Array(8)
  const limit = limits(depth)
  const mask = limit.length - 1
  return (coefficients, from, steps, out, to, stride) => {
    for (let x = 0; x < 8; x++) {
      for (let y = 0; y < 8; y++) line[y] = coefficients[from + 8 * y + x]! * steps[8 * y + x]!
      oneDimension(line, CONSTANT_BITS - spare)
      for (let y = 0; y < 8; y++) columns[8 * y + x] = line[y]!
    }
    for (let y = 0; y < 8; y++) {
      for (let x = 0; x < 8; x++) line[x] = columns[8 * y + x]!
      oneDimension(line, CONSTANT_BITS + spare + 3)
      for (let x = 0; x < 8; x++) out[to + y * stride + x] = limit[line[x]! & mask]!
    }
  }
}

/** By a signed sample's last bits, 2 more than it has: the sample with its zero in the middle of the range, cut off at its ends. */
function limits(depth: 8 | 12): Samples {
  const size = 2 ** (depth + 2)
  const [middle, most] = [2 ** (depth - 1), 2 ** depth - 1]
  const signed = (i: number) => (i < size / 2 ? i : i - size)
  const table = new (depth === 8 ? Uint8Array : Uint16Array)(size)
  for (let i = 0; i < size; i++) table[i] = Math.min(most, Math.max(0, signed(i) + middle))
  return table
}

/** In place, each result shifted right by so many bits, rounded. */
function oneDimension(line: Int32Array, shift: number): void {
  const half = 1 << (shift - 1)
  const [in0, in1, in2, in3] = [line[0]!, line[1]!, line[2]!, line[3]!]
  const [in4, in5, in6, in7] = [line[4]!, line[5]!, line[6]!, line[7]!]
  if ((in1 | in2 | in3 | in4 | in5 | in6 | in7) === 0) {
    line.fill(((in0 << CONSTANT_BITS) + half) >> shift)
    return
  }
  const even = Math.imul(in2 + in6, C0541)
  const even2 = even - Math.imul(in6, C1847)
  const even3 = even + Math.imul(in2, C0765)
  const sum = ((in0 + in4) << CONSTANT_BITS) + half
  const difference = ((in0 - in4) << CONSTANT_BITS) + half
  const both = Math.imul(in7 + in3 + in5 + in1, C1175)
  const odd73 = both - Math.imul(in7 + in3, C1961)
  const odd51 = both - Math.imul(in5 + in1, C0390)
  const odd71 = -Math.imul(in7 + in1, C0899)
  const odd53 = -Math.imul(in5 + in3, C2562)
  const odd0 = Math.imul(in7, C0298) + odd71 + odd73
  const odd1 = Math.imul(in5, C2053) + odd53 + odd51
  const odd2 = Math.imul(in3, C3072) + odd53 + odd73
  const odd3 = Math.imul(in1, C1501) + odd71 + odd51
  line[0] = (sum + even3 + odd3) >> shift
  line[7] = (sum + even3 - odd3) >> shift
  line[1] = (difference + even2 + odd2) >> shift
  line[6] = (difference + even2 - odd2) >> shift
  line[2] = (difference - even2 + odd1) >> shift
  line[5] = (difference - even2 - odd1) >> shift
  line[3] = (sum - even3 + odd0) >> shift
  line[4] = (sum - even3 - odd0) >> shift
}
