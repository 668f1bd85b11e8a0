import { median } from '@umbra/stats'
import { Random } from '../random.js'
import type { Task } from '../work/progress.js'
import type { Backend } from './backend.js'
import type { PlannedWork } from './plan-work.js'
import type { Measurement } from './result.js'
import type { BenchmarkSession, Timing } from './session.js'

/** Rounds below which a median has no interval of 95%. */
export const FEWEST_ROUNDS = 6
const MOST_ROUNDS = 40
/** Times the planned duration after which fewer rounds must do; the interval then says how little it covers. */
const PATIENCE = 3
const BARELY_ENOUGH = 3

/** A backend that was right, on its way through the rounds. */
export interface Contestant extends PlannedWork {
  readonly backend: Backend
  readonly session: BenchmarkSession
  readonly error: number
  /** Round by round; none are missing but the last ones, where it failed or was interrupted. */
  readonly timings: Timing[]
  /** Why it stopped. */
  failure?: string
}

/**
 * Times every backend once a round, in a new order each, until the time is up, the rounds are done, or the signal aborts.
 *
 * @param id - of the workload
 * @param options - seconds for all rounds; or how many there are to be
 */
export async function runRounds(
  id: string,
  contestants: readonly Contestant[],
  options: { readonly seconds: number; readonly rounds: number | undefined },
  { signal, onProgress }: Task,
): Promise<void> {
  const milliseconds = options.seconds * 1000
  const round = contestants.reduce((sum, { sampleMilliseconds }) => sum + sampleMilliseconds, 0)
  const affordable = Math.min(MOST_ROUNDS, Math.floor(milliseconds / Math.max(1, round)))
  const rounds = options.rounds ?? Math.max(FEWEST_ROUNDS, affordable)
  const random = new Random(0).split(id)
  const total = rounds * contestants.length
  const began = performance.now()
  for (let done = 0; done < total; ) {
    for (const index of random.shuffle(contestants.map((_, i) => i))) {
      const contestant = contestants[index]!
      if (contestant.failure === undefined) {
        await timeOnce(contestant).then(
          (timing) => contestant.timings.push(timing),
          (error: Error) => {
            contestant.failure = signal?.aborted ? 'it was interrupted' : error.message
          },
        )
      }
      if (signal?.aborted) return
      done++
      onProgress?.({ stage: id, done, total, unit: 'measurements' })
    }
    // A machine that has become busy since the plan was made would never be done.
    const late = (performance.now() - began) / Math.max(milliseconds, rounds * round)
    const times = done / contestants.length
    const enough = times >= FEWEST_ROUNDS ? 1 : times >= BARELY_ENOUGH ? PATIENCE : Number.POSITIVE_INFINITY
    if (options.rounds === undefined && late > enough) {
      if (done < total) onProgress?.({ stage: id, done: total, total, unit: 'measurements' })
      return
    }
  }
}

/** @returns what all windows take, where only some are scored: the uncovered image once, and each window as those that were */
async function timeOnce({ session, work, part, sampled }: Contestant): Promise<Timing> {
  const timing = await session.measure(work, sampled.repetitions)
  if (!part) return timing
  const uncovered = await session.measure(part.uncovered, sampled.repetitions)
  const whole = (some: number, alone: number) => alone + Math.max(0, some - alone) * part.times
  const { processorMilliseconds: processor, multiplyAdds: counted } = timing
  return {
    ...timing,
    milliseconds: whole(timing.milliseconds, uncovered.milliseconds),
    ...(processor !== undefined && {
      processorMilliseconds: whole(processor, uncovered.processorMilliseconds ?? 0),
    }),
    ...(counted !== undefined && { multiplyAdds: whole(counted, uncovered.multiplyAdds ?? 0) }),
  }
}

/** What a backend's rounds come to. */
export function measurementOf({
  backend,
  session,
  error,
  sampled,
  units,
  timings,
  failure,
}: Contestant): Measurement {
  const spent = timings.flatMap(({ processorMilliseconds: ms }) => (ms === undefined ? [] : [ms / units]))
  const peaks = timings.flatMap(({ peakBytes }) => peakBytes ?? [])
  const counted = timings.at(-1)?.multiplyAdds
  if (timings.length === 0) {
    return {
      backend,
      detail: session.detail,
      outcome: 'failed',
      reason: failure ?? 'it was interrupted',
      samples: [],
    }
  }
  return {
    backend,
    detail: session.detail,
    outcome: 'timed',
    error,
    work: sampled,
    samples: timings.map(({ milliseconds }, round) => ({ round, milliseconds: milliseconds / units })),
    ...(spent.length > 0 && { processorMilliseconds: median(spent) }),
    ...(peaks.length > 0 && { peakBytes: Math.max(...peaks) }),
    ...(counted && { multiplyAdds: counted / units }),
  }
}
