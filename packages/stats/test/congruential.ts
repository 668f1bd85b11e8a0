/**
 * A small generator for tests, the same in test/fixtures/tests.py: x ← 1664525 x + 1013904223 mod 2³² (Knuth, TAOCP 2,
 * 3.3.4). Not for use outside tests.
 */
export class Congruential {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  readonly uniform = (): number => {
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0
    return this.#state / 4294967296
  }

  /** A standard normal draw (Box and Muller). */
  readonly normal = (): number => {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()))
    return radius * Math.cos(2 * Math.PI * this.uniform())
  }

  normals(n: number, mean = 0, sd = 1): Float64Array {
    return Float64Array.from({ length: n }, () => mean + sd * this.normal())
  }
}
