import { createNetwork, referenceOcclusion } from '@umbra/occlusion-wasm'
import { describe, expect, it } from 'vitest'
import { windowGrid } from '../attribution/occlusion/windows.js'
import { Random } from '../random.js'
import { createIncrementalEngine } from './incremental-engine.js'

const random = new Random(4)
const floats = (length: number, scale: number) => Float32Array.from({ length }, () => random.normal() * scale)
const network = createNetwork(
  [9, 8, 2],
  [
    {
      kind: 'conv2d',
      inputs: [-1],
      kernelSize: [3, 3],
      strides: [1, 1],
      dilation: [1, 1],
      padding: [1, 1, 1, 1],
      kernel: floats(108, 0.3),
      bias: floats(6, 0.1),
    },
    { kind: 'activation', inputs: [0], activation: { name: 'relu' } },
    { kind: 'flatten', inputs: [1] },
    { kind: 'dense', inputs: [2], kernel: floats(432 * 3, 0.1), bias: floats(3, 0.1) },
  ],
)
const image = floats(144, 1)
const baseline = new Float32Array(144)

describe('the incremental engine', () => {
  it.each([
    { threads: 1, window: 3 },
    { threads: 2, window: 3 },
    { threads: 2, window: [2, 2, 1] as [number, number, number] },
  ])('scores every window as the reference does, on $threads threads', async ({ threads, window }) => {
    const engine = await createIncrementalEngine(network, { threads, reason: 'a test' })
    expect(engine.report).toMatchObject({ name: 'incremental', threads, reason: 'a test' })
    expect(['scalar', 'simd']).toContain(engine.report.variant)
    expect(engine.classes).toBe(3)
    expect(engine.inputShape).toEqual([9, 8, 2])
    const { windows } = windowGrid(engine.inputShape, { window, stride: 1 })
    const scores = await engine.score({ images: image, n: 1, windows, baselines: baseline })
    const reference = referenceOcclusion(network, image, baseline, windows)
    for (const part of ['base', 'covered'] as const) {
      expect(scores[part]).toHaveLength(reference[part].length)
      scores[part].forEach((score, i) => {
        expect(Math.abs(score - reference[part][i]!)).toBeLessThan(1e-5)
      })
    }
    engine.dispose()
  })

  it('scores images alone when there are no windows', async () => {
    const engine = await createIncrementalEngine(network, { threads: 1, variant: 'scalar', reason: 'a test' })
    expect(engine.report.variant).toBe('scalar')
    const job = { images: image, n: 1, windows: new Int32Array(0), baselines: baseline }
    const { base, covered } = await engine.score(job)
    expect(base).toHaveLength(3)
    expect(covered).toHaveLength(0)
    engine.dispose()
    await expect(engine.score(job)).rejects.toThrow('POOL_DISPOSED')
  })
})
