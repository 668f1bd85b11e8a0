/**
 * Chris Doty-Humphrey's sfc32 (2013, PractRand), a small generator good enough to calibrate tests with. Not for use
 * outside tests.
 */
export class SmallFastCounter {
  #a: number
  #b = 0x9e3779b9
  #c = 0x243f6a88
  #counter = 1

  constructor(seed: number) {
    this.#a = seed | 0
    for (let i = 0; i < 15; i++) this.uniform()
  }

  readonly uniform = (): number => {
    const drawn = (this.#a + this.#b + this.#counter) | 0
    this.#counter = (this.#counter + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + drawn
    return (drawn >>> 0) / 4294967296
  }

  /** A standard normal draw (Box and Muller). */
  readonly normal = (): number => {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()))
    return radius * Math.cos(2 * Math.PI * this.uniform())
  }

  /** An exponential draw with mean 1. */
  readonly exponential = (): number => -Math.log(1 - this.uniform())

  sample(n: number, draw: () => number): Float64Array {
    return Float64Array.from({ length: n }, draw)
  }
}
