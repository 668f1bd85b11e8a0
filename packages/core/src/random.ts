/**
 * A seeded generator of random numbers: xoshiro128** (Blackman and Vigna, 2018,
 * https://prng.di.unimi.it/xoshiro128starstar.c), its state filled by SplitMix32 from a hash of the seed and of the
 * names it was split by. One root seed serves a whole run: `split('sampling')` and `split('dropout')` are independent
 * streams, and drawing more from one changes nothing in the other.
 */
export class Random {
  readonly #path: string
  readonly #state: Uint32Array

  /** @param seed - any integer; equal seeds give equal streams on every machine */
  constructor(seed: number, path = '') {
    this.#path = `${seed}${path}`
    this.#state = new Uint32Array(4)
    let hash = fnv1a(this.#path)
    for (let i = 0; i < 4; i++) {
      hash = (hash + 0x9e3779b9) >>> 0
      this.#state[i] = splitMix32(hash)
    }
  }

  /** An independent stream, the same for the same seed and names whatever has been drawn so far. */
  split(name: string): Random {
    return new Random(0, `/${this.#path}/${name}`)
  }

  /** A uniform integer in 0 … 2³² − 1. */
  uint32(): number {
    const s = this.#state
    const [s0, s1, s2, s3] = [s[0]!, s[1]!, s[2]!, s[3]!]
    const result = Math.imul(rotateLeft(Math.imul(s1, 5), 7), 9) >>> 0
    const t2 = s2 ^ s0
    const t3 = s3 ^ s1
    s[1] = s1 ^ t2
    s[0] = s0 ^ t3
    s[2] = t2 ^ (s1 << 9)
    s[3] = rotateLeft(t3, 11)
    return result
  }

  /** A uniform double in [0, 1) with 53 random bits. */
  uniform(): number {
    return ((this.uint32() >>> 5) * 67108864 + (this.uint32() >>> 6)) / 9007199254740992
  }

  /** A uniform integer in 0 … n − 1, without modulo bias. @param n - 1 … 2³² */
  integer(n: number): number {
    const limit = 4294967296 - (4294967296 % n)
    let draw = this.uint32()
    while (draw >= limit) draw = this.uint32()
    return draw % n
  }

  /** A standard normal draw (Box and Muller, 1958). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()))
    return radius * Math.cos(2 * Math.PI * this.uniform())
  }

  /** Shuffles in place (Fisher and Yates) and returns the same array. */
  shuffle<A extends { [index: number]: number; readonly length: number }>(array: A): A {
    for (let i = array.length - 1; i > 0; i--) {
      const j = this.integer(i + 1)
      const held = array[i]!
      array[i] = array[j]!
      array[j] = held
    }
    return array
  }
}

function rotateLeft(x: number, k: number): number {
  return (x << k) | (x >>> (32 - k))
}

/** 32-bit FNV-1a over UTF-16 code units. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}

function splitMix32(state: number): number {
  let z = state
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad)
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
  return (z ^ (z >>> 15)) >>> 0
}
