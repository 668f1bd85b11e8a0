import { formatNumber } from '../words/format.js'

/** Something of a result that is not what computing it again gives. */
export interface Difference {
  /** `maps.npz`. */
  readonly file: string
  /** `image 11 of MNIST test`, `line 4`; absent where the whole file is meant. */
  readonly where?: string
  /** What is other, in words: `12 of 784 values, by 1.2e-7 at most`. */
  readonly what: string
}

/** What was computed again, and what came of it. */
export interface Checked {
  /** Images computed again, and how many the result has. */
  readonly images: number
  readonly of: number
  /** The first of them, up to `MOST`. */
  readonly differences: readonly Difference[]
  /** How many there are. */
  readonly differing: number
  /** Largest difference of two numbers; 0 where every bit is the same. */
  readonly largest: number
}

/** Differences kept: more are counted. */
const MOST = 20

/** Gathers what differs. */
export class Differences {
  readonly #kept: Difference[] = []
  #count = 0
  #largest = 0

  constructor(found: readonly Difference[] = []) {
    for (const difference of found) this.add(difference)
  }

  add(difference: Difference, by = 0): void {
    this.#count++
    if (this.#kept.length < MOST) this.#kept.push(difference)
    this.far(by)
  }

  /** Takes over what was found elsewhere. */
  include({ differences, differing, largest }: Omit<Checked, 'images' | 'of'>): void {
    for (const difference of differences) this.add(difference)
    this.#count += differing - differences.length
    this.far(largest)
  }

  /** Takes note of a difference that is within what is tolerated. */
  far(by: number): void {
    if (by > this.#largest) this.#largest = by
  }

  /** What was found. @param images - computed again @param all - that the result has */
  of(images: number, all: number): Checked {
    return { images, of: all, differences: this.#kept, differing: this.#count, largest: this.#largest }
  }
}

/**
 * Compares numbers bit by bit: 0 and −0 differ, and NaN is itself.
 *
 * @param tolerance - what is tolerated instead, of the largest magnitude computed
 * @returns how many differ by more than that, and by how much at most (Infinity where only one is a number, or there is only one)
 */
export function compareNumbers(
  written: ArrayLike<number>,
  computed: ArrayLike<number>,
  tolerance = 0,
): { readonly differing: number; readonly largest: number } {
  let scale = 0
  for (let i = 0; tolerance > 0 && i < computed.length; i++) {
    // What is no number says nothing of how large the others are.
    if (Number.isFinite(computed[i])) scale = Math.max(scale, Math.abs(computed[i]!))
  }
  let [differing, largest] = [0, 0]
  for (let i = 0; i < Math.max(written.length, computed.length); i++) {
    if (Object.is(written[i], computed[i])) continue
    const distance = Math.abs(written[i]! - computed[i]!)
    const by = Number.isNaN(distance) ? Number.POSITIVE_INFINITY : distance
    if (by > largest) largest = by
    if (tolerance === 0 || by > tolerance * scale) differing++
  }
  return { differing, largest }
}

/** `12 of 784 values, by 1.2 × 10⁻⁷ at most`. */
export function numbersText(differing: number, all: number, largest: number): string {
  const by = largest === Number.POSITIVE_INFINITY ? 'some no numbers' : `by ${formatNumber(largest)} at most`
  return all === 1
    ? `the value differs, ${by}`
    : `${differing} of ${all} values ${differing === 1 ? 'differs' : 'differ'}, ${by}`
}
