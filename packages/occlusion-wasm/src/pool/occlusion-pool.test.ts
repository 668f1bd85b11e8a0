import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { resnet18 } from '../../bench/imagenet-networks.mjs'
import { Dice } from '../../test/dice.js'
import type { Fill } from '../fill/fill.js'
import { createNetwork, type Network } from '../network/network.js'
import { referenceOcclusion } from '../reference/reference.js'
import { PORTIONS } from './board/board-memory.js'
import { createOcclusionPool, type OcclusionPool } from './occlusion-pool.js'
import type { ScoringRequest, WorkerHandle } from './protocol.js'
import type { ScoringJob } from './scoring-job.js'

/** The workers the pool started, what they were sent, and a say in how the next ones behave. */
const threads = vi.hoisted(() => ({
  workers: [] as WorkerHandle[],
  sent: [] as ScoringRequest[],
  wrap: undefined as ((handle: WorkerHandle) => WorkerHandle) | undefined,
}))

vi.mock('#spawn-scoring-worker', async (original) => {
  const real = await original<typeof import('./worker/spawn-node.js')>()
  return {
    availableThreads: () => 2,
    spawners: real.spawners.map((way) => async () => {
      const spawn = await way()
      return () => {
        const handle = spawn()
        const wrapped = threads.wrap?.(handle) ?? handle
        threads.workers.push(handle)
        const post = (request: ScoringRequest) => {
          threads.sent.push(request)
          wrapped.post(request)
        }
        return { ...wrapped, post }
      }
    }),
  }
})

const network = smallNetwork()
const job = randomJob(network, 5, 40)
let expected: Awaited<ReturnType<OcclusionPool['score']>>
let pool: OcclusionPool | undefined

beforeEach(async () => {
  threads.workers = []
  threads.sent = []
  threads.wrap = undefined
  if (expected) return
  const single = await createOcclusionPool(network, { threads: 1 })
  expected = await single.score(job)
  single.dispose()
})

afterEach(() => pool?.dispose())

/** @param shared - whether jobs lie in memory that threads share, and are not sent */
async function startWith(count: number | 'auto', shared?: boolean): Promise<OcclusionPool> {
  pool = await createOcclusionPool(network, { threads: count, shared })
  return pool
}

/** How many messages of a type were sent to workers. */
function sent(type: ScoringRequest['type']): number {
  return threads.sent.filter((request) => request.type === type).length
}

describe.each([
  [1, undefined],
  [2, undefined],
  [3, undefined],
  [2, false],
  [3, false],
] as const)('a pool of %i, shared: %s', (count, shared) => {
  const start = (threads: number) => startWith(threads, shared)

  it('has every thread called once to a board, and nothing sent to it; or slices sent', async () => {
    await start(count)
    for (let i = 0; i < 4; i++) expect(await pool!.score(job)).toEqual(expected)
    const byBoard = count > 1 && shared === undefined
    expect(sent('attend')).toBe(byBoard ? count : 0)
    if (byBoard || count === 1) expect(sent('score')).toBe(0)
    else expect(sent('score')).toBeGreaterThan(0)
  })

  it('scores as the float64 reference does, with the bits of one thread', async () => {
    const scores = await (await start(count)).score(job)
    expect(pool!.threads).toBe(count)
    expect(threads.workers).toHaveLength(count === 1 ? 0 : count)
    expect(scores).toEqual(expected)
    const size = scores.covered.length / job.n
    const pixels = job.images.length / job.n
    for (let i = 0; i < job.n; i++) {
      const own = (values: Float32Array, n: number) => values.subarray(i * n, (i + 1) * n)
      const reference = referenceOcclusion(
        network,
        own(job.images, pixels),
        own(job.baselines, pixels),
        job.windows,
      )
      expect(furthest(own(scores.base, network.classes), reference.base)).toBeLessThan(1e-5)
      expect(furthest(own(scores.covered, size), reference.covered)).toBeLessThan(1e-5)
    }
  })

  it.each<Fill>([{ kind: 'inpaint' }, { kind: 'patch-mean' }, { kind: 'soft', sigma: 0.25 }])(
    'scores windows with values of their own with the bits of one thread: $kind',
    async (fill) => {
      const own = { ...job, fill, windows: job.windows.slice(0, 6 * 20) }
      const single = await createOcclusionPool(network, { threads: 1 })
      const alone = await single.score(own)
      single.dispose()
      const scores = await (await start(count)).score(own)
      expect(scores).toEqual(alone)
      expect(scores.base).toEqual(expected.base)
      expect(scores.covered).not.toEqual(expected.covered.subarray(0, scores.covered.length))
    },
  )

  it('does the same for one image, by its windows', async () => {
    const scores = await (await start(count)).score(single(job))
    expect(scores.base).toEqual(expected.base.subarray(0, network.classes))
    expect(scores.covered).toEqual(expected.covered.subarray(0, expected.covered.length / job.n))
  })

  it('scores no windows, and no images', async () => {
    await start(count)
    const bare = await pool!.score({ ...job, windows: new Int32Array(0) })
    expect(bare).toEqual({ base: expected.base, covered: new Float32Array(0) })
    const none = { n: 0, images: new Float32Array(0), baselines: new Float32Array(0), windows: job.windows }
    expect(await pool!.score(none)).toEqual({ base: new Float32Array(0), covered: new Float32Array(0) })
  })

  it('counts images as they finish', async () => {
    const counts: number[] = []
    await (await start(count)).score(job, { onImage: (done) => counts.push(done) })
    expect(counts).toEqual([1, 2, 3, 4, 5])
  })

  it('counts multiply-adds, fewer than running every covered copy takes', async () => {
    await (await start(count)).score(job)
    const copies = job.n * (job.windows.length / 6)
    expect(pool!.multiplyAdds).toBeGreaterThan(0)
    expect(pool!.multiplyAdds).toBeLessThan(copies * MULTIPLY_ADDS)
  })

  it('takes several jobs at once', async () => {
    await start(count)
    const all = await Promise.all([pool!.score(job), pool!.score(job), pool!.score(job)])
    for (const scores of all) expect(scores).toEqual(expected)
  })

  it('rejects with the reason of an abort, and goes on to the next job', async () => {
    await start(count)
    const controller = new AbortController()
    const reason = new Error('enough')
    const long = randomJob(network, 400, 144)
    const scoring = pool!.score(long, {
      signal: controller.signal,
      onImage: (done) => done === 2 && controller.abort(reason),
    })
    await expect(scoring).rejects.toBe(reason)
    await expect(pool!.score(job, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    expect(await pool!.score(job)).toEqual(expected)
  })

  it('lets an abort from outside in', async () => {
    await start(count)
    const long = randomJob(network, 5000, 144)
    const controller = new AbortController()
    let imagesDone = 0
    const scoring = pool!.score(long, {
      signal: controller.signal,
      onImage: (done) => {
        imagesDone = done
      },
    })
    setTimeout(() => controller.abort(new Error('stop')), 30)
    await expect(scoring).rejects.toThrow('stop')
    expect(imagesDone).toBeLessThan(long.n)
  })

  it('rejects jobs that do not fit, and what its own listeners throw', async () => {
    await start(count)
    const short = { ...job, images: job.images.slice(1) }
    await expect(pool!.score(short)).rejects.toThrow('JOB_LENGTH: images: expected 720 values, got 719')
    const outside = { ...job, windows: Int32Array.of(0, 0, 0, 13, 2, 1) }
    await expect(pool!.score(outside)).rejects.toThrow('WINDOW_OUTSIDE: window 0: expected y within 0 … 12')
    const listener = () => {
      throw new Error('a listener')
    }
    await expect(pool!.score(job, { onImage: listener })).rejects.toThrow('a listener')
    expect(await pool!.score(job)).toEqual(expected)
  })

  it('rejects what it was at when disposed of, and everything after', async () => {
    await start(count)
    const scoring = pool!.score(randomJob(network, 2000, 144), { onImage: () => pool!.dispose() })
    await expect(scoring).rejects.toThrow('POOL_DISPOSED')
    await expect(pool!.score(job)).rejects.toThrow('POOL_DISPOSED')
    pool!.dispose()
  })
})

describe.each([undefined, false])('a pool whose threads fail, shared: %s', (shared) => {
  const start = (count: number | 'auto') => startWith(count, shared)

  it('does a killed thread’s work again on another', async () => {
    await start(2)
    const many = randomJob(network, 60, 40)
    const undisturbed = await pool!.score(many)
    const messages = sent('score')
    const killed = new Set<WorkerHandle>()
    // What a board's lost thread leaves is sent to others, and the next job has a board of its own. A death may be heard of too late for that.
    while (killed.size < 3 || sent('score') === messages) {
      let kills = 0
      const scores = await pool!.score(many, {
        onImage: () => {
          const victim = threads.workers.find((worker) => !killed.has(worker))
          if (!victim || kills++ > 0) return
          killed.add(victim)
          victim.terminate()
        },
      })
      expect(scores).toEqual(undisturbed)
    }
    expect(await pool!.score(job)).toEqual(expected)
    expect(threads.workers.length).toBeGreaterThan(killed.size)
    if (shared === undefined) expect(sent('attend')).toBeGreaterThan(2)
  })

  it('replaces threads killed while idle', async () => {
    await start(2)
    for (const worker of threads.workers) worker.terminate()
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(await pool!.score(job)).toEqual(expected)
    expect(threads.workers).toHaveLength(4)
  })

  it('gives a job up that costs one thread after another', async () => {
    threads.wrap = (handle) => ({
      ...handle,
      post: (request: ScoringRequest) =>
        request.type === 'start' ? handle.post(request) : handle.terminate(),
    })
    await start(2)
    await expect(pool!.score(job)).rejects.toThrow('WORKER_FAILED: a worker thread died')
  })

  it('says so if threads asked for do not start; if it chose them, it does without', async () => {
    threads.wrap = (handle) => ({ ...handle, post: () => handle.terminate() })
    await expect(start(2)).rejects.toThrow('WORKER_FAILED')
    expect(await start('auto')).toMatchObject({
      threads: 1,
      shortfall: expect.stringMatching(/^a worker thread died/),
    })
    expect(await pool!.score(job)).toEqual(expected)
  })
})

it('rejects when a kernel traps, and puts a sound thread in its place', async () => {
  let trap = true
  threads.wrap = (handle) => ({
    ...handle,
    onMessage: (listener) =>
      handle.onMessage((response) => {
        const trapped = trap && response.type === 'scored'
        const failed = { type: 'failed', message: 'memory access out of bounds', attending: false } as const
        listener(trapped ? failed : response)
        if (trapped) trap = false
      }),
  })
  await startWith(2, false)
  await expect(pool!.score(job)).rejects.toThrow('WORKER_FAILED: memory access out of bounds')
  expect(await pool!.score(job)).toEqual(expected)
  expect(threads.workers.length).toBeGreaterThan(2)
})

it('rejects when a thread fails at a board, and puts a sound thread in its place', async () => {
  let spoilt = false
  threads.wrap = (handle) => ({
    ...handle,
    post(request) {
      if (request.type !== 'attend' || spoilt) return handle.post(request)
      spoilt = true
      // It finds no room for scores, and throws.
      const board = { ...request.seat.board, base: new Float32Array(0) }
      handle.post({ type: 'attend', seat: { ...request.seat, board } })
    },
  })
  await startWith(2)
  const many = randomJob(network, 400, 144)
  await expect(pool!.score(many)).rejects.toThrow('WORKER_FAILED: offset is out of bounds')
  expect(await pool!.score(job)).toEqual(expected)
  expect(threads.workers).toHaveLength(3)
  expect(sent('score')).toBe(0)
})

it('takes a new board for jobs with more windows, more images or another fill, and keeps it for smaller ones', async () => {
  const single = await createOcclusionPool(network, { threads: 1 })
  await startWith(2)
  const { windows } = job
  const jobs = [
    [{ ...job, windows: windows.slice(0, 60) }, 2],
    [job, 4],
    [{ ...job, windows: windows.slice(6, 66) }, 4],
    [randomJob(network, 30, 8), 6],
    [job, 8],
    [{ ...job, fill: { kind: 'soft', sigma: 0.25 } }, 10],
    [{ ...job, fill: { kind: 'soft', sigma: 0.5 } }, 12],
    [randomJob(network, 300, 0), 14],
  ] as const
  for (const [each, attended] of jobs) {
    expect(await pool!.score(each)).toEqual(await single.score(each))
    expect(sent('attend')).toBe(attended)
  }
  expect(sent('score')).toBe(0)
  single.dispose()
})

it('sends slices of jobs that would take too much of a board, between others that do not', async () => {
  const classes = 20_000
  const dice = new Dice(8)
  const kernel = dice.floats(16 * classes, 0.4)
  const wide = createNetwork(
    [4, 4, 1],
    [
      { kind: 'flatten', inputs: [-1] },
      { kind: 'dense', inputs: [0], kernel, bias: new Float32Array(classes) },
    ],
  )
  const [small, large] = [randomJob(wide, 1, 20), randomJob(wide, 1, 1000)]
  const alone = await createOcclusionPool(wide, { threads: 1 })
  const [one, two] = [await alone.score(small), await alone.score(large)]
  alone.dispose()
  pool = await createOcclusionPool(wide, { threads: 2 })
  const all = await Promise.all([pool.score(small), pool.score(large), pool.score(small)])
  for (const [i, { covered }] of [one, two, one].entries()) {
    expect(Buffer.compare(Buffer.from(all[i]!.covered.buffer), Buffer.from(covered.buffer))).toBe(0)
  }
  expect(sent('score')).toBeGreaterThan(0)
  expect(sent('attend')).toBe(4)
})

it('shares a single image between its threads, even when one of them could do it in one go', async () => {
  const asked: number[] = []
  threads.wrap = (handle) => {
    const number = asked.push(0) - 1
    const post = (request: ScoringRequest) => {
      if (request.type === 'score') asked[number]!++
      handle.post(request)
    }
    return { ...handle, post }
  }
  await startWith(2, false)
  // Slices grow until one holds all the windows of an image.
  for (let i = 0; i < 5; i++) await pool!.score(job)
  asked.fill(0)
  await pool!.score(single(job))
  expect(Math.min(...asked)).toBeGreaterThan(0)
})

it('lays a single image on a board in parts for each thread', async () => {
  await startWith(2)
  await pool!.score(single(job))
  const { seat } = threads.sent.find((request) => request.type === 'attend')!
  expect(Atomics.load(seat.board.words, PORTIONS)).toBeGreaterThanOrEqual(2)
})

it('has all threads work at a board', async () => {
  await startWith(2)
  await pool!.score(randomJob(network, 400, 144))
  const { seat } = threads.sent.find((request) => request.type === 'attend')!
  const { counts } = seat.board
  // Multiply-adds of the one and the other.
  expect(counts[0]).toBeGreaterThan(0n)
  expect(counts[2]).toBeGreaterThan(0n)
})

it('sends slices where the machine has no memory for a board', async () => {
  await startWith(2)
  vi.stubGlobal(
    'SharedArrayBuffer',
    class {
      constructor() {
        throw new RangeError('Array buffer allocation failed')
      }
    },
  )
  expect(await pool!.score(job)).toEqual(expected)
  expect(sent('score')).toBeGreaterThan(0)
  vi.unstubAllGlobals()
  expect(await pool!.score(job)).toEqual(expected)
  expect(sent('attend')).toBe(2)
})

it('takes as many threads as there are cores', async () => {
  expect(await startWith('auto')).toMatchObject({ threads: 2, shortfall: undefined })
})

it.each([0, 1.5, Number.NaN])('refuses %d threads', async (count) => {
  await expect(createOcclusionPool(network, { threads: count })).rejects.toThrow('THREADS')
})

/** What one pass through the small network takes: 10×10 cells of 3×3 taps and 8 filters, then 200 features for 4 classes. */
const MULTIPLY_ADDS = 100 * 9 * 8 + 200 * 4

/** A network of 12×12×1 images with a bit of everything the pool does not care about. */
function smallNetwork(): Network {
  const dice = new Dice(3)
  const same = { strides: [1, 1], dilation: [1, 1], padding: [0, 0, 0, 0] } as const
  return createNetwork(
    [12, 12, 1],
    [
      {
        kind: 'conv2d',
        inputs: [-1],
        kernelSize: [3, 3],
        kernel: dice.floats(72, 0.4),
        bias: dice.floats(8, 0.1),
        ...same,
      },
      { kind: 'activation', inputs: [0], activation: { name: 'relu' } },
      { kind: 'maxPool', inputs: [1], windowSize: [2, 2], strides: [2, 2], padding: [0, 0, 0, 0] },
      { kind: 'flatten', inputs: [2] },
      { kind: 'dense', inputs: [3], kernel: dice.floats(800, 0.1), bias: dice.floats(4, 0.1) },
    ],
  )
}

function randomJob(
  { inputShape: [height, width, channels] }: Network,
  n: number,
  windows: number,
): ScoringJob {
  const dice = new Dice(n + windows)
  const size = n * height * width * channels
  return {
    n,
    images: Float32Array.from({ length: size }, () => (dice.chance(0.4) ? dice.uniform() : 0)),
    baselines: new Float32Array(size),
    windows: Int32Array.from(
      Array.from({ length: windows }, () => {
        const [y, x] = [dice.between(0, height - 3), dice.between(0, width - 3)]
        return [y, x, 0, y + 3, x + 3, channels]
      }).flat(),
    ),
  }
}

/** The first image of a job. */
function single(of: ScoringJob): ScoringJob {
  return { ...of, n: 1, images: of.images.slice(0, 144), baselines: of.baselines.slice(0, 144) }
}

function furthest(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let most = 0
  for (let i = 0; i < b.length; i++) most = Math.max(most, Math.abs(a[i]! - b[i]!))
  return most
}

it('gives the bits of one thread where whole rows and tiles are multiplied, whatever the threads and their memory', async () => {
  const large = resnet18([40, 40], 16)
  const own = randomJob(large, 2, 24)
  const results = []
  for (const options of [{ threads: 1 }, { threads: 2, shared: true }, { threads: 3 }] as const) {
    const each = await createOcclusionPool(large, options)
    expect(each.plan.layers.map(({ strategy }) => strategy)).toContain('winograd')
    results.push(await each.score(own))
    each.dispose()
  }
  expect(results[1]).toEqual(results[0])
  expect(results[2]).toEqual(results[0])
})
