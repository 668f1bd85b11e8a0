/** A vector of one float: stands in for vector.ts in the scalar build. */
import { logarithmOf, powerOf } from './real'

export type Vector = f32

export const WIDTH: i32 = 1
export const STEP: usize = 4

// @ts-ignore: decorator
@inline
export function spread(x: f32): Vector {
  return x
}

// @ts-ignore: decorator
@inline
export function loadSpread(from: usize): Vector {
  return load<f32>(from)
}

// @ts-ignore: decorator
@inline
export function add(a: Vector, b: Vector): Vector {
  return a + b
}

// @ts-ignore: decorator
@inline
export function subtract(a: Vector, b: Vector): Vector {
  return a - b
}

// @ts-ignore: decorator
@inline
export function multiply(a: Vector, b: Vector): Vector {
  return a * b
}

// @ts-ignore: decorator
@inline
export function divide(a: Vector, b: Vector): Vector {
  return a / b
}

// @ts-ignore: decorator
@inline
export function squareRoot(a: Vector): Vector {
  return sqrt(a)
}

// @ts-ignore: decorator
@inline
export function multiplyAdd(a: Vector, b: Vector, c: Vector): Vector {
  return a + b * c
}

// @ts-ignore: decorator
@inline
export function larger(a: Vector, b: Vector): Vector {
  return a < b ? b : a
}

// @ts-ignore: decorator
@inline
export function smaller(a: Vector, b: Vector): Vector {
  return b < a ? b : a
}

// @ts-ignore: decorator
@inline
export function maximum(a: Vector, b: Vector): Vector {
  return max(a, b)
}

// @ts-ignore: decorator
@inline
export function magnitude(a: Vector): Vector {
  return abs(a)
}

// @ts-ignore: decorator
@inline
export function nearestWhole(a: Vector): Vector {
  return nearest(a)
}

// @ts-ignore: decorator
@inline
export function powerOfTwo(n: Vector): Vector {
  return reinterpret<f32>((<i32>n + 127) << 23)
}

export function logarithm(a: Vector): Vector {
  return <f32>logarithmOf(<f64>a)
}

export function power(a: Vector, p: f64): Vector {
  return <f32>powerOf(<f64>a, p)
}

// @ts-ignore: decorator
@inline
export function whereLess(a: Vector, b: Vector, x: Vector, y: Vector): Vector {
  return a < b ? x : y
}

// @ts-ignore: decorator
@inline
export function keepEqual(x: Vector, a: Vector, b: Vector): Vector {
  return a == b ? x : <f32>0
}

// @ts-ignore: decorator
@inline
export function without(x: Vector, kept: Vector): Vector {
  return reinterpret<f32>(reinterpret<u32>(x) ^ reinterpret<u32>(kept))
}

// @ts-ignore: decorator
@inline
export function sumOfLanes(a: Vector): f32 {
  return a
}

// @ts-ignore: decorator
@inline
export function nonZeroLanes(a: Vector): u32 {
  return a != 0 ? 1 : 0
}

// @ts-ignore: decorator
@inline
export function anyNonZero(a: Vector): bool {
  return a != 0
}

// @ts-ignore: decorator
@inline
export function joinBits(a: Vector, b: Vector): Vector {
  return reinterpret<f32>(reinterpret<u32>(a) | reinterpret<u32>(b))
}

// @ts-ignore: decorator
@inline
export function anyBits(a: Vector, b: Vector, c: Vector, d: Vector): bool {
  return a != 0 || b != 0 || c != 0 || d != 0
}

// @ts-ignore: decorator
@inline
export function firstOffsets(step: i32): i32 {
  return 0
}

// @ts-ignore: decorator
@inline
export function nextOffsets(offsets: i32, step: i32): i32 {
  return offsets + step
}

// @ts-ignore: decorator
@inline
export function storeNonZero(pairs: usize, a: Vector, offsets: i32, shuffles: usize): i32 {
  store<f32>(pairs, a)
  store<i32>(pairs, offsets, 4)
  return a != 0 ? 1 : 0
}
