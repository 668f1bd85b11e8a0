import type { Backend } from './backend.js'
import { evenly } from './check-outputs.js'
import type { SampledWork } from './result.js'
import type { BenchmarkSession, Work } from './session.js'
import type { Workload } from './workload.js'

/** A sample takes at least this long, so that the clock and the call around it do not matter. */
const SAMPLE_MS = 60
/** How long a backend is warmed up, in two runs or more: code is compiled twice, memory laid out, clocks raised. */
const WARM_UP_MS = 400
/** Batches of covered copies tried, where a backend leaves their size to the caller: the larger an image, the fewer fit caches. */
const BATCHES = { small: [16, 64, 256], large: [1, 4, 16] }
/** Values of an image above which it is large. */
const LARGE = 100_000
/** Milliseconds that trying batches of large images may take; who needs more gets the middle one untried. */
const TRYING_MS = 15_000
/** Covered copies of which a slow backend's time is taken: of large images a whole forward pass each, which is seconds for some. */
const FEWEST_COPIES = { small: 16, large: 4 }
/** Windows of which the incremental engine's time is taken: of large images it does several dozens at once, on every thread. */
const FEWEST_WINDOWS = { small: 16, large: 128 }

/** Times the sample's time that a workload may take to be done whole. */
const BEARABLE = 6
/** Milliseconds that a sample of training may take: its steps are few and long. */
const TRAINING_MS = 2000

/** A part of a map's windows. The uncovered image is passed through once whatever the windows are, and so is timed apart. */
export interface Part {
  /** The uncovered image alone. */
  readonly uncovered: Work
  /** How many times as many windows there are in all. */
  readonly times: number
}

/** What a backend does in one sample, and what that says of a unit. */
export interface PlannedWork {
  readonly work: Work
  readonly sampled: SampledWork
  /** Units for each time the work is done, its windows taken for all of them: times are divided by it. */
  readonly units: number
  /** Where only some of the windows are scored. */
  readonly part?: Part
  /** About how long a sample takes, in milliseconds. */
  readonly sampleMilliseconds: number
  /** What came out of the last warm-up. */
  readonly output: Float32Array
}

/**
 * Tries a backend out and decides how much of a workload fits in a sample: fewer images where one is slow, some of the windows
 * where a single map is, a part of a training batch; then warms it up.
 *
 * @param windows - int32 [P, 6] of the workload
 * @param milliseconds - that a sample should take at most
 */
export async function planWork(
  session: BenchmarkSession,
  backend: Backend,
  workload: Workload,
  windows: Int32Array,
  milliseconds: number,
): Promise<PlannedWork> {
  const work = await fittingWork(session, backend, workload, windows, milliseconds)
  let [runs, spent, last, output] = [0, 0, 0, new Float32Array(0)]
  while (runs === 0 || (spent < WARM_UP_MS && runs < 50)) {
    const timing = await session.measure(work, 1)
    ;[last, output] = [timing.milliseconds * (work.steps ?? 1), timing.output as Float32Array<ArrayBuffer>]
    spent += last
    runs++
  }
  const part = work.windows && {
    uncovered: { ...work, windows: new Int32Array(0) },
    times: windows.length / work.windows.length,
  }
  if (part) last += (await session.measure(part.uncovered, 1)).milliseconds
  const repetitions =
    workload.task === 'training' ? 1 : Math.max(1, Math.ceil(SAMPLE_MS / Math.max(last, 0.01)))
  return {
    work,
    ...(part && { part }),
    units: unitsOf(work, workload),
    sampleMilliseconds: last * repetitions,
    output,
    sampled: {
      images: work.images,
      ...(work.windows && { windows: work.windows.length / 6 }),
      ...(work.batch && { batch: work.batch }),
      ...(work.steps && { steps: work.steps }),
      repetitions,
      extrapolated:
        work.windows !== undefined || (workload.task === 'training' && work.images < workload.images),
    },
  }
}

function unitsOf({ images }: Work, workload: Workload): number {
  switch (workload.task) {
    case 'map':
    case 'forward':
      return images
    case 'training':
      return images / workload.images
    case 'study':
      return 1
  }
}

function fittingWork(
  session: BenchmarkSession,
  backend: Backend,
  workload: Workload,
  windows: Int32Array,
  limit: number,
): Promise<Work> {
  const { task, images, window, stride } = workload
  const whole: Work = { task, images, window, stride }
  if (task === 'training') return fittingSteps(session, whole)
  if (task === 'study') return Promise.resolve(whole)
  const [, height, width, channels] = workload.subject.images.shape
  const size = height * width * channels > LARGE ? 'large' : 'small'
  // A whole map of a large image is more than can be tried out by who runs every covered copy.
  const wholes = backend.family === 'incremental' || (backend.family === 'batched' && size === 'small')
  if (task === 'map' && !wholes) return fittingCopies(session, whole, windows, limit, size)
  return fittingImages(session, whole, windows, limit, FEWEST_WINDOWS[size])
}

/**
 * The whole workload if it can be borne: how much work an image is depends on the image, so that who maps fewer of them is not
 * quite compared. Otherwise as many images as fit or, where one takes too long, some of its windows.
 */
async function fittingImages(
  session: BenchmarkSession,
  whole: Work,
  windows: Int32Array,
  limit: number,
  fewest: number,
): Promise<Work> {
  const one = await secondOf(session, { ...whole, images: 1 })
  if (one * whole.images <= BEARABLE * limit) return whole
  const all = windows.length / 6
  if (all > 0 && one > BEARABLE * limit) {
    return {
      ...whole,
      images: 1,
      windows: evenly(windows, Math.max(fewest, Math.floor((all * limit) / one))),
    }
  }
  return { ...whole, images: Math.max(1, Math.min(whole.images, Math.floor(limit / one))) }
}

/** As many images as fit or, where not even one does, some of its windows; the batch that suits the backend best. */
async function fittingCopies(
  session: BenchmarkSession,
  whole: Work,
  windows: Int32Array,
  limit: number,
  size: 'small' | 'large',
): Promise<Work> {
  const all = windows.length / 6
  const [fewest, batches] = [FEWEST_COPIES[size], BATCHES[size]]
  const few = evenly(windows, fewest)
  let batch = size === 'large' && session.batches ? batches[1] : undefined
  const first = { ...whole, images: 1, windows: few, ...(batch && { batch }) }
  let copy = (await secondOf(session, first)) / (few.length / 6 + 1)
  const most = Math.max(...batches)
  const affordable = size === 'large' ? copy * most * batches.length < TRYING_MS : copy * all < 2 * limit
  if (session.batches && affordable) {
    const some = evenly(windows, most)
    const copies = some.length / 6
    const times: number[] = []
    for (const each of batches) {
      times.push(await secondOf(session, { ...whole, images: 1, windows: some, batch: each }))
    }
    copy = Math.min(...times) / (copies + 1)
    batch = batches[times.indexOf(Math.min(...times))]!
  }
  const work = { ...whole, ...(batch && { batch }) }
  const map = copy * (all + 1)
  if (map <= 2 * limit)
    return { ...work, images: Math.max(1, Math.min(whole.images, Math.floor(limit / map))) }
  return { ...work, images: 1, windows: evenly(windows, Math.max(fewest, Math.floor(limit / copy))) }
}

/**
 * A whole batch for some steps or, where two of them take too long, a part of it. Parts grow by eight as long as the next will
 * fit: the smallest say little of the whole.
 */
async function fittingSteps(session: BenchmarkSession, whole: Work): Promise<Work> {
  let images = Math.min(2, whole.images)
  while (true) {
    const { milliseconds } = await session.measure({ ...whole, images, steps: 2 }, 1)
    if (images === whole.images) {
      return { ...whole, steps: Math.max(4, Math.min(11, Math.floor(TRAINING_MS / milliseconds))) }
    }
    const next = Math.min(whole.images, images * 8)
    if ((2 * milliseconds * next) / images > 2 * TRAINING_MS) return { ...whole, images, steps: 2 }
    images = next
  }
}

/** Milliseconds of a second run, which has no code to compile; of the first where that was long already. */
async function secondOf(session: BenchmarkSession, work: Work): Promise<number> {
  const first = await session.measure(work, 1)
  return first.milliseconds > 1000 ? first.milliseconds : (await session.measure(work, 1)).milliseconds
}
