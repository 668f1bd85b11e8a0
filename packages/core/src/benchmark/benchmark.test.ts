import { expect, it, vi } from 'vitest'
import { Random } from '../random.js'
import { type Backend, chooseBackends, knownBackends } from './backend.js'
import {
  benchmarkMarkdown,
  compareBenchmarks,
  type OpenSession,
  recommendation,
  runBenchmark,
} from './index.js'
import { openSession } from './open-session.js'
import type { BenchmarkResult, Measurement } from './result.js'
import type { BenchmarkSession } from './session.js'
import { colourSubject, digitsOfWidth, trainableModel } from './subject.js'
import type { Workload } from './workload.js'

const known = knownBackends('node', [1, 2])
const images = { data: new Float32Array(784), shape: [1, 28, 28, 1] } as const

/** A digit network an eighth as wide, and an image with some ink. */
const workload: Workload = {
  id: 'map/small',
  task: 'map',
  title: 'A small map',
  unit: 'map',
  subject: digitsOfWidth({ ...images, data: images.data.map((_, i) => (i % 11 === 0 ? 1 : 0)) }, 0.125),
  images: 1,
  window: [7, 7],
  stride: [7, 7],
}

function benchmarkOf(backends: readonly Backend[], open: OpenSession, task = {}, of: Workload = workload) {
  return runBenchmark(
    { seconds: 0.01, rounds: 3, baseline: 'tfjs:wasm-simd' },
    {
      backends,
      workloads: [of],
      open,
      machine: { platform: 'node', processor: 'test', cores: 2, system: 'test', runtime: 'test' },
      read: async () => ({ load: 1, busy: 0.5 }),
      peaks: { simd: 1e9 },
      command: 'test',
      created: '2026-01-01T00:00:00Z',
    },
    task,
  )
}

/** The true backend, but for what a test changes about it. */
function altered(change: (session: BenchmarkSession, backend: Backend) => BenchmarkSession): OpenSession {
  return async (backend, subject) => {
    const session = await openSession(backend, subject)
    return backend === 'reference' ? session : change(session, backend)
  }
}

it('checks, then times in rounds, and says what it found', async () => {
  const backends = chooseBackends(['incremental:simd:1', 'incremental:scalar:1', 'onnxruntime:node:1'], known)
  const result = await benchmarkOf(backends, openSession)
  const [{ measurements }] = result.workloads as [BenchmarkResult['workloads'][0]]
  expect(measurements.map(({ backend, outcome }) => [backend.id, outcome])).toEqual([
    ['onnxruntime:node:1', 'missing'],
    ['incremental:scalar:1', 'timed'],
    ['incremental:simd:1', 'timed'],
  ])
  const engine = measurements[2]!
  expect(engine.samples.map(({ round }) => round)).toEqual([0, 1, 2])
  expect(engine.error).toBeLessThan(1e-5)
  expect(engine.multiplyAdds).toBeGreaterThan(0)
  expect(engine.multiplyAdds!).toBeLessThan(result.workloads[0]!.multiplyAdds!)
  // Three values bound their median in three cases of four.
  expect(engine.summary!.coverage).toBeCloseTo(0.75, 10)
  const text = benchmarkMarkdown(result)
  expect(text).toContain('onnxruntime-node is not installed')
  expect(text).toContain('covers 75% only')
  expect(text).toContain('The machine was busy')
  expect(recommendation(result)[0]).toMatch(/^For occlusion maps use Umbra incremental/)
})

it('shows a backend whose scores are wrong as wrong, and times it not once', async () => {
  let measured = 0
  const open = altered((session, { build }) =>
    build === 'simd'
      ? {
          ...session,
          score: async (n, windows) => {
            const { base, covered } = await session.score(n, windows)
            return { base, covered: covered.map((value, i) => (i === 5 ? value + 0.01 : value)) }
          },
          measure: (...args) => {
            measured++
            return session.measure(...args)
          },
        }
      : session,
  )
  const { workloads } = await benchmarkOf(
    chooseBackends(['incremental:simd:1', 'incremental:scalar:1'], known),
    open,
  )
  const wrong = workloads[0]!.measurements.find(({ backend }) => backend.build === 'simd')!
  expect(wrong).toMatchObject({ outcome: 'wrong', samples: [] })
  expect(wrong.error).toBeGreaterThan(1e-4)
  expect(wrong.summary).toBeUndefined()
  expect(measured).toBe(0)
})

it('shows a backend whose scores are right but whose maps are not as wrong', async () => {
  const open = altered((session, { build }) =>
    build === 'simd'
      ? {
          ...session,
          measure: async (...args) => {
            const timing = await session.measure(...args)
            return { ...timing, output: timing.output.map((value) => 1.1 * value) }
          },
        }
      : session,
  )
  const { workloads } = await benchmarkOf(
    chooseBackends(['incremental:simd:1', 'incremental:scalar:1'], known),
    open,
  )
  expect(workloads[0]!.measurements.map(({ outcome }) => outcome)).toEqual(['timed', 'wrong'])
})

it('loses one row, not the table, where a backend dies', async () => {
  let rounds = 0
  const open = altered((session, { build }) =>
    build === 'simd'
      ? {
          ...session,
          measure: async (work, repetitions) => {
            // Warm-up has no repetitions; a sample of so short a piece of work has sixty.
            if (repetitions > 1 && ++rounds > 1) throw new Error('gone')
            return { ...(await session.measure(work, 1)), milliseconds: 1 }
          },
        }
      : session,
  )
  const { workloads, complete } = await benchmarkOf(
    chooseBackends(['incremental:simd:1', 'incremental:scalar:1'], known),
    open,
  )
  expect(complete).toBe(true)
  expect(workloads[0]!.measurements.map(({ backend, samples }) => [backend.build, samples.length])).toEqual([
    ['scalar', 3],
    ['simd', 1],
  ])
  expect(workloads[0]!.measurements[1]).toMatchObject({ outcome: 'timed', samples: [{ milliseconds: 1 }] })
  // The round it died in was the last it was asked in.
  expect(rounds).toBe(2)
})

it('closes what it has opened, and what opens later, where the reference fails', async () => {
  const [ended, closed]: [string[], string[]] = [[], []]
  const open: OpenSession = async (backend, subject) => {
    if (backend === 'reference') throw new Error('no reference')
    const session = await openSession(backend, subject)
    if (backend.build === 'simd') await new Promise((resolve) => setTimeout(resolve, 50))
    ended.push(backend.build)
    return {
      ...session,
      close: () => {
        closed.push(backend.build)
        session.close()
      },
    }
  }
  const backends = chooseBackends(['incremental:simd:1', 'incremental:scalar:1'], known)
  await expect(benchmarkOf(backends, open)).rejects.toThrow('no reference')
  expect(ended).toEqual(['scalar', 'simd'])
  expect(closed.sort()).toEqual(['scalar', 'simd'])
})

it('starts nothing once it is interrupted', async () => {
  const open = vi.fn(openSession)
  const signal = AbortSignal.abort(new Error('enough'))
  const running = benchmarkOf(chooseBackends(['incremental:scalar:1'], known), open, { signal })
  await expect(running).rejects.toThrow('enough')
  expect(open).not.toHaveBeenCalled()
})

it('checks the maps of all backends against those of the first, whichever opens first', async () => {
  const open: OpenSession = async (backend, subject) => {
    const session = await openSession(backend, subject)
    if (backend === 'reference' || backend.build !== 'scalar') return session
    await new Promise((resolve) => setTimeout(resolve, 50))
    return {
      ...session,
      measure: async (...args) => {
        const timing = await session.measure(...args)
        return { ...timing, output: timing.output.map((value) => 1.1 * value) }
      },
    }
  }
  const backends = chooseBackends(['incremental:simd:1', 'incremental:scalar:1'], known)
  const { workloads } = await benchmarkOf(backends, open)
  expect(workloads[0]!.measurements.map(({ outcome }) => outcome)).toEqual(['timed', 'wrong'])
})

it('hands over what it has when it is interrupted', async () => {
  const controller = new AbortController()
  let latest: BenchmarkResult | undefined
  const running = benchmarkOf(chooseBackends(['incremental:scalar:1'], known), openSession, {
    signal: controller.signal,
    onProgress: ({ stage, done }: { stage: string; done: number }) => {
      if (stage === workload.id && done === 2) controller.abort(new Error('enough'))
    },
    onResult: (result: BenchmarkResult) => {
      latest = result
    },
  })
  await expect(running).rejects.toThrow('enough')
  expect(latest!.complete).toBe(false)
  expect(latest!.workloads[0]!.measurements[0]!.samples.length).toBeGreaterThanOrEqual(2)
  expect(benchmarkMarkdown(latest!)).toContain('interrupted')
})

it('names backends by their beginnings, and refuses names of nothing', () => {
  expect(chooseBackends(['incremental:simd'], known).map(({ id }) => id)).toEqual([
    'incremental:simd:1',
    'incremental:simd:2',
  ])
  expect(() => chooseBackends(['incremental:sim'], known)).toThrow(
    /BACKEND_UNKNOWN: backend incremental:sim /,
  )
})

it('makes the networks it says it makes', () => {
  const subject = colourSubject(64, 1)
  const { weightData, weightSpecs } = trainableModel(subject)
  expect(weightData.byteLength / 4).toBe(
    weightSpecs.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0),
  )
  expect(subject.images.shape).toEqual([1, 64, 64, 3])
})

/** A benchmark of one backend with given times. */
function withTimes(base: BenchmarkResult, times: readonly number[]): BenchmarkResult {
  const [first] = base.workloads as [BenchmarkResult['workloads'][0]]
  const samples = times.map((milliseconds, round) => ({ round, milliseconds }))
  return {
    ...base,
    workloads: [{ ...first, measurements: [{ ...first.measurements[0]!, samples }] }],
  }
}

it('tells a regression from noise', async () => {
  const base = await benchmarkOf(chooseBackends(['incremental:scalar:1'], known), openSession)
  const random = new Random(3)
  const around = (center: number, spread: number) =>
    Array.from({ length: 12 }, () => center * (1 + spread * random.normal()))
  const verdictOf = (before: readonly number[], after: readonly number[]) =>
    compareBenchmarks(withTimes(base, before), withTimes(base, after)).measurements[0]!.verdict
  let [alarms, found] = [0, 0]
  for (let i = 0; i < 200; i++) {
    if (verdictOf(around(10, 0.1), around(10, 0.1)) !== 'unclear') alarms++
    if (verdictOf(around(10, 0.05), around(13, 0.05)) === 'slower') found++
  }
  // Times that vary by a tenth never look slower or faster, nor surely the same; thirty per cent more is always seen.
  expect(alarms).toBeLessThanOrEqual(20)
  expect(found).toBeGreaterThan(195)
  expect(verdictOf(around(10, 0.005), around(10.1, 0.005))).toBe('same')
  expect(verdictOf(around(10, 0.02), around(8, 0.02))).toBe('faster')
})

it('takes the pass over the uncovered image once for all windows, though it times but some of them', async () => {
  // 64 windows, of which each backend is given too little time for more than a few.
  const many = { ...workload, stride: [3, 3] } as const
  const asked = new Map<string, Set<number>>()
  const costs = (uncovered: number, window: number) => (windows: number) => uncovered + window * windows
  const backends = chooseBackends(['incremental:simd:1', 'onnxruntime:node:1'], known)
  const open: OpenSession = async (backend, subject) => {
    if (backend === 'reference') return openSession(backend, subject)
    const session = await openSession(chooseBackends(['incremental:simd:1'], known)[0]!, subject)
    // What libraries do under a window is what they do without one.
    const cost = backend.family === 'incremental' ? costs(9000, 25) : costs(500, 500)
    const counts = new Set<number>()
    asked.set(backend.family, counts)
    return {
      ...session,
      measure: async (work) => {
        const windows = work.windows ? work.windows.length / 6 : 64
        counts.add(windows)
        const { output } = await session.measure(work, 1)
        const milliseconds = cost(windows)
        return { output, milliseconds, processorMilliseconds: 2 * milliseconds, multiplyAdds: 70 * windows }
      },
    }
  }
  const result = await benchmarkOf(backends, open, {}, many)
  const [library, engine] = result.workloads[0]!.measurements as [Measurement, Measurement]
  for (const [{ backend, samples, ...measured }, whole] of [
    [engine, 9000 + 64 * 25],
    [library, 500 * 65],
  ] as const) {
    expect(measured).toMatchObject({
      outcome: 'timed',
      processorMilliseconds: 2 * whole,
      multiplyAdds: 70 * 64,
    })
    expect(measured.work!.extrapolated).toBe(true)
    expect(measured.work!.windows).toBeLessThan(20)
    expect(asked.get(backend.family)).toContain(0)
    expect(samples.map(({ milliseconds }) => milliseconds)).toEqual([whole, whole, whole])
  }
  expect(benchmarkMarkdown(result)).toMatch(/≈ extrapolated to a whole map: .* from \d+ of 64 windows/)
})
