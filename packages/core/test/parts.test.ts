import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sha256 } from '../src/dataset/sha256.js'
import {
  type CellStore,
  concludePairs,
  concludeStudy,
  type MappedPart,
  mapPairsPart,
  mapStudyPart,
  mergeParts,
  parsePart,
  partFiles,
  Random,
  runPairs,
  runStudy,
  type Shard,
  type StudyConfig,
  unitsOfStudyPart,
} from '../src/index.js'
import { sealedJson } from '../src/seal.js'
import type { Spread } from '../src/units/spread.js'
import { unitKey } from '../src/units/unit.js'
import { flat, linearNetwork, middleOnly, randomDataset } from './linear-study.js'

const options = { classes: [0, 1] as [number, number], images: 30, controls: 3, window: 3, permutations: 99 }
const dependencies = {
  model: linearNetwork([flat, middleOnly, flat]),
  data: randomDataset(40, 5),
  threads: 1,
  provenance: { command: 'test', created: '2026-01-01T00:00:00Z', model: { sha256: 'a', source: 'test' } },
}

function flipped(bytes: Uint8Array, bit: number): Uint8Array {
  const copy = bytes.slice()
  copy[bit >> 3]! ^= 1 << (bit & 7)
  return copy
}

/** A part that has been on disk. */
async function stored<P extends MappedPart>(part: P): Promise<P> {
  const [json, binary] = await partFiles(part)
  return (await parsePart(json.bytes, binary.bytes, 'part')) as P
}

async function partsOf(of: number, other: Partial<StudyConfig> = {}) {
  const parts = []
  for (let index = 1; index <= of; index++) {
    const part = await mapStudyPart({ ...options, ...other }, { index, of }, dependencies)
    parts.push({ name: `part-${index}`, part: await stored(part) })
  }
  return parts
}

describe('parts of a study', () => {
  it('merged, in any order, are the very study of a single run, whatever their number', async () => {
    const { timings: _, ...whole } = (await runStudy(options, dependencies)).result
    const { data } = await runStudy(options, dependencies)
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 60 }), fc.nat(), async (of, seed) => {
        const order = new Random(seed).shuffle(Uint8Array.from({ length: of }, (_, i) => i))
        const parts = await partsOf(of)
        const merged = await concludeStudy(mergeParts([...order].map((i) => parts[i]!)))
        const { timings: __, ...result } = merged.result
        expect(result).toEqual(whole)
        expect(merged.data).toEqual(data)
      }),
      { numRuns: 6, seed: 3, examples: [[60, 1]] },
    )
  })

  it('of all pairs are merged in the same way', async () => {
    const { classes: _, ...pairs } = options
    const { timings: __, ...whole } = await runPairs(pairs, dependencies)
    const parts = await Promise.all(
      [1, 2, 3, 4].map(async (index) => ({
        name: `${index}`,
        part: await stored(await mapPairsPart(pairs, { index, of: 4 }, dependencies)),
      })),
    )
    const { timings: ___, ...merged } = await concludePairs(mergeParts(parts))
    expect(merged).toEqual(whole)
  })

  it('of all images there are, of classes that differ in number, are merged in the same way', async () => {
    // Half of class 1 is taken for class 2, so that the classes differ in number.
    const { data } = dependencies
    let ones = 0
    const labels = data.labels.map((label) => (label === 1 && ones++ % 2 === 0 ? 2 : label))
    const uneven = { ...dependencies, data: { ...data, labels } }
    const all = { ...options, images: 'all', selection: 'all' } as const
    const whole = await runStudy(all, uneven)
    expect(whole.result.classes.map(({ n, excluded }) => [n, excluded])).toEqual([
      [40, 0],
      [20, 0],
    ])
    expect(whole.data.samples.map(({ index }) => index)).toEqual(
      [0, 1].flatMap((label) => [...labels.keys()].filter((i) => labels[i] === label)),
    )
    const parts = []
    for (let index = 1; index <= 7; index++) {
      parts.push({ name: `${index}`, part: await stored(await mapStudyPart(all, { index, of: 7 }, uneven)) })
    }
    const { timings: _, ...result } = whole.result
    const { timings: __, ...merged } = (await concludeStudy(mergeParts(parts))).result
    expect(merged).toEqual(result)
    await expect(mapStudyPart(all, { index: 1, of: 61 }, uneven)).rejects.toThrow('at most the 60 images')
  })

  it('are refused where some are missing, repeated, or of another study', async () => {
    const [one, two, three] = await partsOf(3)
    const [, other] = await partsOf(3, { seed: 1 })
    const [half] = await partsOf(2)
    const merge = (...parts: (typeof one)[]) => mergeParts(parts as NonNullable<typeof one>[])
    expect(() => merge(one, three)).toThrow('PARTS_MISSING: of 3 parts 1 are missing: 2')
    expect(() => merge(one, two, two, three)).toThrow('PARTS_REPEATED: part-2 and part-2 are both part 2/3')
    expect(() => merge(one, other, three)).toThrow('PARTS_DIFFER: seed is 0 in part-1, but 1 in part-2')
    expect(() => merge(one, half)).toThrow('PARTS_DIFFER: number of parts is 3 in part-1, but 2 in part-1')
    const { part } = two!
    const foreign = { ...part, provenance: { ...part.provenance, model: { sha256: 'b', source: '' } } }
    expect(() => merge(one, { name: 'x', part: foreign }, three)).toThrow('PARTS_DIFFER: model is "a"')
    // Parts of one class each: no image tells that the classes go by other names.
    const renamed = { ...part, names: ['a', 'b'] }
    expect(() => merge(one, { name: 'x', part: renamed }, three)).toThrow(
      'PARTS_DIFFER: names of the classes',
    )
    expect(() => merge()).toThrow('PARTS_NONE')
  })

  it.each([
    [0, 2],
    [3, 2],
    [1, 61],
    [1.5, 2],
  ])('has no part %s/%s', async (index, of) => {
    await expect(mapStudyPart(options, { index, of }, dependencies)).rejects.toThrow('SHARD_INVALID')
  })

  it('are not read from files that were cut, changed or mixed up', async () => {
    const filesOf = async (index: number) =>
      partFiles(await mapStudyPart(options, { index, of: 3 }, dependencies))
    const [json, binary] = await filesOf(2)
    const [, other] = await filesOf(3)
    const { seal: _, ...document } = JSON.parse(new TextDecoder().decode(json.bytes))
    const refused = async (header: Uint8Array, bytes = binary.bytes) => {
      await expect(parsePart(header, bytes, 'p')).rejects.toThrow(/^PART_FORMAT: p: /)
    }
    await refused(json.bytes, binary.bytes.subarray(4))
    await refused(json.bytes, other.bytes)
    await refused(json.bytes.subarray(0, 200))
    await refused(json.bytes, Uint8Array.of(...binary.bytes, 0))
    await refused(Uint8Array.of(...json.bytes, 10))
    await refused(new TextEncoder().encode(JSON.stringify({ ...document, seal: '' })))
    // Sealed again, so that what is meant is seen.
    const { provenance, classes } = document
    const [first] = classes
    const nowhere = { ...provenance, model: { sha256: 5 } }
    for (const change of [
      { shard: { index: 1, of: 3 } },
      { classes: [{ ...first, from: 19 }] },
      { classes: [{ ...first, indices: first.indices.slice(1) }] },
      { classes: [{ ...first, indices: first.indices.map((index: number) => index + 2 ** 32) }] },
      { schema: 'umbra.part/1' },
      { provenance: nowhere },
      { provenance: null },
      { provenance: { ...provenance, versions: [] } },
      { provenance: { ...provenance, engine: { ...provenance.engine, threads: -1 } } },
      {
        provenance: { ...provenance, model: { ...provenance.model, training: { schema: 'umbra.model/1' } } },
      },
    ]) {
      await refused(await sealedJson({ ...document, ...change }))
    }
    const withNaN = new TextEncoder().encode(
      new TextDecoder().decode(await sealedJson(document)).replace(/"excluded": \d+/, '"excluded": NaN'),
    )
    await refused(withNaN)
    await expect(parsePart(json.bytes, binary.bytes, 'p')).resolves.toMatchObject({ shard: { index: 2 } })
    const values = new Float32Array(binary.bytes.slice().buffer)
    values[3] = Number.NaN
    const notFinite = new Uint8Array(values.buffer)
    const named = await sealedJson({ ...document, sha256: await sha256(notFinite) })
    await expect(parsePart(named, notFinite, 'p')).rejects.toThrow('PART_FORMAT: p: part.bin holds values')
  })

  it('are refused with any bit of either file flipped', async () => {
    const part = await mapStudyPart({ ...options, images: 3, controls: 1 }, { index: 6, of: 6 }, dependencies)
    const [json, binary] = await partFiles(part)
    await expect(parsePart(json.bytes, binary.bytes, 'p')).resolves.toEqual(part)
    const refused = async (header: Uint8Array, bytes: Uint8Array, what: string) =>
      expect(parsePart(header, bytes, 'p'), what).rejects.toThrow(/^PART_FORMAT: p: /)
    for (let bit = 0; bit < 8 * json.bytes.length; bit++) {
      await refused(flipped(json.bytes, bit), binary.bytes, `bit ${bit} of part.json`)
    }
    for (let bit = 0; bit < 8 * binary.bytes.length; bit++) {
      await refused(json.bytes, flipped(binary.bytes, bit), `bit ${bit} of part.bin`)
    }
  })
})

describe('units of a part', () => {
  it('are those of the whole but for the ones its own ends cut, told before any is computed, and serve the whole', async () => {
    const study = { ...options, images: 40, controls: 1 }
    const told: string[] = []
    const kept = new Map<string, Uint8Array>()
    const run = async (shard: Shard) => {
      const spread: Spread = async (units) => {
        told.push(...(await Promise.all(units.map(unitKey))))
      }
      const computed: string[] = []
      const cells: CellStore = {
        read: async (key) => kept.get(key),
        write: async (key, bytes) => {
          computed.push(key)
          kept.set(key, bytes.slice())
        },
      }
      await mapStudyPart(study, shard, { ...dependencies, cells, spread })
      const planned = await unitsOfStudyPart(study, shard, dependencies)
      expect(await Promise.all(planned.map(unitKey))).toEqual(told.splice(0))
      return { planned: planned.length, computed }
    }
    // Of classes of 40 images in units of 32, the third quarter begins with the second class; the second ends the first.
    const parts = [await run({ index: 2, of: 4 }), await run({ index: 3, of: 4 })]
    expect(parts.map(({ planned, computed }) => [planned, computed.length])).toEqual([
      [4, 4],
      [2, 2],
    ])
    // Of the whole's four and their four by an untrained network, the last of the first class is there twice; the cascade has two.
    const whole = await run({ index: 1, of: 1 })
    expect([whole.planned, whole.computed.length]).toEqual([10, 8])
  })
})

describe('an interrupted study', () => {
  it('goes on from the maps kept, and is the same; a cell that is torn, changed or another’s is said and computed again', async () => {
    const kept = new Map<string, Uint8Array>()
    let writes = 0
    const abort = new AbortController()
    const cells: CellStore = {
      read: async (key) => kept.get(key),
      write: async (key, bytes) => {
        kept.set(key, bytes.slice())
        writes++
        if (writes === 1) abort.abort(new Error('enough'))
      },
    }
    const study = { ...options, images: 40, controls: 2 }
    const { timings: _, ...whole } = (await runStudy(study, dependencies)).result
    await expect(runStudy(study, { ...dependencies, cells }, { signal: abort.signal })).rejects.toThrow(
      'enough',
    )
    expect(writes).toBe(1)
    const { timings: __, ...resumed } = (await runStudy(study, { ...dependencies, cells })).result
    expect(resumed).toEqual(whole)
    // Two chunks of each class: by the trained network, by two untrained ones; and mean maps with its layer drawn anew, and without.
    expect(writes).toBe(4 + 2 * 4 + 1 + 2)

    const damaged: string[] = []
    const store = { ...cells, onDamaged: (key: string) => void damaged.push(key) }
    const [[first, torn], [second, other]] = [...kept] as [[string, Uint8Array], [string, Uint8Array]]
    for (const [key, bytes] of [
      [first, flipped(torn, 57)],
      [first, flipped(torn, 8 * torn.length - 1)],
      [first, torn.subarray(0, -1)],
      [first, new Uint8Array()],
      [first, other],
      [second, torn],
    ] as const) {
      kept.set(key, bytes)
      const { timings: ___, ...again } = (await runStudy(study, { ...dependencies, cells: store })).result
      expect(again).toEqual(whole)
      expect(damaged.splice(0)).toEqual([key])
    }
    expect(writes).toBe(15 + 6)
  })
})
