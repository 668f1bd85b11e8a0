import { parseHTML } from 'linkedom'
import { beforeAll, describe, expect, test } from 'vitest'
import { firstImageOf, syntheticSpecifications, syntheticStudy } from '../../test/synthetic-study.js'
import { assertWellFormed } from '../../test/well-formed.js'
import type { Study } from '../study/result.js'
import {
  calibrationFigure,
  differenceFigure,
  explanationFigure,
  mapsFigure,
  overviewFigure,
  pairMatrixFigure,
  randomisationFigure,
  regionsFigure,
  sensitivityScale,
  specificationShares,
  studyFigures,
} from './index.js'

const { document } = parseHTML('<!doctype html><html></html>') as unknown as { document: Document }
const study = syntheticStudy({ images: 14 })
const gallery: Record<string, string> = {}

beforeAll(() => {
  Object.assign(gallery, studyFigures(study, { document, specifications: syntheticSpecifications() }), {
    explanation: explanationFigure({
      ...firstImageOf(study),
      title: 'What speaks for 6',
      subtitle: 'MNIST test, image 11 · predicted 6 (99.8%) · window 4×4, stride 1×1, baseline 0',
      className: '6',
      score: 'logit',
    }),
    pairs: pairMatrixFigure({
      classes: ['0', '1', '2', '3'],
      measure: 'Whole map',
      effect: 'Hedges g of whole-map sensitivity',
      adjustment: 'Holm over 6 pairs',
      alpha: 0.05,
      pairs: [
        { row: 0, column: 1, effect: 1.31, p: 3.1e-12 },
        { row: 0, column: 2, effect: -0.24, p: 0.21 },
        { row: 0, column: 3, effect: 0.05, p: 1 },
        { row: 1, column: 2, effect: -0.97, p: 4.5e-7 },
        { row: 1, column: 3, effect: -0.62, p: 0.004 },
        { row: 2, column: 3, effect: 0.33, p: 0.09 },
      ],
    }),
    'pairs-size': pairMatrixFigure({
      classes: ['0', '1', '2'],
      measure: 'Pattern over regions',
      effect: 'generalised eta squared of class × region',
      directed: false,
      adjustment: 'Holm over 3 pairs',
      alpha: 0.05,
      pairs: [
        { row: 0, column: 1, effect: 0.31, p: 3.1e-12 },
        { row: 0, column: 2, effect: 0.004, p: 0.21 },
        { row: 1, column: 2, effect: 0.12, p: 4.5e-7 },
      ],
    }),
    randomisation: randomisationFigure(
      {
        result: {
          schema: 'umbra.randomisation/1',
          order: 'cascading',
          draws: 10,
          seed: 0,
          confidence: 0.95,
          images: 5,
          over: 'images',
          target: [6, 6, 6, 6, 6],
          engine: { name: 'incremental', variant: 'simd', threads: 1, reason: 'asked for' },
          steps: ['logits', 'a layer whose name is far too long to be set here', 'conv1'].map((name, s) => ({
            name,
            layers: s + 1,
            drawn: s === 0 ? ('initialised' as const) : ('permuted' as const),
            spearman: { mean: 0.3 - 0.15 * s, interval: [0.1 - 0.2 * s, 0.5 - 0.1 * s], n: 5, undefined: 0 },
            spearmanOfMagnitudes: { mean: 0.9, interval: [0.85, 0.95], n: 5, undefined: 0 },
            ssim: { mean: s === 2 ? Number.NaN : 0.4, n: 1, undefined: 4 },
          })),
        },
        trained: [study.data.maps.data.slice(0, 784)],
        firstDraw: [
          [study.data.maps.data.slice(784, 1568)],
          [study.data.maps.data.slice(1568, 2352)],
          [undefined],
        ],
        image: { data: study.data.images.data.subarray(0, 784), shape: [28, 28, 1] },
        title: 'Weights drawn anew: image 11',
        subtitle: 'The map changes as soon as the last layer, logits, is drawn anew: Spearman 0.30.',
      },
      { document },
    ),
    calibration: calibrationFigure(
      {
        alpha: 0.05,
        design: 'one class split in two at random',
        rows: [
          { test: 'Welch t', rejections: 48, runs: 1000, interval: [0.036, 0.063] },
          { test: 'Student t over pooled pixels', rejections: 731, runs: 1000, interval: [0.702, 0.758] },
        ],
      },
      { document },
    ),
  })
})

const NAMES =
  'overview maps regions profiles untrained cascade difference training robustness explanation pairs pairs-size randomisation calibration'.split(
    ' ',
  )

describe.each(NAMES)('the %s figure', (name) => {
  test('looks as it did when it was last looked at', async () => {
    // A line for each element, so that a change reads as one.
    await expect(`${gallery[name]!.replaceAll('><', '>\n<')}\n`).toMatchFileSnapshot(
      `../../test/gallery/${name}.svg`,
    )
  })

  test('is one well-formed, self-contained, finite and titled document without ids', () => {
    const drawn = gallery[name]!
    assertWellFormed(drawn)
    expect(drawn).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 [\d.]+ [\d.]+"/)
    expect(drawn).toMatch(/<title>[^<]+<\/title><desc>[^<]+<\/desc>/)
    expect(drawn).toContain('font-family="DejaVu Sans, system-ui, sans-serif"')
    expect(drawn).not.toMatch(/\bid="|<style|<script|href=|url\(|currentColor/)
    expect(drawn.replace(/>[^<]*</g, '><')).not.toMatch(/NaN|Infinity|undefined|null/)
  })

  test('keeps its heading within its edges', () => {
    const [, width] = gallery[name]!.match(/viewBox="0 0 ([\d.]+)/)!
    const headings = [...gallery[name]!.matchAll(/<text x="16" y="(24|42|57)"[^>]*>([^<]*)</g)]
    expect(headings.length).toBeGreaterThanOrEqual(2)
    for (const [, y, content] of headings) {
      // Widths of a character in DejaVu Sans Bold at 16 pixels and DejaVu Sans at 11.
      expect(16 + content!.length * (y === '24' ? 11 : 5.8)).toBeLessThan(Number(width))
    }
  })
})

test('a cascade shows a map of each class and of their difference at every step, and a field where there is none', () => {
  const panels = gallery.cascade!.match(/<rect width="112" height="112"/g)
  expect(panels).toHaveLength(9)
  expect(gallery.cascade!.match(/<rect width="112" height="112" fill="#c9ced4"/g)).toHaveLength(3)
  const { cascade: _, ...data } = study.data
  const without = studyFigures({ ...study, data }, { document }).cascade!
  expect(without).not.toContain('mean maps of the first draw')
  assertWellFormed(without)
})

test('nothing depends on what was drawn before', () => {
  expect(overviewFigure(study, { document })).toBe(gallery.overview)
})

test('maps that are compared share one scale, and its ends stand in the legend', () => {
  const limit = sensitivityScale(study.data.maps.data).limit
  const ends = [...gallery.maps!.matchAll(/>([+−])([\d.]+)<\/text>/g)].map(
    ([, sign, value]) => `${sign}${value}`,
  )
  expect(new Set(ends.map((end) => end.slice(1))).size).toBe(2)
  const drawnLimit = Math.max(...ends.map((end) => Number(end.slice(1))))
  expect(drawnLimit).toBeLessThanOrEqual(limit)
  expect(ends).toContain(`−${drawnLimit}`)
  expect(ends).toContain(`+${drawnLimit}`)
})

test('significant clusters are solid, others dashed', () => {
  const { clusters } = study.result.tests.clusters
  const significant = clusters.filter(({ p }) => p <= 0.05).length
  const dashed = (withP: number) => {
    const changed = clusters.map((cluster) => ({ ...cluster, p: withP }))
    const tests = { ...study.result.tests, clusters: { threshold: 1.97, clusters: changed } }
    const drawn = differenceFigure({ ...study, result: { ...study.result, tests } })
    return drawn.match(/stroke-linejoin="round"[^>]*stroke-dasharray/g)?.length ?? 0
  }
  expect(significant).toBeGreaterThan(0)
  expect([dashed(0.001), dashed(0.5)]).toEqual([0, 3 * clusters.length])
})

/** The same study with other maps and whatever follows from them. */
function withMaps(map: (value: number) => number): Study {
  const maps = { ...study.data.maps, data: study.data.maps.data.map(map) }
  return { ...study, data: { ...study.data, maps } }
}

test('maps of zeros draw as zero', () => {
  const zero = withMaps(() => 0)
  for (const drawn of [mapsFigure(zero), differenceFigure(zero), overviewFigure(zero, { document })]) {
    assertWellFormed(drawn)
    expect(drawn).toContain('>0</text>')
    expect(drawn).not.toMatch(/>[+−][\d.]+<\/text>.*opposed/)
  }
})

test('names from a dataset are text, however they look', () => {
  const evil = '<b>"&\u0007'
  const classes = study.result.classes.map((summary) => ({ ...summary, name: evil }))
  const result = { ...study.result, classes: [classes[0]!, classes[1]!] as const }
  for (const drawn of Object.values(studyFigures({ ...study, result }, { document }))) {
    assertWellFormed(drawn)
    expect(drawn).not.toContain('<b>')
  }
})

test('undefined sensitivities and intervals leave a gap, not a fault', () => {
  const [a, b] = study.result.classes
  const hollow = { mean: Number.NaN, sd: Number.NaN, n: 0, interval: [Number.NaN, Number.NaN] as const }
  const without = { ...a, regions: [{ name: 'top', ...hollow }, ...a.regions.slice(1)] }
  const samples = study.data.samples.map((s) => ({ ...s, regions: [Number.NaN, ...s.regions.slice(1)] }))
  const [first, ...rest] = study.result.tests.regions
  const undefinedTest = {
    ...first!,
    estimate: Number.NaN,
    interval: [Number.NaN, Number.NaN] as const,
    p: Number.NaN,
    pHolm: Number.NaN,
  }
  const tests = { ...study.result.tests, regions: [undefinedTest, ...rest] }
  const result = { ...study.result, tests, classes: [without, b] as const }
  const gap = { result, data: { ...study.data, samples } }
  for (const drawn of [overviewFigure(gap, { document }), regionsFigure(gap, { document })])
    assertWellFormed(drawn)
})

test('shares of a specification curve add up', () => {
  const shares = specificationShares(syntheticSpecifications())
  expect(shares.positive + shares.negative).toBeCloseTo(1, 12)
  expect(shares.significantPositive + shares.significantNegative).toBeCloseTo(shares.significant, 12)
  expect(shares.significantPositive).toBeLessThanOrEqual(shares.positive)
})

test('colour images and maps of other sizes draw', () => {
  const [h, w] = [5, 9]
  const drawn = explanationFigure({
    image: { data: Float32Array.from({ length: h * w * 3 }, (_, i) => (i % 7) / 7), shape: [h, w, 3] },
    map: { data: Float32Array.from({ length: h * w }, (_, i) => Math.sin(i)), shape: [h, w] },
    regions: [{ name: 'all', rows: [0, h], value: Number.NaN }],
    title: 'colour',
    subtitle: '',
    className: 'cat',
    score: 'margin',
  })
  assertWellFormed(drawn)
})

test('a long subtitle takes a second line', () => {
  const config = {
    ...study.result.config,
    baseline: { kind: 'noise', draws: 8, seed: 0, mean: 0.5, sd: 0.25 } as const,
  }
  const data = { ...study.result.provenance.data, name: 'a data set whose name goes on for quite a while' }
  const result = { ...study.result, config, provenance: { ...study.result.provenance, data } }
  expect(overviewFigure({ ...study, result }, { document })).toContain('<text x="16" y="57"')
})
