import {
  add, divide, larger, logarithm, magnitude, multiply, multiplyAdd, nearestWhole, power, powerOfTwo, smaller, spread, squareRoot,
  subtract, Vector, whereLess,
} from '../vector/vector'

/** Nonlinearities by number, as src/network/activation-table.ts numbers them. */
export const LINEAR: i32 = 0
export const RELU: i32 = 1
export const RELU6: i32 = 2
const LEAKY_RELU: i32 = 3
const ELU: i32 = 4
const SELU: i32 = 5
const SIGMOID: i32 = 6
const TANH: i32 = 7
const SOFTPLUS: i32 = 8
export const SWISH: i32 = 9
const GELU: i32 = 10
const GELU_TANH: i32 = 11
const THRESHOLD_RELU: i32 = 12
const HARD_SIGMOID: i32 = 13
const HARD_SWISH: i32 = 14
const CLIP: i32 = 15
const MISH: i32 = 16
const SOFTSIGN: i32 = 17
const EXPONENTIAL: i32 = 18
const LOG_SIGMOID: i32 = 19
const CELU: i32 = 20
const SOFT_SHRINK: i32 = 21
const HARD_SHRINK: i32 = 22
const TANH_SHRINK: i32 = 23
const LOG: i32 = 24
const SQRT: i32 = 25
const RECIPROCAL: i32 = 26
const SQUARE: i32 = 27
const ABS: i32 = 28
const NEGATE: i32 = 29
const POWER: i32 = 30
const ERF: i32 = 31

/** Klambauer et al., Self-Normalizing Neural Networks (2017). */
const SELU_ALPHA: f32 = 1.6732632423543772
const SELU_SCALE: f32 = 1.0507009873554805

/**
 * A nonlinearity of the network, correct to a few units in the last place of a float32. What a, b and c are for each is in
 * src/network/activation-table.ts.
 */
// @ts-ignore: decorator
@inline
export function nonlinearity(kind: i32, x: Vector, a: f32, b: f32, c: f32): Vector {
  const zero = spread(0)
  switch (kind) {
    case RELU: return larger(zero, x)
    case RELU6: return smaller(spread(6), larger(zero, x))
    case LEAKY_RELU: return whereLess(x, zero, multiply(x, spread(a)), x)
    case ELU: return whereLess(x, zero, multiply(expMinusOne(x), spread(a)), x)
    case SELU: return multiply(spread(SELU_SCALE), whereLess(x, zero, multiply(expMinusOne(x), spread(SELU_ALPHA)), x))
    case SIGMOID: return sigmoid(x)
    case TANH: return tanh(x)
    case SOFTPLUS: return softplus(x)
    case SWISH: return swish(x)
    case GELU: {
      const half = multiply(x, spread(0.5))
      return multiplyAdd(half, half, erf(multiply(x, spread(0.70710678118654752))))
    }
    case GELU_TANH: {
      const half = multiply(x, spread(0.5))
      const cubic = multiplyAdd(x, multiply(multiply(x, x), x), spread(0.044715))
      return multiplyAdd(half, half, tanh(multiply(cubic, spread(0.79788456080286536))))
    }
    default: return rarer(kind, x, a, b, c)
  }
}

/** x / (1 + e⁻ˣ). */
// @ts-ignore: decorator
@inline
export function swish(x: Vector): Vector {
  return multiply(x, sigmoid(x))
}

/** Those that few networks have. Out of line, so that they do not crowd the others' loops. */
function rarer(kind: i32, x: Vector, a: f32, b: f32, c: f32): Vector {
  switch (kind) {
    case THRESHOLD_RELU: return whereLess(spread(b), x, smaller(spread(c), x), multiply(spread(a), subtract(x, spread(b))))
    case HARD_SIGMOID: return clip(multiplyAdd(spread(0.5), x, spread(a)), 0, 1)
    case HARD_SWISH: return multiply(x, clip(multiplyAdd(spread(0.5), x, spread(<f32>(1.0 / 6))), 0, 1))
    case CLIP: return clip(x, a, b)
    case MISH: {
      // tanh(ln(1 + e)) is (e² + 2e) / (e² + 2e + 2), which is 1 in float32 long before e overflows.
      const e = exponential(smaller(spread(20), x))
      const square = multiply(e, add(e, spread(2)))
      return multiply(x, divide(square, add(square, spread(2))))
    }
    case SOFTSIGN: return divide(x, add(spread(1), magnitude(x)))
    case EXPONENTIAL: return exponential(x)
    case LOG_SIGMOID: return subtract(spread(0), softplus(subtract(spread(0), x)))
    case CELU: return whereLess(x, spread(0), multiply(expMinusOne(multiply(x, spread(b))), spread(a)), x)
    case SOFT_SHRINK: return subtract(x, clip(x, -a, a))
    case HARD_SHRINK: return whereLess(spread(a), magnitude(x), x, spread(0))
    case TANH_SHRINK: return subtract(x, tanh(x))
    case LOG: return logarithm(x)
    case SQRT: return squareRoot(x)
    case RECIPROCAL: return divide(spread(1), x)
    case SQUARE: return multiply(x, x)
    case ABS: return magnitude(x)
    case NEGATE: return subtract(spread(0), x)
    case POWER: return power(x, <f64>a + <f64>b)
    case ERF: return erf(x)
    default: return x
  }
}

function clip(x: Vector, least: f32, most: f32): Vector {
  return smaller(spread(most), larger(spread(least), x))
}

/** eˣ as the square of the root, which overflows to infinity and vanishes to zero by itself. */
function exponential(x: Vector): Vector {
  const half = smaller(spread(88), larger(spread(-87), multiply(x, spread(0.5))))
  const n = nearestWhole(multiply(half, spread(1.44269504088896341)))
  const root = multiply(powerOfTwo(n), add(spread(1), expMinusOneNear(half, n)))
  return multiply(root, root)
}

/**
 * eˣ − 1 without cancellation: with x = n·ln 2 + r, it is 2ⁿ·(eʳ − 1) + (2ⁿ − 1). The polynomial of eʳ is that of the Cephes
 * library's expf (S. Moshier, netlib.org/cephes).
 */
// @ts-ignore: decorator
@inline
function expMinusOne(x: Vector): Vector {
  x = smaller(spread(88), larger(spread(-87), x))
  const n = nearestWhole(multiply(x, spread(1.44269504088896341)))
  const p = expMinusOneNear(x, n)
  const power = powerOfTwo(n)
  return multiplyAdd(subtract(power, spread(1)), power, p)
}

/** eʳ − 1 for r = x − n·ln 2, at most half of ln 2. */
// @ts-ignore: decorator
@inline
function expMinusOneNear(x: Vector, n: Vector): Vector {
  let r = multiplyAdd(x, n, spread(-0.693359375))
  r = multiplyAdd(r, n, spread(2.12194440e-4))
  let p = spread(1.9875691500e-4)
  p = multiplyAdd(spread(1.3981999507e-3), p, r)
  p = multiplyAdd(spread(8.3334519073e-3), p, r)
  p = multiplyAdd(spread(4.1665795894e-2), p, r)
  p = multiplyAdd(spread(1.6666665459e-1), p, r)
  p = multiplyAdd(spread(5.0000001201e-1), p, r)
  return multiplyAdd(r, multiply(r, r), p)
}

/** 1 / (1 + e⁻ˣ). */
// @ts-ignore: decorator
@inline
function sigmoid(x: Vector): Vector {
  return divide(spread(1), add(spread(2), expMinusOne(subtract(spread(0), x))))
}

/** With t = e^(−2|x|) − 1, tanh |x| is −t / (2 + t). */
function tanh(x: Vector): Vector {
  const t = expMinusOne(multiply(magnitude(x), spread(-2)))
  const positive = divide(subtract(spread(0), t), add(spread(2), t))
  return whereLess(x, spread(0), subtract(spread(0), positive), positive)
}

/** max(x, 0) + ln(1 + z), z = e^−|x|; and ln(1 + z) = 2·artanh(s), s = z / (2 + z), whose series converges fast for s ≤ 1/3. */
function softplus(x: Vector): Vector {
  const z = add(spread(1), expMinusOne(subtract(spread(0), magnitude(x))))
  const s = divide(z, add(spread(2), z))
  const square = multiply(s, s)
  let series = spread(<f32>(1.0 / 13))
  series = multiplyAdd(spread(<f32>(1.0 / 11)), series, square)
  series = multiplyAdd(spread(<f32>(1.0 / 9)), series, square)
  series = multiplyAdd(spread(<f32>(1.0 / 7)), series, square)
  series = multiplyAdd(spread(<f32>(1.0 / 5)), series, square)
  series = multiplyAdd(spread(<f32>(1.0 / 3)), series, square)
  series = multiplyAdd(spread(1), series, square)
  return multiplyAdd(larger(spread(0), x), multiply(spread(2), s), series)
}

/** The error function on −4 … 4 as a rational function, and ±1 beyond; coefficients as in Eigen's `generic_fast_erf_float`. */
function erf(x: Vector): Vector {
  x = smaller(spread(4), larger(spread(-4), x))
  const square = multiply(x, x)
  let p = spread(-2.72614225801306e-10)
  p = multiplyAdd(spread(2.77068142495902e-8), p, square)
  p = multiplyAdd(spread(-2.10102402082508e-6), p, square)
  p = multiplyAdd(spread(-5.69250639462346e-5), p, square)
  p = multiplyAdd(spread(-7.34990630326855e-4), p, square)
  p = multiplyAdd(spread(-2.95459980854025e-3), p, square)
  p = multiplyAdd(spread(-1.60960333262415e-2), p, square)
  let q = spread(-1.45660718464996e-5)
  q = multiplyAdd(spread(-2.13374055278905e-4), q, square)
  q = multiplyAdd(spread(-1.68282697438203e-3), q, square)
  q = multiplyAdd(spread(-7.37332916720468e-3), q, square)
  q = multiplyAdd(spread(-1.42647390514189e-2), q, square)
  return divide(multiply(x, p), q)
}
