import { describe, expect, it } from 'vitest'
import {
  type CellStore,
  concludeRobustness,
  mergeRobustness,
  parseRobustnessPart,
  robustnessPartFiles,
  runRobustness,
  scoreRobustness,
} from '../src/index.js'
import { sealedJson } from '../src/seal.js'
import { flat, linearNetwork, middleOnly, randomDataset } from './linear-study.js'

const study = { classes: [0, 1] as [number, number], images: 12, window: 3, permutations: 99 }
const grid = {
  window: [2, 3],
  stride: [1],
  baseline: [0, 'mean' as const],
  score: ['logit' as const],
  regions: [3, [3, 3] as [number, number]],
}
const dependencies = {
  models: [linearNetwork([flat, middleOnly, flat], 3), linearNetwork([middleOnly, flat, flat], 3)].map(
    (model, i) => ({ name: `seed ${i}`, model, sha256: `${i}`, source: 'test' }),
  ),
  data: randomDataset(20, 3),
  threads: 1,
  provenance: { command: 'test', created: '2026-01-01T00:00:00Z' },
}

async function stored(index: number, of: number, other: object = {}) {
  const part = await scoreRobustness({ ...study, ...other }, grid, { index, of }, dependencies)
  const [json, binary] = await robustnessPartFiles(part)
  return { name: `part-${index}`, part: await parseRobustnessPart(json.bytes, binary.bytes, 'part') }
}

describe('parts of a robustness run', () => {
  it.each([1, 3, 8])('%s of them, merged in any order, are the very result of one run', async (of) => {
    const { timings: _, ...whole } = await runRobustness(study, grid, dependencies)
    const parts = []
    for (let index = of; index >= 1; index--) parts.push(await stored(index, of))
    const { timings: __, ...merged } = await concludeRobustness(mergeRobustness(parts))
    expect(JSON.stringify(merged) === JSON.stringify(whole)).toBe(true)
  })

  it('share the passes out, so that each is scored once', async () => {
    const parts = await Promise.all([1, 2, 3].map((index) => stored(index, 3)))
    const places = parts.flatMap(({ part }) =>
      part.passes.map(({ network, covering }) => 4 * network + covering),
    )
    expect(places.sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
    await expect(stored(1, 9)).rejects.toThrow(
      'SHARD_INVALID: shard 1/9: expected i/n with i from 1 to n, and n at most the 8',
    )
  })

  it('are refused where some are missing, repeated, or of another study or grid', async () => {
    const [one, two] = [await stored(1, 2), await stored(2, 2)]
    expect(() => mergeRobustness([one])).toThrow('PARTS_MISSING: of 2 parts 1 are missing: 2')
    expect(() => mergeRobustness([one, one])).toThrow('PARTS_REPEATED')
    expect(() => mergeRobustness([])).toThrow('PARTS_NONE')
    const other = await stored(2, 2, { seed: 1 })
    expect(() => mergeRobustness([one, other])).toThrow('PARTS_DIFFER: seed is 0 in part-1, but 1 in part-2')
    const wider = { ...two.part, grid: { ...two.part.grid, score: ['margin' as const] } }
    expect(() => mergeRobustness([one, { name: 'x', part: wider }])).toThrow(
      'PARTS_DIFFER: grid of score is ["logit"] in part-1, but ["margin"] in x',
    )
  })

  it('are not read from files that were cut, changed or mixed up', async () => {
    const filesOf = async (index: number) =>
      robustnessPartFiles(await scoreRobustness(study, grid, { index, of: 2 }, dependencies))
    const [json, binary] = await filesOf(1)
    const [, other] = await filesOf(2)
    const refused = (header: Uint8Array, bytes: Uint8Array) =>
      expect(parseRobustnessPart(header, bytes, 'p')).rejects.toThrow(/^PART_FORMAT: p: /)
    await refused(json.bytes, other.bytes)
    await refused(json.bytes, binary.bytes.subarray(8))
    for (let k = 0; k < 40; k++) {
      const [header, bytes] = [json.bytes.slice(), binary.bytes.slice()]
      const of = k % 2 === 0 ? header : bytes
      of[Math.floor((k * of.length) / 40)]! ^= 1 << (k % 8)
      await refused(header, bytes)
    }
    // Sealed again, so that what is meant is seen.
    const { seal: _, ...document } = JSON.parse(new TextDecoder().decode(json.bytes))
    for (const change of [
      { shard: { index: 2, of: 2 } },
      { shard: { index: 3, of: 2 } },
      { passes: document.passes.slice(1) },
      { schema: 'umbra.robustness-part/0' },
      { images: document.images.slice(1) },
      { grid: { ...document.grid, score: ['logit', 'margin'] } },
    ]) {
      await expect(
        parseRobustnessPart(await sealedJson({ ...document, ...change }), binary.bytes, 'p'),
        JSON.stringify(change),
      ).rejects.toThrow(/^(PART_FORMAT: p: |SHARD_INVALID)/)
    }
  })

  it('go on from the passes kept', async () => {
    const kept = new Map<string, Uint8Array>()
    const cells: CellStore = {
      read: async (key) => kept.get(key),
      write: async (key, bytes) => void kept.set(key, bytes.slice()),
    }
    const score = () => scoreRobustness(study, grid, { index: 1, of: 2 }, { ...dependencies, cells })
    const first = await score()
    expect(kept.size).toBe(4)
    const [key, bytes] = [...kept][0]!
    kept.set(key, bytes.slice(1))
    expect((await score()).passes).toEqual(first.passes)
    // What one part kept, a whole run goes on from.
    await runRobustness(study, grid, { ...dependencies, cells })
    expect(kept.size).toBe(8)
  })
})
