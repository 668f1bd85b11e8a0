import { multiplyAddsOf } from '@umbra/occlusion-wasm'
import { windowGrid } from '../attribution/occlusion/windows.js'
import type { Task } from '../work/progress.js'
import type { Backend } from './backend.js'
import { checkScores, OutputCheck, type Reference } from './check-outputs.js'
import { planWork } from './plan-work.js'
import type { Measurement, WorkloadResult } from './result.js'
import { type Contestant, FEWEST_ROUNDS, measurementOf, runRounds } from './run-rounds.js'
import type { BenchmarkSession, OpenSession } from './session.js'
import { subjectNetwork } from './subject.js'
import type { Workload } from './workload.js'

/** Milliseconds below which no sample is cut, lest slow backends be extrapolated from next to nothing. */
const SHORTEST_SAMPLE = 150

/** What a workload is measured with. */
export interface MeasuringOptions {
  readonly backends: readonly Backend[]
  readonly open: OpenSession
  readonly reference: Reference
  /** For the timed rounds. */
  readonly seconds: number
  readonly rounds: number | undefined
}

/**
 * One workload by every backend: all are started, each is checked and, if it is right, warmed up; then come rounds, in each of
 * which every backend is timed once, in a new order. Aborted in its rounds, it gives those there are.
 *
 * @throws `signal.reason` when aborted before
 */
export async function measureWorkload(
  workload: Workload,
  options: MeasuringOptions,
  task: Task,
): Promise<WorkloadResult> {
  const { backends, open, reference } = options
  if (workload.ready) {
    task.onProgress?.({ stage: `${workload.id}: drawing`, done: 0, total: 1, unit: 'networks' })
    await workload.ready()
  }
  const windows = windowsOf(workload)
  const opened = new Map<Backend, BenchmarkSession>()
  task.signal?.throwIfAborted()
  const closeAll = () => {
    for (const session of opened.values()) session.close()
  }
  task.signal?.addEventListener('abort', closeAll)
  try {
    const expecting = reference.expected(workload, windows)
    const opening = openAll(workload, backends, open, opened)
    // Whatever becomes of the reference: what is still to open must be there to be closed.
    const expected = await expecting.finally(() => opening)
    const failures = await opening
    const outputs = new OutputCheck(workload, expected)
    const contestants: Contestant[] = []
    // In the order of the backends, not of their opening: the first right one is what the others are held to.
    for (const [index, backend] of backends.filter((each) => opened.has(each)).entries()) {
      const session = opened.get(backend)!
      task.signal?.throwIfAborted()
      const stage = `${workload.id}: checking`
      task.onProgress?.({ stage, done: index, total: opened.size, unit: 'backends' })
      const settled = await settle(backend, () => inTime(prepare(backend, session), workload))
      task.signal?.throwIfAborted()
      if ('session' in settled) contestants.push(settled)
      else failures.push(settled)
      if (!('session' in settled)) session.close()
    }
    await runRounds(workload.id, contestants, options, task)
    const measured = [...contestants.map(measurementOf), ...failures]
    return workloadResult(workload, windows, backends, measured)

    async function prepare(backend: Backend, session: BenchmarkSession): Promise<Contestant | Measurement> {
      const scored = workload.task === 'training' ? { error: 0 } : await checkScores(session, expected)
      const wrong = { backend, detail: session.detail, outcome: 'wrong', samples: [] } as const
      if ('wrong' in scored) return { ...wrong, error: scored.error, reason: scored.wrong! }
      const milliseconds = (options.seconds * 1000) / (options.rounds ?? FEWEST_ROUNDS)
      const limit = Math.max(SHORTEST_SAMPLE, milliseconds / opened.size)
      const planned = await planWork(session, backend, workload, windows, limit)
      const output = outputs.check(planned.output, planned.work)
      if (output.wrong) return { ...wrong, error: output.error, reason: output.wrong }
      return { ...planned, backend, session, error: Math.max(scored.error, output.error), timings: [] }
    }
  } finally {
    task.signal?.removeEventListener('abort', closeAll)
    closeAll()
  }
}

function windowsOf({ task, subject, window, stride }: Workload): Int32Array {
  if (task === 'forward' || task === 'training') return new Int32Array(0)
  const [, height, width, channels] = subject.images.shape
  return windowGrid([height, width, channels], { window: [...window], stride: [...stride] }).windows
}

/**
 * Starts all backends at once; never rejects.
 *
 * @param opened - gets each session as it opens
 * @returns what did not start
 */
async function openAll(
  { subject }: Workload,
  backends: readonly Backend[],
  open: OpenSession,
  opened: Map<Backend, BenchmarkSession>,
): Promise<Measurement[]> {
  const settled = await Promise.all(
    backends.map((backend) =>
      settle(backend, async () => void opened.set(backend, await open(backend, subject))),
    ),
  )
  return settled.flatMap((failure) => failure ?? [])
}

/** How long a backend may take to be checked and warmed up; longer where one image takes more than these multiply-adds. */
const PREPARATION_MS = { small: 45_000, large: 240_000 }
const LARGE = 100e6

/** Gives up on what takes too long: a graphics backend that is computed on the processor would keep all others waiting. */
async function inTime<T>(preparation: Promise<T>, { subject }: Workload): Promise<T> {
  const limit = PREPARATION_MS[multiplyAddsOf(subjectNetwork(subject)) > LARGE ? 'large' : 'small']
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    const reason = `checking it and warming it up takes more than ${limit / 1000} s`
    timer = setTimeout(() => reject(new Error(reason)), limit)
  })
  try {
    return await Promise.race([preparation, late])
  } finally {
    clearTimeout(timer)
  }
}

/** What a machine may lack without anything being wrong. */
const MISSING = ['BACKEND_MISSING', 'VARIANT_UNAVAILABLE']

/** What a backend failed at becomes part of the result: one that does not run keeps no other from being measured. */
async function settle<T>(backend: Backend, attempt: () => Promise<T>): Promise<T | Measurement> {
  try {
    return await attempt()
  } catch (error) {
    const { message, code } = error as Error & { readonly code?: string }
    const outcome = MISSING.includes(code ?? '') ? 'missing' : 'failed'
    return { backend, detail: '', outcome, reason: message.replace(`${code}: `, ''), samples: [] }
  }
}

function workloadResult(
  workload: Workload,
  windows: Int32Array,
  backends: readonly Backend[],
  measurements: readonly Measurement[],
): WorkloadResult {
  const { id, task, title, unit, images, window, stride, scaling, subject } = workload
  const [, ...shape] = subject.images.shape
  const pass = multiplyAddsOf(subjectNetwork(subject))
  const copies = { map: windows.length / 6 + 1, forward: 1, training: 0, study: 0 }[task]
  return {
    ...{ id, task, title, unit, images, window, stride },
    ...(scaling && { scaling }),
    subject: { name: subject.name, description: subject.description, shape },
    windows: windows.length / 6,
    ...(copies > 0 && { multiplyAdds: pass * copies }),
    measurements: backends.flatMap((backend) => measurements.filter((m) => m.backend === backend)),
  }
}
