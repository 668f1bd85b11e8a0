import type { Random } from '../random.js'

const BITS = 32
/** Of the last polynomials, of which there are 160 up to then. */
const MOST_DEGREE = 10

/**
 * Points of a Sobol sequence (Sobol, 1967, On the distribution of points in a cube and the approximate evaluation of integrals, USSR
 * Computational Mathematics and Mathematical Physics 7(4)), in the order of Gray codes (Antonov and Saleev, 1979). One dimension for each
 * primitive polynomial over the field of two elements, by degree and then by number, and from degree 10 on again from the first; initial
 * direction numbers are drawn, odd and below 2ⁱ, and so is a digital shift, so that another seed gives another sequence of the same evenness: of any 2ᵏ first points each dimension
 * has one in every interval of length 2⁻ᵏ.
 *
 * @returns float32 [count, dimensions], 0 … 1
 */
export function sobolSequence(count: number, dimensions: number, random: Random): Float32Array {
  const points = new Float32Array(count * dimensions)
  const polynomials = primitivePolynomials()
  for (let d = 0; d < dimensions; d++) {
    // The first dimension is that of van der Corput.
    const directions = d === 0 ? bitByBit() : directionsOf(polynomials[(d - 1) % polynomials.length]!, random)
    let state = random.uint32()
    for (let p = 0; p < count; p++) {
      if (p > 0) state = (state ^ directions[trailingZeros(p)]!) >>> 0
      // Cut to 24 bits, so that no point rounds up to 1.
      points[p * dimensions + d] = (state >>> 8) / 2 ** 24
    }
  }
  return points
}

function bitByBit(): Uint32Array {
  return Uint32Array.from({ length: BITS }, (_, i) => 2 ** (BITS - 1 - i))
}

function trailingZeros(number: number): number {
  return 31 - Math.clz32(number & -number)
}

/** Direction numbers by the recurrence of a primitive polynomial. @param polynomial - its coefficients as bits */
function directionsOf(polynomial: number, random: Random): Uint32Array {
  const degree = 31 - Math.clz32(polynomial)
  const directions = new Uint32Array(BITS)
  for (let i = 0; i < BITS; i++) {
    if (i < degree) {
      const initial = 2 * random.integer(2 ** i) + 1
      directions[i] = initial * 2 ** (BITS - 1 - i)
      continue
    }
    let next = directions[i - degree]! ^ (directions[i - degree]! >>> degree)
    for (let k = 1; k < degree; k++) {
      if (((polynomial >>> (degree - k)) & 1) === 1) next ^= directions[i - k]!
    }
    directions[i] = next >>> 0
  }
  return directions
}

/** Primitive polynomials by degree, from x + 1 on. */
function primitivePolynomials(): number[] {
  const found: number[] = []
  for (let degree = 1; degree <= MOST_DEGREE; degree++) {
    for (let polynomial = 2 ** degree + 1; polynomial < 2 ** (degree + 1); polynomial += 2) {
      if (isPrimitive(polynomial, degree)) found.push(polynomial)
    }
  }
  return found
}

/** Whether x has order 2^degree − 1 modulo the polynomial: a shift register by it runs through every state but 0. */
function isPrimitive(polynomial: number, degree: number): boolean {
  const period = 2 ** degree - 1
  let state = 1
  for (let step = 1; step <= period; step++) {
    state <<= 1
    if (state > period) state ^= polynomial
    if (state === 1) return step === period
  }
  return false
}
