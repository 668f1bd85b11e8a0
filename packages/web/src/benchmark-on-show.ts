import { signal } from '@preact/signals'
import {
  type Candidate,
  candidates,
  largestError,
  ORACLE,
  type Timing,
  TOLERANCE,
} from './benchmark/benchmark.js'
import { pixelsOfText } from './drawing/image-text.js'
import type { SampleDigit } from './drawing/sample-digit.js'
import { Job } from './job.js'
import { siteUrl } from './site-url.js'
import { blank, image, SIZE } from './state.js'

export const timings = signal<readonly Timing[]>([])
/** What is being timed. */
export const timing = signal<string | undefined>(undefined)
export const benchmarkJob = new Job('benchmark')

/** Runs of each backend; the slow one runs once. */
const RUNS = 15

/** Times every backend in a worker of its own, the oracle first. @param slow - TensorFlow.js's plain backend as well */
export async function runBenchmark(slow: boolean): Promise<void> {
  timings.value = []
  const pixels = await subject()
  const input = Float32Array.from(pixels, (value) => value / 255)
  let oracle: Float32Array | undefined
  for (const candidate of candidates.filter((each) => slow || !each.slow)) {
    timing.value = candidate.name
    const run = await benchmarkJob.run({ run: candidate.run, image: input, runs: candidate.slow ? 1 : RUNS })
    if (benchmarkJob.cancelled.value) break
    if (candidate.name === ORACLE) oracle = run?.map
    timings.value = [...timings.value, judged(candidate, run, oracle)]
  }
  benchmarkJob.error.value = undefined
  timing.value = undefined
}

type Run = Awaited<ReturnType<typeof benchmarkJob.run>>

/** A time counts only if the map is right. */
function judged({ name }: Candidate, run: Run, oracle: Float32Array | undefined): Timing {
  const none = { name, detail: '', milliseconds: [], error: undefined }
  if (!run) return { ...none, failure: benchmarkJob.error.value?.message ?? 'it did not run' }
  if (!oracle) return { ...none, failure: `nothing to check it against: ${ORACLE} did not run` }
  const error = largestError(run.map, oracle)
  const { detail, milliseconds } = run
  if (!(error <= TOLERANCE))
    return { ...none, error, failure: `its map is wrong, by ${error.toExponential(1)}` }
  return { name, detail, milliseconds, error }
}

/** What is drawn, or else the first 6 of the samples. */
async function subject(): Promise<Uint8Array> {
  if (!blank.value) return image.value
  const samples: SampleDigit[] = await (await fetch(siteUrl('data/samples.json'))).json()
  return pixelsOfText(samples.find(({ label }) => label === 6)!.image, SIZE * SIZE)!
}
