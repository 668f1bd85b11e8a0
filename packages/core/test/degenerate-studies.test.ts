/**
 * Studies of data on which some test has no answer: nothing ends once maps are made, and what could not be computed is
 * said, in the result and in everything made from it.
 */
import type { Network } from '@umbra/occlusion-wasm'
import { parseHTML } from 'linkedom'
import { describe, expect, it } from 'vitest'
import {
  type Dataset,
  pairsCsv,
  pairsFigures,
  primaryCurveOf,
  quoteRobustness,
  renderPairsReport,
  renderReport,
  robustnessFigures,
  runPairs,
  runRobustness,
  runStudy,
  type Study,
  type StudyOptions,
  studyFigures,
} from '../src/index.js'
import { flat, linearNetwork, middleOnly, randomDataset } from './linear-study.js'

const AREA = 81
const provenance = { command: 'test', model: { sha256: '', source: 'test' }, created: '2026-01-01T00:00:00Z' }
const network = linearNetwork([flat, middleOnly, flat])

/** The images of some classes made anew from what they were. */
function changed(
  data: Dataset,
  classes: readonly number[],
  change: (image: Float32Array, first: Float32Array) => void,
) {
  const images = { ...data.images, data: data.images.data.slice() }
  const image = (i: number) => images.data.subarray(i * AREA, (i + 1) * AREA)
  data.labels.forEach((label, i) => {
    if (classes.includes(label)) change(image(i), image(label))
  })
  return { ...data, images }
}

const identical = (image: Float32Array, first: Float32Array) => image.set(first)

function study(data: Dataset, options: StudyOptions = {}, model: Network = network): Promise<Study> {
  return runStudy(
    { classes: [0, 1], images: 12, window: 3, permutations: 99, ...options },
    { model, data, threads: 1, provenance },
  )
}

/** Draws all that is made of a study, and gives the page as text. */
function pageOf(done: Study): string {
  const { document } = parseHTML('<html></html>')
  const page = renderReport(done, { figures: studyFigures(done, { document }) })
  expect(page).not.toMatch(/NaN|undefined|\[object|Infinity/)
  return page
}

const data = randomDataset(20, 4)

describe('a study of', () => {
  it('identical images in both classes says that the primary test could not be computed', async () => {
    const done = await study(changed(data, [0, 1], identical))
    const { tests, verdict } = done.result
    expect(tests.interaction).toMatchObject({ p: Number.NaN, n: [12, 12], notComputed: expect.any(String) })
    for (const test of tests.regions) {
      expect(test.notComputed).toBe('the values of a class do not vary')
      expect(test.pHolm).toBeNaN()
      expect(Number.isFinite(test.estimate)).toBe(true)
    }
    expect(verdict.supported).toBe(false)
    expect(tests.profile).toMatchObject({ permutationP: Number.NaN, notComputed: expect.any(String) })
    expect(verdict.text).toMatch(/could not be tested/)
    expect(pageOf(done)).toMatch(/could not be computed/i)
    expect(JSON.parse(JSON.stringify(done.result)).tests.interaction.p).toBeNull()
  })

  it('identical images in one class tests what can be tested', async () => {
    const done = await study(changed(data, [0], identical))
    expect(done.result.tests.interaction.p).toBeGreaterThanOrEqual(0)
    pageOf(done)
  })

  it('maps that are zero everywhere finds no difference and names no region', async () => {
    const nothing = linearNetwork([flat.map(() => 0), flat.map(() => 0), flat.map(() => 0)], 0)
    const done = await study(data, { selection: 'all' }, nothing)
    const { tests, verdict } = done.result
    expect(tests.interaction.p).toBe(1)
    expect(tests.profile).toMatchObject({ n: [0, 0], without: [12, 12] })
    expect(verdict.text).toMatch(/since fewer than two images of a class have any sensitivity/)
    expect(verdict.text).not.toMatch(/top|middle|bottom/)
    pageOf(done)
  })

  it('two images of each class', async () => {
    const done = await study(data, { images: 2 })
    expect(done.result.tests.interaction.n).toEqual([2, 2])
    pageOf(done)
  })

  it.each([
    ['regions of one pixel', { regions: [9, 9] as [number, number] }],
    ['a margin', { score: 'margin' as const }],
    ['a baseline equal to the ink', { baseline: 1 }],
  ])('identical images, %s', async (_, options) => {
    pageOf(await study(changed(data, [0, 1], identical), options))
  })

  it('images that all have the same mean map', async () => {
    // Two images of a class that swap two halves of their ink: whole maps equal, pixels not.
    const done = await study(
      changed(data, [0, 1], (image) => {
        const label = image.slice(0, 9)
        image.fill(0)
        image.set(label)
        image[AREA - 1 - Math.floor(Math.abs(Math.sin(image.byteOffset)) * 9)] = 1
      }),
      { window: 1 },
    )
    pageOf(done)
  })

  it('ink where an image lacks it in a region draws others, equally many, and counts', async () => {
    const bare = changed(data, [0, 1], (image, _) => {
      if (Math.sin(image.byteOffset) > 0.3) image.fill(0, 54)
    })
    const done = await study(bare, { images: 6, normalisation: 'ink' })
    const { classes, tests } = done.result
    expect(tests.interaction.n).toEqual([6, 6])
    for (const test of [...tests.regions, tests.overall]) expect(test.n).toEqual([6, 6])
    for (const { withoutInk } of classes) expect(withoutInk).toBeGreaterThan(0)
    expect(done.data.samples.every(({ regions }) => regions.every(Number.isFinite))).toBe(true)
    expect(pageOf(done)).toMatch(/\d+ without ink in some region left out/)
  })

  it('ink with too few such images is refused before anything is mapped', async () => {
    const bare = changed(data, [1], (image) => image.fill(0, 54))
    const steps: string[] = []
    const run = runStudy(
      { classes: [0, 1], images: 6, normalisation: 'ink' },
      { model: network, data: bare, threads: 1, provenance },
      { onProgress: ({ stage }) => steps.push(stage) },
    )
    await expect(run).rejects.toMatchObject({
      code: 'SAMPLE_TOO_LARGE',
      message: expect.stringMatching(
        /6 correctly classified images of class 1 with ink in every region asked for, synthetic test has 0; 20 of 20 .*sensitivity: larger regions/,
      ),
    })
    expect(steps).toEqual([])
  })
})

it.each([
  ['both classes', [0, 1]],
  ['one class', [0]],
])(
  'a specification curve of identical images in %s finds no pattern that a study could not compute',
  async (_, classes) => {
    const alike = changed(data, classes, identical)
    const config = { classes: [0, 1] as [number, number], images: 8, window: 3, permutations: 99 }
    const robustness = await runRobustness(
      config,
      { window: [3], stride: [1], baseline: [0], score: ['logit', 'probability'] },
      {
        models: [{ name: 'a', model: network, sha256: '1', source: '' }],
        data: alike,
        threads: 1,
        provenance,
      },
    )
    const done = quoteRobustness(await study(alike, config), robustness)
    const computed = done.result.tests.interaction.notComputed === undefined
    expect(computed).toBe(classes.length === 1)
    expect(robustness.pattern?.estimates[robustness.reference]?.models[0] ?? null).toEqual(
      computed ? expect.objectContaining({ p: expect.any(Number) }) : null,
    )
    if (!computed) expect(done.result.verdict.text).not.toMatch(/find different patterns/)
    const { document } = parseHTML('<html></html>')
    const figures = robustnessFigures(robustness, { document })
    const page = renderReport(done, {
      figures: { ...studyFigures(done, { document }), robustness: figures.robustness! },
      specifications: primaryCurveOf(robustness),
      robustness: { result: robustness, figures },
    })
    expect(page).not.toMatch(/NaN|undefined|\[object|Infinity/)
  },
)

it('all pairs of classes of identical images are compared as far as they can be', async () => {
  const result = await runPairs(
    { images: 8, window: 3, permutations: 99 },
    { model: network, data: changed(data, [0, 1], identical), threads: 1, provenance },
  )
  expect(result.pairs.map(({ interaction }) => interaction.notComputed === undefined)).toEqual([
    false,
    true,
    true,
  ])
  expect(result.verdict.text).toMatch(/could not be computed for zero and one/)
  expect(renderPairsReport(result, pairsFigures(result))).not.toMatch(/NaN|undefined|\[object/)
  expect(pairsCsv(result)).not.toMatch(/undefined/)
})
