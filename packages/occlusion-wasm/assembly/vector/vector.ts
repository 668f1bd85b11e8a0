/**
 * The one place where variants differ: a vector of four floats here, a vector of one in vector.scalar.ts, which the
 * compile script puts in this file's place for the scalar build. Every kernel is written once, over these.
 */
import { logarithmOf, powerOf } from './real'

export type Vector = v128

/** Floats in a vector. */
export const WIDTH: i32 = 4
/** Bytes in a vector. */
export const STEP: usize = 16

// @ts-ignore: decorator
@inline
export function spread(x: f32): Vector {
  return f32x4.splat(x)
}

/** One float from memory in every lane. */
// @ts-ignore: decorator
@inline
export function loadSpread(from: usize): Vector {
  return v128.load32_splat(from)
}

// @ts-ignore: decorator
@inline
export function add(a: Vector, b: Vector): Vector {
  return f32x4.add(a, b)
}

// @ts-ignore: decorator
@inline
export function subtract(a: Vector, b: Vector): Vector {
  return f32x4.sub(a, b)
}

// @ts-ignore: decorator
@inline
export function multiply(a: Vector, b: Vector): Vector {
  return f32x4.mul(a, b)
}

// @ts-ignore: decorator
@inline
export function divide(a: Vector, b: Vector): Vector {
  return f32x4.div(a, b)
}

// @ts-ignore: decorator
@inline
export function squareRoot(a: Vector): Vector {
  return f32x4.sqrt(a)
}

/** a + b · c; rounded once in the relaxed build where the machine can, twice otherwise. */
// @ts-ignore: decorator
@inline
export function multiplyAdd(a: Vector, b: Vector, c: Vector): Vector {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(b, c, a)
  return f32x4.add(a, f32x4.mul(b, c))
}

/** The larger; the first of equals. One instruction on x86, unlike the IEEE maximum. */
// @ts-ignore: decorator
@inline
export function larger(a: Vector, b: Vector): Vector {
  return f32x4.pmax(a, b)
}

// @ts-ignore: decorator
@inline
export function smaller(a: Vector, b: Vector): Vector {
  return f32x4.pmin(a, b)
}

/** The larger as IEEE 754-2019 has it: not a number where either is, and +0 above −0. */
// @ts-ignore: decorator
@inline
export function maximum(a: Vector, b: Vector): Vector {
  return f32x4.max(a, b)
}

// @ts-ignore: decorator
@inline
export function magnitude(a: Vector): Vector {
  return f32x4.abs(a)
}

/** The nearest whole number, ties to even. */
// @ts-ignore: decorator
@inline
export function nearestWhole(a: Vector): Vector {
  return f32x4.nearest(a)
}

/** 3·2²², at which the digits of a float32 end with the ones, and 127: added to a whole number, its exponent biased in the last bits. */
const BIASED: f32 = 12582912 + 127

/** 2ⁿ for whole n in −126 … 127. */
// @ts-ignore: decorator
@inline
export function powerOfTwo(n: Vector): Vector {
  return i32x4.shl(f32x4.add(n, f32x4.splat(BIASED)), 23)
}

/** ln a, lane by lane. */
export function logarithm(a: Vector): Vector {
  let result = f32x4.splat(<f32>logarithmOf(<f64>f32x4.extract_lane(a, 0)))
  result = f32x4.replace_lane(result, 1, <f32>logarithmOf(<f64>f32x4.extract_lane(a, 1)))
  result = f32x4.replace_lane(result, 2, <f32>logarithmOf(<f64>f32x4.extract_lane(a, 2)))
  return f32x4.replace_lane(result, 3, <f32>logarithmOf(<f64>f32x4.extract_lane(a, 3)))
}

/** aᵖ, lane by lane. */
export function power(a: Vector, p: f64): Vector {
  let result = f32x4.splat(<f32>powerOf(<f64>f32x4.extract_lane(a, 0), p))
  result = f32x4.replace_lane(result, 1, <f32>powerOf(<f64>f32x4.extract_lane(a, 1), p))
  result = f32x4.replace_lane(result, 2, <f32>powerOf(<f64>f32x4.extract_lane(a, 2), p))
  return f32x4.replace_lane(result, 3, <f32>powerOf(<f64>f32x4.extract_lane(a, 3), p))
}

/** Where a < b then x, else y. */
// @ts-ignore: decorator
@inline
export function whereLess(a: Vector, b: Vector, x: Vector, y: Vector): Vector {
  return v128.bitselect(x, y, f32x4.lt(a, b))
}

/** Where a equals b then x, else zero. */
// @ts-ignore: decorator
@inline
export function keepEqual(x: Vector, a: Vector, b: Vector): Vector {
  return v128.and(x, f32x4.eq(a, b))
}

/** The lanes of x that `kept` does not hold; it holds x's lanes, or zeros. */
// @ts-ignore: decorator
@inline
export function without(x: Vector, kept: Vector): Vector {
  return v128.xor(x, kept)
}

/** The lanes added up, in pairs. */
// @ts-ignore: decorator
@inline
export function sumOfLanes(a: Vector): f32 {
  return f32x4.extract_lane(a, 0) + f32x4.extract_lane(a, 1) + (f32x4.extract_lane(a, 2) + f32x4.extract_lane(a, 3))
}

/** Which lanes are not zero, as bits, the first in the lowest. */
// @ts-ignore: decorator
@inline
export function nonZeroLanes(a: Vector): u32 {
  return <u32>i32x4.bitmask(f32x4.ne(a, f32x4.splat(0)))
}

/** Whether any lane is not zero. */
// @ts-ignore: decorator
@inline
export function anyNonZero(a: Vector): bool {
  return v128.any_true(f32x4.ne(a, f32x4.splat(0)))
}

/** A vector that has a lane other than zero where one of the two has. */
// @ts-ignore: decorator
@inline
export function joinBits(a: Vector, b: Vector): Vector {
  return v128.or(a, b)
}

/** Whether any lane of four vectors holds other bits than zero's. */
// @ts-ignore: decorator
@inline
export function anyBits(a: Vector, b: Vector, c: Vector, d: Vector): bool {
  return v128.any_true(v128.or(v128.or(a, b), v128.or(c, d)))
}

/** The offsets of a vector's lanes: 0, step, 2 · step, 3 · step. */
// @ts-ignore: decorator
@inline
export function firstOffsets(step: i32): v128 {
  return i32x4.replace_lane(i32x4.replace_lane(i32x4.replace_lane(i32x4.splat(0), 1, step), 2, 2 * step), 3, 3 * step)
}

/** Offsets of the next vector's lanes. */
// @ts-ignore: decorator
@inline
export function nextOffsets(offsets: v128, step: i32): v128 {
  return i32x4.add(offsets, i32x4.splat(4 * step))
}

/**
 * Stores the lanes of `a` that are not zero, packed to the front, each followed by its offset. Room for four pairs is written.
 *
 * @param shuffles - 16 byte shuffles of 16 bytes, one for each set of lanes kept
 * @returns how many lanes were kept
 */
// @ts-ignore: decorator
@inline
export function storeNonZero(pairs: usize, a: Vector, offsets: v128, shuffles: usize): i32 {
  const kept = i32x4.bitmask(f32x4.ne(a, f32x4.splat(0)))
  const shuffle = v128.load(shuffles + ((<usize>kept) << 4))
  const values = i8x16.swizzle(a, shuffle)
  const places = i8x16.swizzle(offsets, shuffle)
  v128.store(pairs, i32x4.shuffle(values, places, 0, 4, 1, 5))
  v128.store(pairs, i32x4.shuffle(values, places, 2, 6, 3, 7), 16)
  return popcnt(kept)
}
