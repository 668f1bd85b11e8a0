import { afterEach, describe, expect, it, vi } from 'vitest'
import { Dice } from '../../test/dice.js'
import { randomNetwork } from '../../test/random-network/random-network.js'
import { capabilities } from '../kernels/capabilities.js'
import { createNetwork, type Network } from '../network/network.js'
import { createOcclusionPool, type OcclusionPool, type OcclusionPoolOptions } from './occlusion-pool.js'
import type { ScoringRequest, WorkerHandle } from './protocol.js'
import type { ScoringJob } from './scoring-job.js'

/** The workers the pools started, and what they were sent. */
const threads = vi.hoisted(() => ({ workers: [] as WorkerHandle[], sent: [] as ScoringRequest[] }))

vi.mock('#spawn-scoring-worker', async (original) => {
  const real = await original<typeof import('./worker/spawn-node.js')>()
  return {
    availableThreads: () => 2,
    spawners: real.spawners.map((way) => async () => {
      const spawn = await way()
      return () => {
        const handle = spawn()
        threads.workers.push(handle)
        return {
          ...handle,
          post(request: ScoringRequest) {
            threads.sent.push(request)
            handle.post(request)
          },
        }
      }
    }),
  }
})

const pools: OcclusionPool[] = []

afterEach(() => {
  for (const pool of pools.splice(0)) pool.dispose()
  threads.workers = []
  threads.sent = []
})

async function start(network: Network, options: OcclusionPoolOptions): Promise<OcclusionPool> {
  const pool = await createOcclusionPool(network, options)
  pools.push(pool)
  return pool
}

it('is there where it is tested', () => {
  expect(capabilities().sharedMemory).toBe(true)
})

describe('threads that share a memory', () => {
  it('score with the bits of one thread, and of threads that share nothing', async () => {
    for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
      const network = randomNetwork(new Dice(seed * 31))
      const job = randomJob(network, 3, 40, seed)
      const expected = await (await start(network, { threads: 1 })).score(job)
      for (const shared of [true, false]) {
        const pool = await start(network, { threads: seed, shared })
        expect(pool.sharedBytes > 0).toBe(shared && seed > 1)
        expect(await pool.score(job), `seed ${seed}, shared ${shared}`).toEqual(expected)
        // Windows of another size are laid out anew, while the others' stay.
        const larger = { ...job, windows: job.windows.map((value, i) => (i % 6 < 2 ? 0 : value)) }
        expect(await pool.score(larger)).toEqual(await pools.at(-2)!.score(larger))
        expect(await pool.score(job)).toEqual(expected)
        pools.pop()!.dispose()
      }
    }
  }, 60_000)

  it('are sent no weights, and hold them once', async () => {
    const network = wideNetwork()
    const bytes = 4 * 512 * 2048
    const two = await start(network, { threads: 2 })
    const four = await start(network, { threads: 4 })
    for (const request of threads.sent) {
      if (request.type !== 'start') continue
      expect(request.place).toBeDefined()
      for (const layer of request.network.layers) {
        if ('kernel' in layer) expect(layer.kernel).not.toBeInstanceOf(Float32Array)
      }
    }
    expect(two.sharedBytes).toBeGreaterThan(bytes)
    expect(two.sharedBytes).toBeLessThan(2 * bytes + (8 << 20))
    expect(four.sharedBytes).toBeLessThan(two.sharedBytes + (4 << 20))
  })

  it('give their part of the memory back when they die', async () => {
    const network = wideNetwork()
    const job = randomJob(network, 30, 40, 2)
    const [two, four] = [await start(network, { threads: 2 }), await start(network, { threads: 4 })]
    for (const pool of [two, four]) await pool.score(job)
    const part = (four.sharedBytes - two.sharedBytes) / 2
    const pool = await start(network, { threads: 2 })
    const expected = await pool.score(job)
    const sizes: number[] = []
    for (let round = 0; round < 12; round++) {
      let killed = false
      const scores = await pool.score(job, {
        onImage: () => {
          if (!killed) threads.workers.at(-1)!.terminate()
          killed = true
        },
      })
      expect(scores).toEqual(expected)
      await new Promise((resolve) => setTimeout(resolve, 30))
      sizes.push(pool.sharedBytes)
    }
    expect(threads.workers.length).toBeGreaterThan(12)
    // Those known to have ended leave theirs to the next; one or two may not be known yet.
    expect(sizes.at(-1)! - sizes[0]!).toBeLessThan(4 * part)
  }, 60_000)

  it('are those of networks worth it', async () => {
    expect((await start(wideNetwork(), { threads: 2 })).sharedBytes).toBeGreaterThan(0)
    expect((await start(randomNetwork(new Dice(3)), { threads: 2 })).sharedBytes).toBe(0)
  })

  it('of two pools do not meet', async () => {
    const [a, b] = [wideNetwork(), randomNetwork(new Dice(3))]
    const [jobA, jobB] = [randomJob(a, 6, 30, 1), randomJob(b, 20, 30, 2)]
    const [poolA, poolB] = [await start(a, { threads: 2 }), await start(b, { threads: 2, shared: true })]
    const together = await Promise.all([poolA.score(jobA), poolB.score(jobB), poolA.score(jobA)])
    expect(together[0]).toEqual(await (await start(a, { threads: 1 })).score(jobA))
    expect(together[1]).toEqual(await (await start(b, { threads: 1 })).score(jobB))
    expect(together[2]).toEqual(together[0])
  })

  it('need no copy of a network that is lent, nor the network after', async () => {
    const network = wideNetwork()
    const job = randomJob(network, 4, 30, 1)
    const expected = await (await start(network, { threads: 1 })).score(job)
    for (const options of [{ threads: 1 }, { threads: 2 }, { threads: 2, shared: false }]) {
      const lent = structuredClone(network)
      const pool = await start(lent, { ...options, lent: true })
      for (const layer of lent.layers) if ('kernel' in layer) layer.kernel.fill(0)
      threads.workers.at(-1)?.terminate()
      expect(await pool.score(job)).toEqual(expected)
    }
  })
})

describe('what does not fit into one memory', () => {
  it('is refused with the bytes of it before a thread starts', async () => {
    const side = 4096
    const network = createNetwork(
      [side, side, 1],
      [
        { kind: 'globalMaxPool', inputs: [-1] },
        { kind: 'dense', inputs: [0], kernel: new Float32Array(2), bias: new Float32Array(2) },
      ],
    )
    await expect(createOcclusionPool(network, { threads: 60 })).rejects.toThrow(
      /^ENGINE_MEMORY: the engine takes \d+ bytes for this network's weights and \d+ for each of 60 threads, more than the 4294967296 bytes \(4 GiB\) they share: take at most \d threads$/,
    )
    expect(threads.workers).toHaveLength(0)
  })
})

/** A network most of whose bytes are weights. */
function wideNetwork(): Network {
  const dice = new Dice(5)
  return createNetwork(
    [16, 16, 2],
    [
      { kind: 'flatten', inputs: [-1] },
      { kind: 'dense', inputs: [0], kernel: dice.floats(512 * 2048, 0.05), bias: dice.floats(2048, 0.1) },
      { kind: 'activation', inputs: [1], activation: { name: 'relu' } },
      { kind: 'dense', inputs: [2], kernel: dice.floats(2048 * 3, 0.05), bias: dice.floats(3, 0.1) },
    ],
  )
}

function randomJob(network: Network, n: number, count: number, seed: number): ScoringJob {
  const [height, width, channels] = network.inputShape
  const dice = new Dice(seed)
  const size = n * height * width * channels
  const windows = Array.from({ length: count }, () => {
    const [y, x] = [dice.between(0, height - 1), dice.between(0, width - 1)]
    return [y, x, 0, Math.min(height, y + 3), Math.min(width, x + 3), channels]
  })
  return {
    n,
    images: Float32Array.from({ length: size }, () => (dice.chance(0.6) ? dice.uniform() : 0)),
    baselines: new Float32Array(size),
    windows: Int32Array.from(windows.flat()),
  }
}
