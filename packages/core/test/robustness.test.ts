import type { Network } from '@umbra/occlusion-wasm'
import {
  adjustedDifference,
  crossedDifference,
  crossedEffect,
  hedgesG,
  mixedAnova,
  pigeonholeBootstrap,
  profileOf,
} from '@umbra/stats'
import { describe, expect, it } from 'vitest'
import {
  type CellStore,
  channelMeans,
  quoteRobustness,
  type RobustnessGridOptions,
  type RobustnessResult,
  runRobustness,
  runStudy,
  type StudyOptions,
  type StudySample,
  specificationCurveOf,
} from '../src/index.js'
import { Random } from '../src/random.js'
import { flat, linearNetwork, middleOnly, randomDataset } from './linear-study.js'

const grid: RobustnessGridOptions = {
  window: [2, 3],
  stride: [1, 3],
  baseline: [0, 'mean'],
  score: ['logit', 'probability', 'margin'],
  normalisation: ['raw', 'ink'],
  regions: [3],
}
const study: StudyOptions = { classes: [0, 1], images: 30, window: [3, 3], permutations: 199 }
const provenance = { command: 'test', created: '2026-01-01T00:00:00Z' }
const data = randomDataset(40, 3)

function run(
  networks: readonly Network[],
  options: {
    grid?: RobustnessGridOptions
    study?: StudyOptions
    cells?: CellStore
    signal?: AbortSignal
  } = {},
): Promise<RobustnessResult> {
  const models = networks.map((model, i) => ({ name: `seed ${i}`, model, sha256: `${i}`, source: 'test' }))
  return runRobustness(
    { ...study, ...options.study },
    options.grid ?? grid,
    { models, data, threads: 1, cells: options.cells, provenance },
    { signal: options.signal },
  )
}

const planted = linearNetwork([flat, middleOnly, flat])
const curveOf = (result: RobustnessResult, measure: string) =>
  result.curves.find((curve) => curve.measure === measure)!

describe('runRobustness', () => {
  it('gives every specification what a study of it gives', async () => {
    // Markers small enough that probabilities move, and that some images are misclassified.
    const unsure = linearNetwork([flat, middleOnly, flat], 3)
    const result = await run([unsure], { study: { images: 25 } })
    // 2×2 windows take one stride of the two.
    expect(result.specifications).toHaveLength(3 * 2 * 3 * 2 * 2)
    for (const s of [0, 7, 20, 33, 46, 59, 71]) {
      const choices = result.specifications[s]!
      const { tests } = (
        await runStudy(
          { ...study, ...choices, normalisation: choices.normalisation as 'raw' | 'ink', images: 25 },
          {
            model: unsure,
            data,
            threads: 1,
            provenance: { ...provenance, model: { sha256: '', source: '' } },
          },
        )
      ).result
      for (const test of [...tests.regions, { ...tests.overall, region: 'whole map' }]) {
        const [own] = curveOf(result, test.region).estimates[s]!.models
        expect(own!.difference).toBeCloseTo(test.estimate!, 4)
        expect(own!.g).toBeCloseTo(test.effect!.value, 4)
        expect(own!.interval![0]).toBeCloseTo(test.effect!.interval![0], 4)
        expect(Math.abs(own!.p - test.p)).toBeLessThan(1e-4)
      }
      const [pattern] = result.pattern!.estimates[s]!.models
      expect(pattern!.etaSquared).toBeCloseTo(tests.interaction.effect!.value, 4)
      expect(Math.abs(pattern!.p - tests.interaction.p)).toBeLessThan(1e-4)
    }
    expect(result.provenance.engine.name).toBe('incremental')
    expect(result.provenance.baselines).toEqual([
      { baseline: 'mean', of: data.name, values: channelMeans(data.images) },
    ])
  })

  it('puts the study itself into any grid', async () => {
    const result = await run([planted], {
      grid: {
        window: [2],
        stride: [1],
        baseline: [0.5],
        score: ['margin'],
        normalisation: ['ink'],
        selection: ['all'],
      },
      study: { score: 'log-probability', baseline: 'mean' },
    })
    expect(result.specifications[result.reference]).toEqual({
      window: [3, 3],
      stride: [1, 1],
      baseline: 'mean',
      score: 'log-probability',
      normalisation: 'raw',
      selection: 'correct',
      regions: 3,
    })
    // Four bands and a grid take raw values and profiles only.
    expect(result.specifications).toHaveLength(2 * 1 * 2 * 2 * 2 * (2 + 1 + 1))
  })

  it('finds a difference planted in the middle under every specification that can see it', async () => {
    const result = await run([planted], {
      grid: { ...grid, score: ['logit'], normalisation: ['raw'], baseline: [0] },
    })
    const middle = curveOf(result, 'middle')
    expect(middle).toMatchObject({ positive: 0, negative: 1, significantNegative: 1 })
    expect(middle.joint.median.p).toBe(1 / 200)
    expect(result.pattern).toMatchObject({ significant: 1, joint: { median: { p: 1 / 200 } } })
    expect(result.curves[0]!.measure).toBe('top against bottom')
    expect(curveOf(result, 'bottom').joint.median.p).toBeGreaterThan(0.01)
  })

  it('takes networks as replicates', async () => {
    const networks = [0.3, 0.4, 0.5, 0.6].map((more) =>
      linearNetwork([flat, flat.map((weight, y) => (y >= 3 && y < 6 ? weight + more : weight)), flat]),
    )
    const result = await run(networks, { grid: { ...grid, score: ['logit'], window: [3] } })
    const curve = curveOf(result, 'middle')
    for (const { models, crossed } of curve.estimates) {
      const g = models.map((estimate) => estimate!.g)
      expect(crossed!.estimate).toBeCloseTo(g.reduce((sum, one) => sum + one, 0) / g.length, 10)
      expect(crossed!.simultaneous!.interval[0]).toBeLessThan(crossed!.interval[0])
      const { networks: of, images, both } = crossed!.shares
      expect(of + images + both).toBeCloseTo(1, 10)
    }
    expect(curve.crossed!.interval[1]).toBeLessThan(0)
    const drawn = specificationCurveOf(result, curve)
    expect(drawn.lines).toBe('95% interval over networks and images')
    expect(drawn.specifications).toHaveLength(curve.groups!.length)
    expect(drawn.specifications[drawn.reference!]).toMatchObject({
      estimate: curve.estimates[result.reference]!.crossed!.estimate,
      interval: curve.estimates[result.reference]!.crossed!.interval,
      singles: curve.estimates[result.reference]!.models.map((one) => one!.g),
    })
    expect(curve.influences.map(({ choice }) => choice)).toContain('network')
  })

  it('says of new networks and images what the functions say of the studies’ own samples', async () => {
    const networks = [0.3, 0.5, 0.6].map((more) =>
      linearNetwork([flat, flat.map((weight, y) => (y >= 3 && y < 6 ? weight + more : weight)), flat], 3),
    )
    const choices = { ...study, images: 'all', selection: 'all' } as const
    const result = await run(networks, {
      grid: {
        window: [3],
        stride: [1],
        baseline: [0],
        score: ['logit', 'margin'],
        normalisation: ['raw'],
        regions: [3],
      },
      study: { images: 'all', selection: 'all' },
    })
    const samples: (readonly StudySample[])[] = []
    for (const model of networks) {
      const origin = { ...provenance, model: { sha256: '', source: '' } }
      samples.push((await runStudy(choices, { model, data, threads: 1, provenance: origin })).data.samples)
    }
    const table = (label: number, r: number) =>
      Float64Array.from(
        samples.flatMap((own) => own.filter((one) => one.label === label).map(({ regions }) => regions[r]!)),
      )
    for (const [r, name] of ['top', 'middle', 'bottom'].entries()) {
      const tables = [table(0, r), table(1, r)] as const
      const { own, crossed } = curveOf(result, name)
      for (const [found, oracle] of [
        [own!.difference, crossedDifference(...tables, 3)],
        [own!.g, crossedEffect(...tables, 3)],
      ] as const) {
        expect(found.estimate / oracle.estimate).toBeCloseTo(1, 5)
        expect(found.interval[0] / oracle.interval[0]).toBeCloseTo(1, 5)
        expect(found.df / oracle.df).toBeCloseTo(1, 3)
        expect(found.shares.images).toBeCloseTo(oracle.variance.shares.images, 4)
        expect(found.images).toEqual([40, 40])
      }
      const wide = crossedEffect(...tables, 3, { confidence: 1 - 0.05 / 3 })
      expect(own!.g.simultaneous).toMatchObject({ level: 0.95, method: 'Bonferroni' })
      expect(own!.g.simultaneous!.interval[1]).toBeCloseTo(wide.interval[1], 4)
      const stream = new Random(1)
      const resampled = pigeonholeBootstrap(...tables, 3, { uniform: () => stream.uniform() })
      // 1,999 resamples of each tell a standard error to 2%.
      expect(
        Math.abs(Math.log(own!.difference.bootstrap!.standardError / resampled.standardError)),
      ).toBeLessThan(0.1)
      const means = curveOf(result, name).groups!.map(
        ({ representative }) => curveOf(result, name).estimates[representative]!.crossed!.estimate,
      )
      expect(crossed!.estimate).toBeCloseTo(means.reduce((sum, one) => sum + one, 0) / means.length, 8)
    }
    expect(result.classes.map(({ n }) => n)).toEqual([40, 40])
  })

  it('reads profiles, values adjusted for ink, and other regions as the functions do', async () => {
    const result = await run([planted], {
      grid: {
        ...grid,
        window: [3],
        stride: [1],
        baseline: [0],
        score: ['logit'],
        normalisation: ['raw', 'ink', 'profile', 'adjusted'],
        regions: [[3, 3]],
      },
      study: { images: 'all', selection: 'all' },
    })
    const place = (normalisation: string, regions: unknown) =>
      result.specifications.findIndex(
        (one) =>
          one.normalisation === normalisation &&
          String(one.regions) === String(regions) &&
          one.selection === 'all',
      )
    const studied = async (regions: 3 | [number, number]) => {
      const origin = { ...provenance, model: { sha256: '', source: '' } }
      const options = { ...study, images: 'all', selection: 'all', regions } as const
      return (await runStudy(options, { model: planted, data, threads: 1, provenance: origin })).data
    }
    const { samples, images } = await studied(3)
    const labels = samples.map(({ label }) => label)
    const { profiles } = profileOf(
      samples.flatMap(({ regions }) => regions),
      3,
    )
    const halves = (values: ArrayLike<number>) =>
      [0, 1].map((label) => Array.from(values).filter((_, i) => labels[i] === label)) as [number[], number[]]
    const middle = curveOf(result, 'middle').estimates
    const ofProfile = hedgesG(...halves(labels.map((_, i) => profiles[3 * i + 1]!)))
    expect(middle[place('profile', 3)]!.models[0]!.g).toBeCloseTo(ofProfile.value, 4)
    const interaction = (values: ArrayLike<number>) => mixedAnova(Array.from(values), labels).interaction
    const pattern = (normalisation: string, regions: unknown) =>
      result.pattern!.estimates[place(normalisation, regions)]!.models[0]
    expect(pattern('profile', 3)!.etaSquared).toBeCloseTo(interaction(profiles).effect.value, 4)
    const cut = (await studied([3, 3])).samples.flatMap(({ regions }) => regions)
    expect(pattern('raw', [3, 3])!.etaSquared).toBeCloseTo(interaction(cut).effect.value, 4)
    expect(pattern('profile', [3, 3])!.etaSquared).toBeCloseTo(
      interaction(profileOf(cut, 9).profiles).effect.value,
      4,
    )
    const pixels = images.data.length / samples.length
    const ink = labels.map((_, i) =>
      images.data.subarray(i * pixels, (i + 1) * pixels).reduce((sum, value) => sum + value, 0),
    )
    const adjusted = adjustedDifference(...halves(samples.map(({ regions }) => regions[1]!)), ...halves(ink))
    const own = middle[place('adjusted', 3)]!.models[0]!
    expect(own.difference).toBeCloseTo(adjusted.estimate, 4)
    // Of 80 images, HC3 and the linearised sandwich differ by a few percent of t.
    expect(Math.abs(Math.log(Math.log(own.p) / adjusted.logP))).toBeLessThan(0.1)
    expect(curveOf(result, 'whole map').estimates[place('profile', 3)]!.models[0]).toBeNull()
    expect([place('ink', [3, 3]), place('adjusted', [3, 3])]).toEqual([-1, -1])
  })

  it('counts specifications that give one answer once, and keeps those apart that do not', async () => {
    const result = await run([planted], {
      grid: {
        window: [3],
        stride: [1],
        baseline: [0, 1],
        score: ['logit'],
        normalisation: ['raw', 'ink'],
        regions: [3],
      },
    })
    const top = curveOf(result, 'top')
    // Correct and all are one answer each; raw and per ink, black and white differ.
    expect(result.specifications).toHaveLength(8)
    expect(top.groups!.map(({ members }) => members.length)).toEqual([2, 2, 2, 2])
    expect(top.effective).toBeGreaterThan(1)
    expect(top.effective).toBeLessThanOrEqual(4)
    expect(top.groups!.every(({ weakest }) => weakest >= 0.995)).toBe(true)
    expect(top.groups![0]!.representative).toBe(result.reference)
    const shares = top.groups!.map(({ representative }) => top.estimates[representative]!.models[0]!.g > 0)
    expect(top.positive).toBe(shares.filter(Boolean).length / 4)
    for (const { members, representative, spread } of top.groups!) {
      const g = (s: number) => top.estimates[s]!.models[0]!.g
      expect(spread).toBeCloseTo(Math.max(...members.map((s) => Math.abs(g(s) - g(representative)))), 12)
    }
  })

  it('refuses, before anything is mapped, a grid with ink where too few images have ink in every region', async () => {
    const inkless = { ...data, images: { ...data.images, data: data.images.data.slice() } }
    for (let i = 0; i < inkless.images.data.length; i++) if (i % 81 >= 54) inkless.images.data[i] = 0
    const progress: unknown[] = []
    const repeated = (normalisation: ('raw' | 'ink')[]) =>
      runRobustness(
        study,
        { ...grid, baseline: [0], normalisation },
        {
          models: [{ name: 'one', model: planted, sha256: '', source: '' }],
          data: inkless,
          threads: 1,
          provenance,
        },
        { onProgress: (step) => progress.push(step) },
      )
    await expect(repeated(['raw', 'ink'])).rejects.toMatchObject({
      code: 'SAMPLE_TOO_LARGE',
      message: expect.stringMatching(/30 correctly .* ink in every region .* has 0; 40 of 40 .*raw/),
    })
    expect(progress).toEqual([])
    expect(curveOf(await repeated(['raw']), 'bottom').estimates.every(({ models }) => models[0])).toBe(true)
  })

  it('draws for ink the images a study of ink draws: only those with ink in every region', async () => {
    const spotty = { ...data, images: { ...data.images, data: data.images.data.slice() } }
    for (let i = 0; i < 30; i++) spotty.images.data.fill(0, i * 81 + 54, (i + 1) * 81)
    const dependencies = { data: spotty, threads: 1 as const }
    const choices = { ...study, images: 20, normalisation: 'ink' } as const
    const result = await runRobustness(
      choices,
      { ...grid, window: [3], stride: [1], baseline: [0], score: ['logit'] },
      { ...dependencies, models: [{ name: 'one', model: planted, sha256: '', source: '' }], provenance },
    )
    const alone = await runStudy(choices, {
      ...dependencies,
      model: planted,
      provenance: { ...provenance, model: { sha256: '', source: '' } },
    })
    const own = curveOf(result, 'bottom').estimates[result.reference]!.models[0]!
    expect(own.g).toBeCloseTo(alone.result.tests.regions[2]!.effect!.value, 4)
    expect(alone.result.classes.map(({ n, withoutInk }) => [n, withoutInk! > 0])).toEqual([
      [20, true],
      [20, true],
    ])
  })

  it('goes on from the passes kept, and trusts none that is not whole', async () => {
    const kept = new Map<string, Uint8Array>()
    let writes = 0
    const abort = new AbortController()
    const cells: CellStore = {
      read: async (key) => kept.get(key),
      write: async (key, bytes) => {
        kept.set(key, bytes.slice())
        if (++writes === 2) abort.abort(new Error('enough'))
      },
    }
    await expect(run([planted], { cells, signal: abort.signal })).rejects.toThrow('enough')
    expect(writes).toBe(2)
    kept.set([...kept.keys()][0]!, new Uint8Array(8))
    const resumed = await run([planted], { cells })
    expect(writes).toBe(2 + 1 + 4)
    const { timings: _, ...fresh } = await run([planted])
    expect(resumed).toMatchObject(fresh)
    await run([planted], { cells, study: { seed: 1 } })
    expect(writes).toBe(7 + 6)
  })

  it.each([
    ['MODELS_NONE', () => run([])],
    ['MODELS_ALIKE', () => runTwice()],
    ['OPTION_INVALID', () => run([planted], { grid: { window: [] } })],
    ['OPTION_INVALID', () => run([planted], { grid: { windows: [3] } as RobustnessGridOptions })],
    ['WINDOW_EXCEEDS_IMAGE', () => run([planted], { grid: { window: [10] } })],
  ])('refuses with %s', async (code, attempt) => {
    await expect(attempt()).rejects.toMatchObject({ code })
  })

  function runTwice() {
    const model = { name: 'a', model: planted, sha256: 'same', source: 'test' }
    return runRobustness(study, grid, { models: [model, { ...model, name: 'b' }], data, provenance })
  }

  it('takes regions that are no bands: each of them and the whole map, without contrasts', async () => {
    const result = await run([planted], {
      grid: { ...grid, score: ['logit'], normalisation: ['raw'], baseline: [0] },
      study: { regions: [3, 2] },
    })
    expect(result.curves.map(({ measure }) => measure)).toEqual([
      'r1 c1',
      'r1 c2',
      'r2 c1',
      'r2 c2',
      'r3 c1',
      'r3 c2',
      'whole map',
    ])
    expect(curveOf(result, 'r2 c1').negative).toBe(1)
    expect(result.pattern!.significant).toBe(1)
  })

  it('survives JSON', async () => {
    const result = await run([planted])
    expect(JSON.parse(JSON.stringify(result))).toEqual(result)
  })
})

it('a null study is called different by the joint test at about the rate promised', async () => {
  let rejected = 0
  for (let seed = 0; seed < 40; seed++) {
    const result = await runRobustness(
      { ...study, images: 15, permutations: 99 },
      { window: [3], stride: [3], baseline: [0], score: ['logit', 'margin'], selection: ['correct'] },
      {
        models: [{ name: 'one', model: linearNetwork([flat, flat, flat]), sha256: '', source: '' }],
        data: randomDataset(15, 100 + seed),
        threads: 1,
        provenance,
      },
    )
    if (curveOf(result, 'bottom').joint.median.p <= 0.05) rejected++
  }
  // 99.9% point of a binomial with n = 40, p = 0.05.
  expect(rejected).toBeLessThanOrEqual(7)
})

describe('quoteRobustness', () => {
  const asked = (options: StudyOptions = {}) =>
    runStudy(
      { ...study, ...options },
      { model: planted, data, threads: 1, provenance: { ...provenance, model: { sha256: '', source: '' } } },
    )

  it('tells in the verdict how far the answer survives', async () => {
    const robustness = await run([planted])
    const { result } = quoteRobustness(await asked(), robustness)
    expect(result.robustness).toMatchObject({ specifications: 72, models: 1 })
    expect(result.verdict.text).toMatch(/from 72 ways of running the study on one network/)
    expect(result.verdict.text).not.toMatch(/other choices can change it/)
  })

  it('refuses what is about other classes', async () => {
    const robustness = await run([planted])
    const other = await asked({ classes: [0, 2] })
    expect(() => quoteRobustness(other, robustness)).toThrow(
      expect.objectContaining({ code: 'ROBUSTNESS_OTHER' }),
    )
  })
})
