import { beforeAll, describe, expect, it, vi } from 'vitest'
import { selectImages } from '../src/dataset/index.js'
import { InputError } from '../src/errors.js'
import { runFaithfulness } from '../src/faithfulness/index.js'
import { type ComparedMethods, methodsCsv, runMethods } from '../src/methods/index.js'
import { rise } from '../src/methods/rise.js'
import { type CellStore, sealedValues } from '../src/units/cells.js'
import type { Spread } from '../src/units/spread.js'
import { type Unit, unitKey } from '../src/units/unit.js'
import { type Materials, Workshop } from '../src/workshop/index.js'
import { halvesData, halvesNetwork, halvesProvenance, SIDE } from './halves.js'

/** Class 0 is mostly ink in the upper half, class 1 in the lower. */
const network = halvesNetwork(0.05)
const data = halvesData()
const dependencies = {
  model: network,
  data,
  provenance: halvesProvenance,
  threads: 1,
}
const methods = ['occlusion', 'rise', 'kernel-shap', 'sobol']
const options = {
  ...{ classes: [0, 1], images: 12, methods, samples: 100, regions: 2 },
  ...{ window: 1, stride: 1, steps: 10, segments: 9, segmentation: 'grid', subsets: 20, permutations: 999 },
}

/** Without what depends on the clock and on the threads. */
function comparable({ result, shown }: ComparedMethods): string {
  const { timings: _, provenance: __, methods: compared, ...rest } = result
  const named = compared.map(({ seconds: ___, ...method }) => method)
  return JSON.stringify({
    rest,
    named,
    shown: shown.map(({ maps }) => Object.values(maps).map((map) => [...map])),
  })
}

describe('methods on the same images', () => {
  let compared: ComparedMethods
  const kept = new Map<string, Uint8Array>()
  const cells: CellStore = {
    read: async (key) => kept.get(key)?.slice(),
    write: async (key, bytes) => void kept.set(key, bytes.slice()),
  }
  beforeAll(async () => {
    compared = await runMethods(options, { ...dependencies, cells })
  }, 60_000)

  it('are as faithful as umbra faithfulness says of the occlusion map, ink and random order, to the bit', async () => {
    const { classes, images, window, stride, steps, segments, segmentation, subsets } = options
    const given = {
      classes,
      images,
      window,
      stride,
      steps,
      segments,
      segmentation,
      subsets,
      permutations: 999,
    }
    const alone = await runFaithfulness(given, dependencies)
    expect(compared.result.samples.map(({ index }) => index)).toEqual(alone.samples.map(({ index }) => index))
    for (const [i, { values }] of compared.result.samples.entries()) {
      for (const [name, all] of Object.entries(values)) {
        const own = [all[0], all.at(-2), all.at(-1)]
        expect(own, name).toEqual(alone.samples[i]!.values[name as keyof (typeof alone.samples)[0]['values']])
      }
    }
    const [occlusion] = compared.result.faithfulness
    expect(occlusion!.measures.map(({ orders }) => orders)).toEqual(
      alone.measures.map(({ orders }) => orders),
    )
    // Adjusted over four methods a p-value is never smaller.
    for (const [k, { comparisons }] of occlusion!.measures.entries()) {
      expect(comparisons[0]!.p).toBe(alone.measures[k]!.comparisons[0]!.p)
      expect(comparisons[0]!.adjustedP).toBeGreaterThanOrEqual(alone.measures[k]!.comparisons[0]!.adjustedP)
    }
  }, 60_000)

  it('agree with themselves, and all find that the halves differ', () => {
    const { agreement, answers, verdict, methods: all } = compared.result
    expect(agreement.orders).toEqual([...methods, 'ink', 'random'])
    for (const [i, row] of agreement.spearman.entries()) {
      expect(row[i]).toBe(1)
      for (const [j, value] of row.entries()) expect(value).toBe(agreement.spearman[j]![i])
    }
    expect(agreement.overlap[0]![2]).toBeGreaterThan(agreement.overlap[0]!.at(-1)!)
    expect(answers!.methods.map(({ id }) => id)).toEqual([...methods, 'ink'])
    for (const { profile, regions } of answers!.methods.slice(0, 4)) {
      expect(profile.pHolm).toBeLessThan(0.05)
      expect(regions.map(({ estimate }) => Math.sign(estimate!))).toEqual([1, -1])
    }
    expect(verdict.join('\n')).toContain(
      'That upper and lower differ in their pattern over regions does not depend on the method: all 4 find it',
    )
    expect(verdict.at(-2)).toBe(
      'Region top: the answer does not depend on the method; more for upper by every method.',
    )
    expect(all.every(({ seconds }) => seconds! > 0)).toBe(true)
    const lines = methodsCsv(compared.result).trim().split('\n')
    expect(lines).toHaveLength(1 + 12 * 6)
    expect(lines[0]).toContain('map.overall,map.top,map.bottom')
  })

  it('are the same on two threads and from what was kept, where nothing is timed', async () => {
    const again = await runMethods(options, { ...dependencies, cells, threads: 2 })
    expect(comparable(again)).toBe(comparable(compared))
    expect(again.result.methods.some(({ seconds }) => seconds !== undefined)).toBe(false)
    const fresh = await runMethods(options, { ...dependencies, threads: 2 })
    expect(comparable(fresh)).toBe(comparable(compared))
  }, 60_000)

  it('that fail three times on an image are set aside and named, the rest is kept, and nothing is measured without them', async () => {
    const few = { ...options, ...{ classes: undefined, images: 3, samples: 12, subsets: 3 } }
    const chosen = { ...few, methods: ['rise', 'occlusion'] }
    const fresh = await runMethods(chosen, dependencies)
    const own = new Map<string, Uint8Array>()
    const keeping: CellStore = {
      read: async (key) => own.get(key)?.slice(),
      write: async (key, bytes) => void own.set(key, bytes.slice()),
    }
    const failing = vi.spyOn(rise, 'attribute')
    for (let attempt = 0; attempt < 3; attempt++) failing.mockRejectedValueOnce(new Error('unreachable'))
    const [first] = fresh.result.samples
    await expect(runMethods(chosen, { ...dependencies, cells: keeping })).rejects.toThrow(
      new RegExp(
        `^UNITS_SET_ASIDE: rise map of image ${first!.index}, model \\w+ failed three times \\(unreachable\\)`,
      ),
    )
    failing.mockRestore()
    // Five of six maps, and the measures of two of three images.
    expect(own.size).toBe(7)
    const again = await runMethods(chosen, { ...dependencies, cells: keeping })
    expect(comparable(again)).toBe(comparable(fresh))
    expect(own.size).toBe(9)
  }, 60_000)

  it('are left out where they cannot be, unless they were named', async () => {
    const few = { ...options, classes: undefined, images: 3, samples: 12, subsets: 3 }
    const { result } = await runMethods({ ...few, methods: 'all' }, dependencies)
    const left = result.leftOut.map(({ id }) => id)
    expect(left).toEqual(['kernel-shap', 'sobol', 'grad-cam'])
    expect(result.methods.map(({ id }) => id)).not.toContain('sobol')
    expect(result.answers).toBeUndefined()
    // The network is linear: integrated gradients add up, and of no other method it is asked.
    const complete = result.methods.filter(({ completeness }) => completeness)
    expect(complete.map(({ id }) => id)).toEqual(['integrated-gradients'])
    const { meanDifference, largestResidual } = complete[0]!.completeness!
    expect(meanDifference).toBeGreaterThan(1)
    expect(largestResidual).toBeLessThan(1e-5)
    expect(Object.keys(result.samples[0]!.completeness!)).toEqual(['integrated-gradients'])
    await expect(runMethods({ ...few, methods: ['sobol'] }, dependencies)).rejects.toMatchObject({
      code: 'METHOD_SAMPLES',
    })
    await expect(runMethods({ ...few, methods: ['gradcam'] }, dependencies)).rejects.toMatchObject({
      code: 'METHOD_UNKNOWN',
    })
  }, 60_000)

  it('are the same where others make and measure the maps, of which none is timed or made twice', async () => {
    const few = { ...options, ...{ classes: undefined, images: 3, samples: 12, subsets: 3, methods: 'all' } }
    const chosen = { ...few, baseline: { kind: 'marginal', draws: 2, seed: 1 } }
    const fresh = await runMethods(chosen, dependencies)
    const own = new Map<string, Uint8Array>()
    const keeping: CellStore = {
      read: async (key) => own.get(key)?.slice(),
      write: async () => expect.unreachable('all of it was computed elsewhere'),
    }
    const materials: Materials = {
      subject: async () => ({ network, initialisers: new Map() }),
      images: async (_, places) => selectImages(data.images, Uint32Array.from(places)),
    }
    const workshop = new Workshop({ threads: 1 })
    const compute = async (units: readonly Unit[], from: Materials) => {
      for (const unit of units.map((one): Unit => JSON.parse(JSON.stringify(one)))) {
        const key = await unitKey(unit)
        // What cannot be is for the run to find.
        const values = await workshop.compute(unit, from).catch((error: unknown) => {
          expect(error).toBeInstanceOf(InputError)
        })
        if (values) own.set(key, await sealedValues(values, key))
      }
    }
    const attributing = vi.spyOn(rise, 'attribute')
    const spread: Spread = async (units, _, next) => {
      await compute(units, materials)
      const measures = await next!()
      await compute(measures, { ...materials, kept: keeping.read })
      expect([units.length, measures.length, attributing.mock.calls.length]).toEqual([33, 3, 3])
      const [first] = measures
      const key = await unitKey(first!)
      const measured = own.get(key)
      await compute([first!], materials)
      expect([own.get(key), attributing.mock.calls.length]).toEqual([measured, 4])
    }
    const spreading = await runMethods(chosen, { ...dependencies, cells: keeping, spread })
    attributing.mockRestore()
    workshop.dispose()
    expect(comparable(spreading)).toBe(comparable(fresh))
    expect(spreading.result.leftOut.map(({ id }) => id)).toEqual(['kernel-shap', 'sobol', 'grad-cam'])
    expect(spreading.result.methods.filter(({ seconds }) => seconds !== undefined)).toEqual([])
    expect(own.size).toBe(3 * (8 + 1))
  }, 60_000)

  it('explain pictures without labels, all of them, and even one', async () => {
    const one = {
      ...data,
      images: { data: data.images.data.slice(0, SIDE * SIDE), shape: [1, SIDE, SIDE, 1] as const },
      labels: new Uint8Array(1),
    }
    const config = { ...options, classes: undefined, images: 'all', methods: ['occlusion', 'hsic'] }
    const { result, shown } = await runMethods(config, { ...dependencies, data: one, unlabelled: true })
    expect([result.n, result.samples[0]!.label, shown.length]).toEqual([1, undefined, 1])
    expect(result.faithfulness[0]!.measures[0]!.comparisons[0]!.verdict).toBe('undecided')
    expect(result.verdict).toHaveLength(1)
  }, 60_000)
})
