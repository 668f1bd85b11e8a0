import { add, multiply, multiplyAdd, spread, STEP, subtract, Vector } from '../vector/vector'

/**
 * Winograd's minimal filtering F(4×4, 3×3) (S. Winograd, Arithmetic Complexity of Computations, 1980; A. Lavin & S. Gray, Fast
 * Algorithms for Convolutional Neural Networks, 2016): 16 outputs of a 3×3 convolution from the 6×6 inputs under them by 36
 * products for each input channel instead of 144. Inputs, filters and sums of products are polynomials' values at the points 0,
 * ±5/8, ±3/2 and ∞; these, unlike the usual 0, ±1, ±2 and ∞, halve the rounding errors, and float32 has all their constants exactly.
 * The filters' transform is in src/engine/memory/winograd-filters.ts.
 *
 * Where fewer outputs along an axis are wanted, fewer points are needed, for the same filters: the first three outputs do without
 * the last input and thereby ∞; the first one or two depend on neither the fourth nor the fifth input, which are taken to be what makes
 * the input's values at other points vanish. So a tile of m outputs takes m + 2 points along the axis.
 */

/** Inputs along an edge of a tile, and outputs. */
export const EDGE: i32 = 6
export const OUTPUTS: i32 = 4
/** Products for each channel of a tile. */
export const POSITIONS: i32 = 36

const A: f32 = 0.625
const B: f32 = 1.5
const A2: f32 = A * A
const B2: f32 = B * B
const PRODUCT: f32 = A2 * B2
const SUM: f32 = A2 + B2

/** The points that a tile of as many outputs along an axis takes, the first in the lowest bit. */
// @ts-ignore: decorator
@inline
export function pointsFor(outputs: i32): i32 {
  if (outputs >= OUTPUTS) return 0b111111
  if (outputs == 3) return 0b011111
  return outputs == 2 ? 0b011110 : 0b000111
}

/**
 * One tile's inputs at the points, for all channels: V = Bᵀ d B.
 *
 * @param places - uint32 [POSITIONS]: where each position's channels are to go; those of points that are not taken, anywhere
 * @param cells - uint32 [EDGE, EDGE]: where each input's channels lie
 * @param size - bytes of the channels
 * @param temporary - room for POSITIONS vectors
 * @param high - outputs wanted along the vertical axis, `wide` along the horizontal
 */
export function transformInputs(places: usize, cells: usize, size: usize, temporary: usize, high: i32, wide: i32): void {
  const a = spread(A), ab = spread(-A * B2), b = spread(B), ba = spread(-B * A2), a2 = spread(-A2), b2 = spread(-B2)
  const product = spread(PRODUCT), sum = spread(-SUM)
  for (let at: usize = 0; at < size; at += STEP) {
    let to = temporary
    for (let column: usize = 0; column < 24; column += 4) {
      const cell = cells + column
      const d0 = load<Vector>(<usize>load<u32>(cell) + at), d1 = load<Vector>(<usize>load<u32>(cell, 24) + at)
      const d2 = load<Vector>(<usize>load<u32>(cell, 48) + at)
      let d3 = load<Vector>(<usize>load<u32>(cell, 72) + at), d4 = load<Vector>(<usize>load<u32>(cell, 96) + at)
      const d5 = load<Vector>(<usize>load<u32>(cell, 120) + at)
      if (high <= 2) {
        d3 = high == 1 ? multiply(d1, spread(A2)) : d3
        d4 = vanishing(high, d0, d2)
      }
      store<Vector>(to, multiplyAdd(multiplyAdd(d4, product, d0), sum, d2))
      let even = multiplyAdd(d4, b2, d2), odd = multiplyAdd(multiply(a, d3), ab, d1)
      store<Vector>(to, add(even, odd), 6 * STEP)
      store<Vector>(to, subtract(even, odd), 12 * STEP)
      even = multiplyAdd(d4, a2, d2)
      odd = multiplyAdd(multiply(b, d3), ba, d1)
      store<Vector>(to, add(even, odd), 18 * STEP)
      store<Vector>(to, subtract(even, odd), 24 * STEP)
      store<Vector>(to, multiplyAdd(multiplyAdd(d5, product, d1), sum, d3), 30 * STEP)
      to += STEP
    }
    let place = places
    for (let row = temporary, end = temporary + 36 * STEP; row < end; row += 6 * STEP) {
      const d0 = load<Vector>(row), d1 = load<Vector>(row, STEP), d2 = load<Vector>(row, 2 * STEP)
      let d3 = load<Vector>(row, 3 * STEP), d4 = load<Vector>(row, 4 * STEP)
      const d5 = load<Vector>(row, 5 * STEP)
      if (wide <= 2) {
        d3 = wide == 1 ? multiply(d1, spread(A2)) : d3
        d4 = vanishing(wide, d0, d2)
      }
      store<Vector>(<usize>load<u32>(place) + at, multiplyAdd(multiplyAdd(d4, product, d0), sum, d2))
      let even = multiplyAdd(d4, b2, d2), odd = multiplyAdd(multiply(a, d3), ab, d1)
      store<Vector>(<usize>load<u32>(place, 4) + at, add(even, odd))
      store<Vector>(<usize>load<u32>(place, 8) + at, subtract(even, odd))
      even = multiplyAdd(d4, a2, d2)
      odd = multiplyAdd(multiply(b, d3), ba, d1)
      store<Vector>(<usize>load<u32>(place, 12) + at, add(even, odd))
      store<Vector>(<usize>load<u32>(place, 16) + at, subtract(even, odd))
      store<Vector>(<usize>load<u32>(place, 20) + at, multiplyAdd(multiplyAdd(d5, product, d1), sum, d3))
      place += 24
    }
  }
}

/**
 * The fifth input that makes the values at points not taken vanish: at 0 where two outputs are wanted, at ±3/2 where one is (as the
 * fourth input, of the second, does).
 */
// @ts-ignore: decorator
@inline
function vanishing(outputs: i32, d0: Vector, d2: Vector): Vector {
  const two = multiplyAdd(multiply(spread(SUM), d2), spread(-PRODUCT), d0)
  return outputs == 2 ? two : multiply(spread(A2), d2)
}

/**
 * One tile's outputs from the sums of products at the points, for all filters: Y = Aᵀ M A.
 *
 * @param outs - uint32 [OUTPUTS, OUTPUTS]: where each output's filters are to go
 * @param places - uint32 [POSITIONS]: where each position's sums lie; those of points that are not taken, at zeros
 * @param size - bytes of the filters
 * @param temporary - room for OUTPUTS · EDGE vectors
 */
export function transformOutputs(outs: usize, places: usize, size: usize, temporary: usize): void {
  const a = spread(A), b = spread(B), a2 = spread(A2), b2 = spread(B2), a3 = spread(A * A2), b3 = spread(B * B2)
  for (let at: usize = 0; at < size; at += STEP) {
    let place = places
    for (let to = temporary, end = temporary + 6 * STEP; to < end; to += STEP) {
      const m0 = load<Vector>(<usize>load<u32>(place) + at), m1 = load<Vector>(<usize>load<u32>(place, 24) + at)
      const m2 = load<Vector>(<usize>load<u32>(place, 48) + at), m3 = load<Vector>(<usize>load<u32>(place, 72) + at)
      const m4 = load<Vector>(<usize>load<u32>(place, 96) + at), m5 = load<Vector>(<usize>load<u32>(place, 120) + at)
      const p = add(m1, m2), q = subtract(m1, m2), r = add(m3, m4), s = subtract(m3, m4)
      store<Vector>(to, add(add(m0, p), r))
      store<Vector>(to, multiplyAdd(multiply(a, q), b, s), 6 * STEP)
      store<Vector>(to, multiplyAdd(multiply(a2, p), b2, r), 12 * STEP)
      store<Vector>(to, add(multiplyAdd(multiply(a3, q), b3, s), m5), 18 * STEP)
      place += 4
    }
    let out = outs
    for (let row = temporary, end = temporary + 24 * STEP; row < end; row += 6 * STEP) {
      const m0 = load<Vector>(row), m1 = load<Vector>(row, STEP), m2 = load<Vector>(row, 2 * STEP)
      const m3 = load<Vector>(row, 3 * STEP), m4 = load<Vector>(row, 4 * STEP), m5 = load<Vector>(row, 5 * STEP)
      const p = add(m1, m2), q = subtract(m1, m2), r = add(m3, m4), s = subtract(m3, m4)
      store<Vector>(<usize>load<u32>(out) + at, add(add(m0, p), r))
      store<Vector>(<usize>load<u32>(out, 4) + at, multiplyAdd(multiply(a, q), b, s))
      store<Vector>(<usize>load<u32>(out, 8) + at, multiplyAdd(multiply(a2, p), b2, r))
      store<Vector>(<usize>load<u32>(out, 12) + at, add(multiplyAdd(multiply(a3, q), b3, s), m5))
      out += 16
    }
  }
}
