import type { Network } from '@umbra/occlusion-wasm'
import { parquetReadObjects } from 'hyparquet'
import { describe, expect, it } from 'vitest'
import {
  type Dataset,
  regionsParquet,
  runStudy,
  type Study,
  type StudyOptions,
  samplesCsv,
  samplesParquet,
} from '../src/index.js'
import { flat, linearNetwork, middleOnly, randomDataset } from './linear-study.js'

const SIZE = 9

interface Subject {
  readonly network: Network
  readonly data: Dataset
}

/** Every image of class zero also as one of class one. */
function twins(network: Network): Subject {
  const data = randomDataset(60, 1)
  const images = { ...data.images, data: data.images.data.slice() }
  data.labels.forEach((label, i) => {
    // Without the marker, whose weight differs between the classes.
    images.data.fill(0, i * SIZE * SIZE, i * SIZE * SIZE + SIZE)
    if (label === 1) images.data.copyWithin(i * SIZE * SIZE, (i - 1) * SIZE * SIZE, i * SIZE * SIZE)
  })
  return { network, data: { ...data, images } }
}

function run(subject: Network | Subject, options: StudyOptions, seed = 1): Promise<Study> {
  const { network, data } =
    'network' in subject ? subject : { network: subject, data: randomDataset(60, seed) }
  const provenance = {
    command: 'test',
    model: { sha256: '', source: 'test' },
    created: '2026-01-01T00:00:00Z',
  }
  const config = {
    classes: [0, 1] as [number, number],
    images: 40,
    controls: 0,
    window: 3,
    permutations: 199,
    ...options,
  }
  return runStudy(config as StudyOptions, {
    model: network,
    data,
    threads: 1,
    provenance,
  })
}

describe('runStudy', () => {
  it('maps a linear network as its closed form says', async () => {
    const network = linearNetwork([flat, middleOnly, flat])
    const { data, result } = await run(network, { window: 1 })
    const i = data.samples.findIndex(({ label }) => label === 1)
    const image = data.images.data.subarray(i * SIZE * SIZE, (i + 1) * SIZE * SIZE)
    const map = data.maps.data.subarray(i * SIZE * SIZE, (i + 1) * SIZE * SIZE)
    // One-pixel windows over a linear logit: the map is weight times ink, exactly.
    for (let p = SIZE; p < map.length; p++) {
      expect(map[p]).toBeCloseTo(middleOnly[Math.floor(p / SIZE)]! * image[p]!, 3)
    }
    expect(result.provenance.engine.name).toBe('incremental')
  })

  it('finds a difference planted in the middle, with its sign, and says so', async () => {
    const { result } = await run(linearNetwork([flat, middleOnly, flat]), { window: 1 })
    const middle = result.tests.regions.find(({ region }) => region === 'middle')!
    const bottom = result.tests.regions.find(({ region }) => region === 'bottom')!
    expect(result.tests.interaction.p).toBeLessThan(1e-6)
    expect(middle.estimate).toBeLessThan(0)
    expect(middle.pHolm).toBeLessThan(1e-6)
    expect(middle.permutation.p).toBe(1 / 200)
    expect(bottom.pHolm).toBeGreaterThan(0.01)
    expect(result.verdict).toMatchObject({ supported: true })
    expect(result.verdict.text).toMatch(/most in the middle, whose share is larger for one than for zero/)
  })

  it('finds nothing between two classes the network treats alike, at about the rate it promises', async () => {
    let rejected = 0
    for (let seed = 0; seed < 40; seed++) {
      const { result } = await run(
        linearNetwork([flat, flat, flat]),
        { images: 20, permutations: 99, window: 1 },
        seed,
      )
      // The marker row differs in place only: all of it lies in the top band, and its size is the same.
      if (result.tests.regions.find(({ region }) => region === 'bottom')!.p < 0.05) rejected++
    }
    // 99.9% point of a binomial with n = 40, p = 0.05.
    expect(rejected).toBeLessThanOrEqual(7)
  })

  it('takes no strength for place: the same images under two labels, one logit twice the other', async () => {
    const double = linearNetwork([middleOnly, middleOnly.map((weight) => 2 * weight), flat], 0)
    const { result } = await run(twins(double), { images: 60, selection: 'all', window: 1, controls: 2 })
    const { profile, strength, interaction } = result.tests
    expect(interaction.p).toBeLessThan(1e-4)
    expect(profile!.permutationP).toBe(1)
    expect(strength!.p).toBeLessThan(1e-10)
    expect(result.verdict.supported).toBe(false)
    expect(result.verdict.text).toMatch(
      /^No difference in where .* The maps are stronger for one than for zero/,
    )
  })

  it('takes no place for strength: the same images, the weight of the middle moved to the bottom', async () => {
    const lower = [...middleOnly.slice(0, 3), ...middleOnly.slice(6), ...middleOnly.slice(3, 6)]
    const moved = linearNetwork([middleOnly, lower, flat], 0)
    const { result } = await run(twins(moved), { images: 60, selection: 'all', window: 1, controls: 0 })
    expect(result.tests.profile!.permutationP).toBe(1 / 200)
    expect(result.verdict.text).toMatch(
      /in different places .*Whether that was learned was not examined: .* In strength no difference was found/,
    )
  })

  it('counts images without a profile, and says so', async () => {
    const blank = randomDataset(60, 1)
    const images = { ...blank.images, data: blank.images.data.slice() }
    blank.labels.forEach((label, i) => {
      if (label === 0 && i % 2 === 0) images.data.fill(0, i * SIZE * SIZE, (i + 1) * SIZE * SIZE)
    })
    const network = linearNetwork([middleOnly, flat, flat], 0)
    const { result } = await run(
      { network, data: { ...blank, images } },
      { images: 60, selection: 'all', controls: 1 },
    )
    expect(result.tests.profile).toMatchObject({ without: [30, 0], n: [30, 60] })
    expect(result.tests.strength!.n).toEqual([60, 60])
    expect(result.verdict.text).toContain('without a profile 30 of zero and 0 of one')
  })

  it('refuses so few relabellings that no difference could be found', async () => {
    const network = linearNetwork([flat, middleOnly, flat])
    await expect(run(network, { permutations: 199, confidence: 0.999 })).rejects.toMatchObject({
      code: 'OPTION_INVALID',
      message: expect.stringContaining('expected at least 1000'),
    })
  })

  it('says why a model has no untrained networks, and that controls were turned off', async () => {
    const nothing = linearNetwork([flat.map(() => 0), flat.map(() => 0), flat.map(() => 0)], 0)
    const untrained = async (network: Network, options: StudyOptions) =>
      (await run(network, { selection: 'all', ...options })).result.controls!.untrained
    expect(await untrained(nothing, { controls: 3 })).toEqual({
      draws: 3,
      notComputed: 'the network has no layer whose weights could be drawn anew',
    })
    expect(await untrained(linearNetwork([flat, middleOnly, flat]), { controls: 0 })).toEqual({
      draws: 0,
      notComputed: 'controls were turned off',
    })
  })

  it('is the same for the same seed, draws others for another, and does not depend on threads', async () => {
    const network = linearNetwork([flat, middleOnly, flat])
    const strip = ({ result, data }: Study) => ({
      tests: result.tests,
      classes: result.classes,
      maps: data.maps,
      samples: data.samples,
    })
    const first = await run(network, {})
    expect(strip(await run(network, {}))).toEqual(strip(first))
    const other = await run(network, { seed: 1 })
    expect(other.data.samples.map(({ index }) => index)).not.toEqual(
      first.data.samples.map(({ index }) => index),
    )
  })

  it('keeps correctly classified images only, counts the others, and takes all when asked', async () => {
    // Without markers class one is never recognised.
    const blind = linearNetwork([flat, flat.map(() => -9), flat], 0)
    await expect(run(blind, { classes: [1, 2] })).rejects.toMatchObject({ code: 'SAMPLE_TOO_LARGE' })
    const { result } = await run(blind, { classes: [1, 2], selection: 'all' })
    expect(result.classes.map(({ n, excluded }) => [n, excluded])).toEqual([
      [40, 0],
      [40, 0],
    ])
  })

  it('leaves ink-adjusted regions without ink out, and counts what is left', async () => {
    const { result } = await run(linearNetwork([flat, middleOnly, flat]), { normalisation: 'ink' })
    for (const { regions } of result.classes) for (const { n } of regions) expect(n).toBeLessThanOrEqual(40)
    expect(Number.isFinite(result.tests.interaction.p)).toBe(true)
  })

  it('survives JSON and gives a CSV row for every image', async () => {
    const study = await run(linearNetwork([flat, middleOnly, flat]), {})
    expect(JSON.parse(JSON.stringify(study.result))).toEqual(study.result)
    const lines = samplesCsv(study).trimEnd().split('\n')
    expect(lines[0]).toBe('index,label,predicted,probability,overall,top,middle,bottom')
    expect(lines).toHaveLength(81)
  })

  it('gives Parquet that another reader opens: a row for every image, and for every region of one', async () => {
    const { result, data } = await run(linearNetwork([flat, middleOnly, flat]), { normalisation: 'ink' })
    // In the first image's top band there is no ink, as it were.
    const samples = data.samples.map((sample, i) =>
      i === 0 ? { ...sample, regions: [Number.NaN, ...sample.regions.slice(1)] } : sample,
    )
    const study = { result, data: { ...data, samples } }
    const read = (bytes: Uint8Array) => parquetReadObjects({ file: bytes.slice().buffer })
    const rows = await read(samplesParquet(study))
    const side = (i: number) => result.classes[i < 40 ? 0 : 1].name
    expect(rows).toEqual(
      samples.map(({ regions: [top, middle, bottom], ...sample }, i) => ({
        ...sample,
        class: side(i),
        top: Number.isNaN(top) ? null : top,
        middle,
        bottom,
      })),
    )
    const long = await read(regionsParquet(study))
    expect(long).toHaveLength(240)
    expect(long[0]).toMatchObject({ region: 'top', sensitivity: null })
    expect(long[239]).toMatchObject({
      class: side(79),
      index: samples[79]!.index,
      region: 'bottom',
      sensitivity: samples[79]!.regions[2],
    })
    expect(samplesParquet(study)).toEqual(samplesParquet(study))
  })

  it.each([
    ['OPTION_INVALID', { images: 1 }],
    ['OPTION_INVALID', { classes: [4, 4] }],
    ['CLASS_UNKNOWN', { classes: [0, 7] }],
    ['SAMPLE_TOO_LARGE', { images: 61 }],
    ['WINDOW_EXCEEDS_IMAGE', { window: 10 }],
  ])('refuses with %s', async (code, options) => {
    await expect(run(linearNetwork([flat, flat, flat]), options as StudyOptions)).rejects.toMatchObject({
      code,
    })
  })
})
