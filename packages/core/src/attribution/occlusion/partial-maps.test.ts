import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadModel } from '../../entries/explain.js'
import { createExplainer, type Explainer } from '../explainer.js'
import type { OcclusionOptions } from './options.js'
import type { PartialMap } from './partial-maps.js'

const REFERENCE = join(import.meta.dirname, '../../../../../models/reference')
const images = {
  data: Float32Array.from({ length: 3 * 784 }, (_, i) => ((i * 31) % 17) / 17),
  shape: [3, 28, 28, 1] as const,
}

describe.each([
  ['incremental', 1],
  ['incremental', 2],
  ['batched', 1],
] as const)('maps under way, %s engine, %i threads', (engine, threads) => {
  let explainer: Explainer
  beforeAll(async () => {
    explainer = await createExplainer(await loadModel(REFERENCE), { engine, threads, batchSize: 16 })
  })
  afterAll(() => explainer.dispose())

  it.each<OcclusionOptions>([
    { window: 7, stride: 3 },
    { window: 7, stride: 4, target: 3, score: 'probability' },
    { window: 9, stride: 5, baseline: { kind: 'noise', draws: 3, seed: 2, mean: 0, sd: 1 } },
    { window: [6, 6, 1], stride: 5 },
  ])('fill in, and end as the map, to the bit: %j', async (options) => {
    const last = new Map<number, PartialMap>()
    const counts = new Map<number, number[]>()
    const plain = await explainer.explain(images, options)
    const watched = await explainer.explain(images, options, {
      onPartial: (partial) => {
        last.set(partial.image, partial)
        counts.set(partial.image, [...(counts.get(partial.image) ?? []), partial.windows])
        expect(partial.map().every(Number.isNaN)).toBe(false)
      },
    })
    expect(watched.maps).toEqual(plain.maps)
    for (const i of [0, 1, 2]) {
      const { map, target, base, windows, ofWindows } = last.get(i)!
      expect(map()).toEqual(plain.maps.data.subarray(784 * i, 784 * (i + 1)))
      expect(target).toBe(plain.target[i])
      expect([...base]).toEqual([...plain.base.data.subarray(10 * i, 10 * (i + 1))])
      expect([windows, ofWindows]).toEqual([plain.grid.windows.length / 6, plain.grid.windows.length / 6])
      expect(counts.get(i)).toEqual([...counts.get(i)!].sort((a, b) => a - b))
    }
  })

  it('are the mean over the windows scored so far, and nothing elsewhere', async () => {
    const one = { data: images.data.subarray(0, 784), shape: [1, 28, 28, 1] as const }
    const options = { window: 4, stride: 4, target: 2 }
    // The first windows an explainer scores come one at a time.
    const fresh = await createExplainer(await loadModel(REFERENCE), { engine, threads, batchSize: 16 })
    const seen: Float32Array[] = []
    const onPartial = (partial: PartialMap) => seen.push(partial.map())
    const whole = await fresh.explain(one, options, { onPartial })
    fresh.dispose()
    expect(seen.length).toBeGreaterThan(1)
    // Windows do not overlap: where a map is known it is the final one.
    for (const map of seen) {
      map.forEach((value, p) => {
        if (!Number.isNaN(value)) expect(value).toBe(whole.maps.data[p])
      })
    }
    expect(seen[0]!.some(Number.isNaN)).toBe(true)
  })
})
