import type { Scores, ScoringJob } from './scoring-job.js'

/** Some windows of one image, scored by one thread, slice by slice. */
export interface Portion {
  readonly image: number
  /** First window not yet handed out. */
  next: number
  /** One past the last window. */
  end: number
  /** Whether its first slice was handed out; a portion without windows has one, for the uncovered scores. */
  begun: boolean
  /** Threads that died at it. */
  deaths: number
}

/** Windows of a portion handed out at once. */
export interface Slice {
  readonly portion: Portion
  readonly image: number
  readonly from: number
  readonly to: number
}

/** Fewest windows worth a thread of their own: every thread that joins an image first runs it uncovered. */
export const WORTH_A_THREAD = 16

/**
 * Divides a job among threads: whole images, which share most between their windows, but the last ones, as many as there are
 * threads, by their windows, so that all threads end at about the same time.
 *
 * @param workOf - what each window of an image is likely to cost, in any unit; asked only of images that are cut
 */
export function dividePortions(
  n: number,
  windows: number,
  threads: number,
  workOf: (image: number) => Float64Array,
): Portion[] {
  const portions: Portion[] = []
  const parts = Math.max(1, Math.min(threads, Math.floor(windows / WORTH_A_THREAD)))
  for (let image = 0; image < n; image++) {
    const cuts = parts === 1 || image < n - threads ? [0, windows] : evenCuts(workOf(image), parts)
    for (let part = 1; part < cuts.length; part++) {
      portions.push({ image, next: cuts[part - 1]!, end: cuts[part]!, begun: false, deaths: 0 })
    }
  }
  return portions
}

/** Cuts windows into parts of about the same work. @returns where each begins, and the end of the last */
function evenCuts(work: Float64Array, parts: number): number[] {
  let whole = 0
  for (const each of work) whole += each
  const cuts = [0]
  let done = 0
  let share = whole / parts
  for (let p = 0; p < work.length && cuts.length < parts; p++) {
    const before = done
    done += work[p]!
    if (done < share || p === 0) continue
    cuts.push(done - share < share - before ? p + 1 : p)
    share = (whole * cuts.length) / parts
  }
  return [...cuts, work.length]
}

/** Takes the second half of what a portion has not handed out, for a thread with nothing to do, if it is worth its while. */
export function shareRest(portion: Portion): Portion | undefined {
  const rest = portion.end - portion.next
  if (rest < 2 * WORTH_A_THREAD) return undefined
  const middle = portion.end - Math.floor(rest / 2)
  const half = { ...portion, next: middle, begun: false }
  portion.end = middle
  return half
}

/** Takes the next windows of a portion, if any are left. */
export function takeSlice(portion: Portion, windows: number): Slice | undefined {
  if (portion.begun && portion.next >= portion.end) return undefined
  const from = portion.next
  const to = Math.min(portion.end, from + windows)
  portion.begun = true
  portion.next = to
  return { portion, image: portion.image, from, to }
}

/** What a slice lost with its thread leaves to be done again. */
export function portionOf({ image, from, to, portion }: Slice): Portion {
  return { image, next: from, end: to, begun: false, deaths: portion.deaths + 1 }
}

/** How long a slice should take: an abort, and the page's own events, wait no longer for a thread. */
const SLICE_MS = 15

/**
 * Finds how many windows to hand out at once, from how long those before took. Results do not depend on it. The first slice is
 * one window: of a network yet unknown, more could take seconds.
 */
export class SliceSize {
  #windows = 1
  #milliseconds = 0

  get windows(): number {
    return this.#windows
  }

  /** Whether slices take longer than they should, as one cannot be shorter: then what lies between two does not matter. */
  get long(): boolean {
    return this.#milliseconds > SLICE_MS
  }

  /** @param least - windows worth scoring together, however long they take */
  measured(windows: number, milliseconds: number, least = 1): void {
    if (windows === 0) return
    const each = Math.max(milliseconds, 0.01) / windows
    // At most four times as many at once: the first slices of a run are the least typical.
    this.#windows = Math.max(least, Math.floor(Math.min(SLICE_MS / each, this.#windows * 4, 1 << 20)))
    this.#milliseconds = each * this.#windows
  }
}

/** Arrays for a job's scores. */
export function roomForScores({ n, windows }: ScoringJob, classes: number): Scores {
  return {
    base: new Float32Array(n * classes),
    covered: new Float32Array(n * (windows.length / 6) * classes),
  }
}
