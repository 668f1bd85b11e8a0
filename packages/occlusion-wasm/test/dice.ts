/** A small generator of random numbers (mulberry32, T. Ettinger), so that a failing case is named by its seed. */
export class Dice {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** In [0, 1). */
  uniform(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let z = this.#state
    z = Math.imul(z ^ (z >>> 15), z | 1)
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61)
    return ((z ^ (z >>> 14)) >>> 0) / 4294967296
  }

  /** A whole number from a to b, both included. */
  between(a: number, b: number): number {
    return a + Math.floor(this.uniform() * (b - a + 1))
  }

  chance(p: number): boolean {
    return this.uniform() < p
  }

  pick<T>(values: readonly T[]): T {
    return values[this.between(0, values.length - 1)]!
  }

  /** Values in −scale … scale. */
  floats(length: number, scale: number): Float32Array {
    return Float32Array.from({ length }, () => (this.uniform() * 2 - 1) * scale)
  }
}
