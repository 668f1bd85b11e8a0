/**
 * The whole study, calibrated on real maps: one class split in two at random, over and over, so that nothing differs by
 * construction. Every test must reject at its level; the test over pooled pixels does not. What is found is drawn in
 * docs/figures/calibration.svg, which this test keeps up to date (`npx vitest run -u`).
 */
import { fileURLToPath } from 'node:url'
import { betaDistribution, clusterMassTest, interactionCurve, specificationCurve } from '@umbra/stats'
import { parseHTML } from 'linkedom'
import { beforeAll, expect, test } from 'vitest'
import {
  bands,
  type CalibrationRow,
  calibrationFigure,
  createExplainer,
  loadModel,
  Random,
} from '../src/index.js'
import { type ClassSample, sampleClass } from '../src/mapping/sample-classes.js'
import type { Normalisation } from '../src/regions/index.js'
import { type ClassMaps, classMaps } from '../src/study/class-maps.js'
import { compareRegion, compareRegions, interactionTest, pooledPixelTest } from '../src/study/compare.js'
import { measuresOf } from '../src/study/measures.js'
import { profileTest } from '../src/study/profile-test.js'
import { profilesOf } from '../src/study/profiles.js'
import { mnistTestSplit } from './mnist-test-split.js'

const ALPHA = 0.05
const RUNS = 1000
/** Eights mapped, and how many of them are in each half of a null study. */
const POOL = 600
const HALF = 25
const STRIDE = 2
const config = { confidence: 1 - ALPHA, permutations: 99, normalisation: 'raw' as const }
const scores = ['logit', 'probability', 'log-probability', 'margin'] as const
const normalisations: readonly Normalisation[] = ['raw', 'ink']
const regions = bands(28, 28)

let sample: ClassSample
/** By score and normalisation; the first is the study's. */
let pool: ClassMaps[]

beforeAll(async () => {
  const data = await mnistTestSplit()
  const model = await loadModel(fileURLToPath(new URL('../../../models/reference', import.meta.url)))
  const explainer = await createExplainer(model, { threads: 1 })
  const drawn = { images: POOL, selection: 'correct' as const, normalisation: 'raw' as const, regions: 3 }
  const eights = { side: 0, classes: [8, 'rest'] } as const
  sample = await sampleClass(explainer, data, eights, drawn, new Random(0), {})
  const explanation = await explainer.explain(
    sample.images,
    { window: [4, 4], stride: STRIDE, target: 8 },
    { keepScores: true },
  )
  pool = scores.flatMap((score) => {
    const { maps } = explanation.remap!({ score })
    return normalisations.map((normalisation) => classMaps(sample, maps.data, regions, { normalisation }))
  })
  explainer.dispose()
}, 120_000)

/** Two disjoint random halves of the pool's images, in every reading of their maps. */
function halves(random: Random): (readonly [ClassMaps, ClassMaps])[] {
  const order = random.shuffle(Uint32Array.from({ length: POOL }, (_, i) => i))
  const parts = [order.subarray(0, HALF), order.subarray(HALF, 2 * HALF)] as const
  return pool.map((maps) => [part(maps, parts[0]), part(maps, parts[1])])
}

function part({ maps, overall, regions: values }: ClassMaps, chosen: Uint32Array): ClassMaps {
  const pixels = maps.length / POOL
  const own = new Float32Array(chosen.length * pixels)
  chosen.forEach((i, k) => {
    own.set(maps.subarray(i * pixels, (i + 1) * pixels), k * pixels)
  })
  const pick = (from: Float64Array) => Float64Array.from(chosen, (i) => from[i]!)
  return {
    sample: { ...sample, indices: chosen },
    maps: own,
    overall: pick(overall),
    regions: values.map(pick),
  }
}

/** p of everything a study of one null pair would print. */
async function nullStudy(random: Random): Promise<Record<string, number>> {
  const readings = halves(random.split('halves'))
  const study = readings[0]!
  const [a, b] = study
  const names = regions.map(({ name }) => name)
  const overall = compareRegion('overall', a.overall, b.overall, config, random)
  const stack = ({ maps }: ClassMaps) => ({ data: maps, shape: [HALF, 28, 28] as const })
  const uniform = () => random.uniform()
  const { clusters } = await clusterMassTest(stack(a), stack(b), {
    permutations: config.permutations,
    uniform,
  })
  return {
    'class × region interaction': interactionTest(study).p,
    'Welch t, whole map': overall.p,
    'Mann–Whitney U, whole map': overall.mannWhitney.p,
    'permutation, whole map': overall.permutation.p,
    'any region, Welch t with Holm': Math.min(
      ...compareRegions(names, study, config, random).map(({ pHolm }) => pHolm),
    ),
    'any area, cluster mass': Math.min(1, ...clusters.map(({ p }) => p)),
    'joint test, class × region interaction': jointInteractionP(readings, random),
    'joint test, top against bottom': jointP(readings, random),
    'Student t over pooled pixels': pooledPixelTest(study, config).p,
  }
}

/** One contrast under four scores, raw and per ink. */
function jointP(readings: readonly (readonly [ClassMaps, ClassMaps])[], random: Random): number {
  const [contrast] = measuresOf(regions)
  const table = (side: 0 | 1) => {
    const rows = Array.from({ length: HALF }, (_, i) =>
      readings.map((both) => {
        const { overall, regions: values } = both[side]
        return contrast!.of(Float64Array.of(overall[i]!, ...values.map((region) => region[i]!)))
      }),
    )
    return rows.flat()
  }
  const { permutations } = config
  const uniform = () => random.uniform()
  return specificationCurve(table(0), table(1), readings.length, { permutations, uniform }).median.p
}

/** The interaction under the same eight. */
function jointInteractionP(readings: readonly (readonly [ClassMaps, ClassMaps])[], random: Random): number {
  const profiles = (side: 0 | 1) =>
    Array.from({ length: HALF }, (_, i) =>
      readings.map((both) => both[side].regions.map((region) => region[i]!)),
    ).flat(2)
  return interactionCurve(profiles(0), profiles(1), {
    specifications: readings.length,
    levels: regions.length,
    permutations: config.permutations,
    uniform: () => random.uniform(),
  }).median.p
}

/** Clopper and Pearson's exact interval of a share (1934, Biometrika 26, 404–413). */
function exactInterval(k: number, n: number): readonly [number, number] {
  return [
    k === 0 ? 0 : betaDistribution(k, n - k + 1).quantile(0.025),
    k === n ? 1 : betaDistribution(k + 1, n - k).upperQuantile(0.025),
  ]
}

test('null studies reject at 5% by the primary test, of profiles', () => {
  const root = new Random(2)
  const names = regions.map(({ name }) => name)
  let rejections = 0
  for (let run = 0; run < RUNS; run++) {
    const random = root.split(`null study ${run}`)
    const study = halves(random.split('halves'))[0]!
    if (profileTest(profilesOf(study), names, config, random, names.length).permutationP <= ALPHA)
      rejections++
  }
  expect(Math.abs(rejections / RUNS - ALPHA)).toBeLessThan(3 * Math.sqrt((ALPHA * (1 - ALPHA)) / RUNS))
}, 180_000)

test('null studies reject at 5%, whatever the test, but for the one over pooled pixels', async () => {
  const root = new Random(2)
  const rejections = new Map<string, number>()
  for (let run = 0; run < RUNS; run++) {
    const found = await nullStudy(root.split(`null study ${run}`))
    for (const [name, p] of Object.entries(found)) {
      rejections.set(name, (rejections.get(name) ?? 0) + (p <= ALPHA ? 1 : 0))
    }
  }
  const rows = [...rejections].map(
    ([name, count]): CalibrationRow => ({
      test: name,
      rejections: count,
      runs: RUNS,
      interval: exactInterval(count, RUNS),
    }),
  )
  const bound = 3 * Math.sqrt((ALPHA * (1 - ALPHA)) / RUNS)
  for (const { test: name, rejections: count } of rows.slice(0, -1)) {
    // Holm over correlated regions is cautious; the others use their level up.
    if (!name.includes('Holm')) expect(count / RUNS, name).toBeGreaterThan(ALPHA - bound)
    expect(count / RUNS, name).toBeLessThan(ALPHA + bound)
  }
  expect(rows.at(-1)!.rejections / RUNS).toBeGreaterThan(0.3)
  const { document } = parseHTML('<!doctype html><html></html>') as unknown as { document: Document }
  const design = `MNIST eights split in two at random, 2 × ${HALF} images`
  const svg = calibrationFigure({ alpha: ALPHA, design, rows }, { document })
  await expect(`${svg}\n`).toMatchFileSnapshot('../../../docs/figures/calibration.svg')
}, 180_000)
