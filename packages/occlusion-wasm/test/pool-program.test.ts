import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'

/** Runs a program of its own over the built package, and returns what it printed; fails if it does not end by itself. */
async function run(program: string, ...flags: string[]): Promise<string> {
  const built = new URL('../dist/index.js', import.meta.url).href
  const prelude = `
    import { createNetwork, createOcclusionPool } from '${built}'
    const network = createNetwork([8, 8, 1], [
      { kind: 'conv2d', inputs: [-1], kernelSize: [3, 3], strides: [1, 1], dilation: [1, 1], padding: [0, 0, 0, 0],
        kernel: new Float32Array(36).fill(0.1), bias: new Float32Array(4) },
      { kind: 'activation', inputs: [0], activation: { name: 'relu' } },
      { kind: 'flatten', inputs: [1] },
      { kind: 'dense', inputs: [2], kernel: new Float32Array(432).fill(0.01), bias: new Float32Array(3) },
    ])
    const images = new Float32Array(64 * 10).fill(1)
    const windows = Int32Array.from([0, 2, 4].flatMap((y) => [0, 2, 4].flatMap((x) => [y, x, 0, y + 3, x + 3, 1])))
    const job = { images, n: 10, windows, baselines: new Float32Array(640) }
  `
  const args = [...flags, '--input-type=module', '-e', prelude + program]
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 30_000 })
  return stdout.trim()
}

describe('a program that uses the pool', () => {
  it('ends once it is disposed of', async () => {
    const program = `
      const pool = await createOcclusionPool(network, { threads: 2 })
      await pool.score(job)
      pool.dispose()
      console.log('done')`
    expect(await run(program)).toBe('done')
  })

  it('ends though nobody disposes of it: threads with nothing to do keep nothing alive', async () => {
    const program = `
      const pool = await createOcclusionPool(network, { threads: 2 })
      await pool.score(job)
      console.log('done')`
    expect(await run(program)).toBe('done')
  })

  it('does not end while scores are awaited', async () => {
    const program = `
      const pool = await createOcclusionPool(network, { threads: 2 })
      pool.score(job).then(({ covered }) => console.log(covered.length))`
    expect(await run(program)).toBe('270')
  })

  it.each([1, 2])(
    'holds no more memory after 10,000 maps than after 2,000, on %i threads',
    async (threads) => {
      const program = `
      const pool = await createOcclusionPool(network, { threads: ${threads} })
      const { signal } = new AbortController()
      // Buffers of messages are given back a moment after they are collected, by a thread of the engine's own.
      const held = async () => {
        gc()
        await new Promise((resolve) => setTimeout(resolve, 100))
        gc()
        const { heapUsed, external, arrayBuffers } = process.memoryUsage()
        return heapUsed + external + arrayBuffers
      }
      let early
      for (let i = 1; i <= 1000; i++) {
        await pool.score(job, { signal })
        if (i === 200) early = await held()
      }
      console.log((await held()) - early)
      pool.dispose()`
      expect(Number(await run(program, '--expose-gc'))).toBeLessThan(1_000_000)
    },
  )
})
