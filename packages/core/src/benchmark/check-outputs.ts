import { multiplyAddsOf } from '@umbra/occlusion-wasm'
import type { BenchmarkSession, OpenSession, Work } from './session.js'
import { type BenchmarkSubject, subjectNetwork } from './subject.js'
import type { Workload } from './workload.js'

/** Scores may differ from the float64 reference by this share of the largest: float32 sums in any order stay well below. */
export const SCORE_TOLERANCE = 1e-4
/** Maps are differences of scores, and losses follow many steps: both gather error. */
const OUTPUT_TOLERANCE = 1e-2
/** Multiply-adds that the reference is given for a workload, as far as it has a choice. */
const AFFORDABLE = 250e6
/** Multiply-adds of one image above which a single window must do. */
const VERY_LARGE = 10e9

/** Whether outputs are right, and how far they are off: the largest difference as a share of the largest value. */
export interface Verdict {
  readonly error: number
  /** Why they are wrong, where they are. */
  readonly wrong?: string
}

/** What the reference says of a workload's first images, under a few of its windows. */
export interface Expected {
  readonly images: number
  readonly windows: Int32Array
  readonly base: Float32Array
  readonly covered: Float32Array
}

/** Runs the float64 reference, once for each subject and set of windows. */
export class Reference {
  readonly #open: OpenSession
  readonly #known = new Map<string, Promise<Expected>>()

  constructor(open: OpenSession) {
    this.#open = open
  }

  /** @param windows - int32 [P, 6] of the workload */
  expected(workload: Workload, windows: Int32Array): Promise<Expected> {
    const { subject, task, images } = workload
    const pass = multiplyAddsOf(subjectNetwork(subject))
    const passes = AFFORDABLE / pass
    const n = task === 'training' ? images : Math.min(images, passes > 12 ? 2 : 1)
    const fewest = pass > VERY_LARGE ? 1 : 2
    const count = Math.min(12, Math.max(fewest, Math.floor(passes / n) - 1))
    const few = evenly(windows, count)
    const key = [subject.name, n, few].join()
    const known = this.#known.get(key) ?? this.#run(subject, n, few)
    this.#known.set(key, known)
    return known
  }

  async #run(subject: BenchmarkSubject, n: number, few: Int32Array): Promise<Expected> {
    const session = await this.#open('reference', subject)
    try {
      return { images: n, windows: few, ...(await session.score(n, few)) }
    } finally {
      session.close()
    }
  }
}

/** Some windows of many, evenly spaced. @returns int32 [count, 6] */
export function evenly(windows: Int32Array, count: number): Int32Array {
  const all = windows.length / 6
  if (count >= all) return windows
  const some = new Int32Array(count * 6)
  for (let i = 0; i < count; i++) {
    const p = Math.floor(((i + 0.5) * all) / count)
    some.set(windows.subarray(p * 6, p * 6 + 6), i * 6)
  }
  return some
}

/** Has a backend score what the reference scored. */
export async function checkScores(session: BenchmarkSession, expected: Expected): Promise<Verdict> {
  const scores = await session.score(expected.images, expected.windows)
  const error = Math.max(
    largestError(scores.base, expected.base),
    largestError(scores.covered, expected.covered),
  )
  if (error <= SCORE_TOLERANCE) return { error }
  return { error, wrong: `its scores are off by ${error.toExponential(1)} of the largest` }
}

/** Holds what comes out of the timed work itself to that of the first right backend, and losses to the reference. */
export class OutputCheck {
  readonly #workload: Workload
  readonly #expected: Expected
  #first: Float32Array | undefined

  constructor(workload: Workload, expected: Expected) {
    this.#workload = workload
    this.#expected = expected
  }

  check(output: Float32Array, work: Work): Verdict {
    if (!output.every(Number.isFinite))
      return { error: Number.POSITIVE_INFINITY, wrong: 'it gave no numbers' }
    const { task, images } = this.#workload
    const error = task === 'training' ? this.#errorOfLoss(output, work.images) : 0
    if (error > SCORE_TOLERANCE) return { error, wrong: `its first loss is off by ${error.toExponential(1)}` }
    // A part of a batch has losses of its own; scores under some of the windows were checked before, and are no maps.
    if (work.windows || (task === 'training' && work.images < images)) return { error }
    this.#first ??= output
    const common = Math.min(this.#first.length, output.length)
    const difference = largestError(output.subarray(0, common), this.#first.subarray(0, common))
    if (difference <= OUTPUT_TOLERANCE) return { error }
    const what = { map: 'maps', study: 'maps', forward: 'logits', training: 'losses' }[task]
    return {
      error: difference,
      wrong: `its ${what} differ from the first backend’s by ${difference.toExponential(1)} of the largest`,
    }
  }

  /** Of the first of the losses, before anything has been learnt. */
  #errorOfLoss(losses: Float32Array, n: number): number {
    return largestError(losses.subarray(0, 1), Float32Array.of(this.#expectedLoss(n)))
  }

  /** Mean cross-entropy of the first n images, from the reference's logits. */
  #expectedLoss(n: number): number {
    const { base, images } = this.#expected
    const { labels } = this.#workload.subject
    const classes = base.length / images
    let sum = 0
    for (let i = 0; i < n; i++) {
      const logits = base.subarray(i * classes, (i + 1) * classes)
      const largest = Math.max(...logits)
      const total = logits.reduce((all, z) => all + Math.exp(z - largest), 0)
      sum += largest + Math.log(total) - logits[labels![i]!]!
    }
    return sum / n
  }
}

/** The largest difference as a share of the largest expected value; NaN and lengths that differ are infinitely wrong. */
export function largestError(values: Float32Array, expected: Float32Array): number {
  if (values.length !== expected.length) return Number.POSITIVE_INFINITY
  let [difference, largest] = [0, 0]
  for (let i = 0; i < expected.length; i++) {
    const off = Math.abs(values[i]! - expected[i]!)
    if (Number.isNaN(off)) return Number.POSITIVE_INFINITY
    difference = Math.max(difference, off)
    largest = Math.max(largest, Math.abs(expected[i]!))
  }
  return largest === 0 ? difference : difference / largest
}
