import { describe, expect, it } from 'vitest'
import { selectImages } from '../src/dataset/index.js'
import { faithfulnessCsv, parseFaithfulness, runFaithfulness } from '../src/faithfulness/index.js'
import { type CellStore, sealedValues } from '../src/units/cells.js'
import type { Spread } from '../src/units/spread.js'
import { unitKey } from '../src/units/unit.js'
import { type Materials, Workshop } from '../src/workshop/index.js'
import { halvesData, halvesNetwork, halvesProvenance } from './halves.js'

/** Maps are the ink of the class’s half. */
const network = halvesNetwork(0)
const data = halvesData()
const dependencies = {
  model: network,
  data,
  provenance: halvesProvenance,
}
const options = {
  images: 12,
  window: 1,
  stride: 1,
  steps: 10,
  segments: 9,
  subsets: 20,
  permutations: 999,
} as const

const materials: Materials = {
  subject: async () => ({ network, initialisers: new Map() }),
  images: async (_, places) => selectImages(data.images, Uint32Array.from(places)),
}

/** Without what depends on the clock and on the threads. */
function comparable({ timings: _, provenance: __, ...result }: Awaited<ReturnType<typeof runFaithfulness>>) {
  return JSON.stringify(result)
}

describe('faithfulness over images', () => {
  it('finds the map of a linear network better than the ink, which knows nothing of the class', async () => {
    const result = await runFaithfulness(options, { ...dependencies, threads: 1 })
    expect(result.n).toBe(12)
    for (const { comparisons, name } of result.measures) {
      if (['road', 'irof'].includes(name)) continue
      expect([name, ...comparisons.map(({ verdict }) => verdict)]).toEqual([name, 'better', 'better'])
    }
    expect(result.measures.find(({ name }) => name === 'infidelity')!.orders[0]!.mean).toBeLessThan(1e-9)
    expect(result.verdict[0]).toContain('over 12 images, against ink order the map is better by')
    expect(faithfulnessCsv(result).trim().split('\n')).toHaveLength(13)
  }, 30_000)

  it('is the same on one thread and on two, and from what was kept', async () => {
    const kept = new Map<string, Uint8Array>()
    let reads = 0
    const cells: CellStore = {
      read: async (key) => {
        const found = kept.get(key)
        if (found) reads++
        return found?.slice()
      },
      write: async (key, bytes) => void kept.set(key, bytes.slice()),
    }
    const one = await runFaithfulness(options, { ...dependencies, threads: 1, cells })
    expect([kept.size, reads]).toEqual([12, 0])
    const two = await runFaithfulness(options, { ...dependencies, threads: 2 })
    expect(two.provenance.engine.threads).toBe(2)
    expect(comparable(two)).toBe(comparable(one))
    const again = await runFaithfulness(options, { ...dependencies, threads: 1, cells })
    expect(reads).toBe(12)
    expect(comparable(again)).toBe(comparable(one))
    const other = await runFaithfulness({ ...options, seed: 1 }, { ...dependencies, threads: 1, cells })
    expect(comparable(other)).not.toBe(comparable(one))
  }, 60_000)

  it('comes to the same from units that another process computed', async () => {
    const few = { ...options, images: 6, baseline: 'marginal' } as const
    const kept = new Map<string, Uint8Array>()
    let reads = 0
    const cells: CellStore = {
      read: async (key) => {
        if (kept.has(key)) reads++
        return kept.get(key)
      },
      write: async (key, bytes) => void kept.set(key, bytes.slice()),
    }
    const spread: Spread = async (units) => {
      const workshop = new Workshop({ threads: 1 })
      for (const unit of units.map((one) => JSON.parse(JSON.stringify(one)))) {
        const key = await unitKey(unit)
        kept.set(key, await sealedValues(await workshop.compute(unit, materials), key))
      }
      workshop.dispose()
    }
    const own = { ...dependencies, threads: 1 }
    const spreading = await runFaithfulness(few, { ...own, cells, spread })
    expect([kept.size, reads]).toEqual([6, 6])
    const whole = await runFaithfulness(few, own)
    expect(comparable(spreading)).toBe(comparable(whole))
  }, 30_000)

  it('is read again as it was written, and told from what it is not', async () => {
    const result = await runFaithfulness({ ...options, images: 3 }, { ...dependencies, threads: 1 })
    const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value))
    expect(comparable(parseFaithfulness(bytes(result), 'a file'))).toBe(comparable(result))
    expect(() => parseFaithfulness(bytes({ ...result, samples: [] }), 'a file')).toThrow(
      'FAITHFULNESS_FORMAT: a file is no umbra.faithfulness/1 document',
    )
  }, 30_000)

  it('refuses what cannot be covered, too many images and patches larger than the image', async () => {
    const refused = (more: object) =>
      expect(runFaithfulness({ ...options, ...more }, { ...dependencies, threads: 1 })).rejects
    await refused({ baseline: 'inpaint' }).toThrow(
      'FAITHFULNESS_BASELINE: baseline inpaint has nothing to go by',
    )
    await refused({ baseline: 'soft' }).toThrow('FAITHFULNESS_BASELINE: baseline soft covers windows alone')
    await refused({ images: 41 }).toThrow('SAMPLE_TOO_LARGE: 41 correctly classified images asked for')
    await refused({ patch: 11 }).toThrow('PATCH_RANGE: patch is 11: expected at most 10')
    await refused({ steps: 1 }).toThrow('OPTION_INVALID: steps is 1')
  })
})
