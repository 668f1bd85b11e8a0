import type { ExplainedImage, SpecificationCurve } from '../src/figures/index.js'
import { studyConfigSchema } from '../src/mapping/config.js'
import { Random } from '../src/random.js'
import type {
  ClassSummary,
  MeanSummary,
  PixelCluster,
  ProfileTest,
  RegionTest,
  ReportedTest,
  Study,
  StudySample,
} from '../src/study/result.js'

import { syntheticControls } from './synthetic-controls.js'

const SIZE = 28
const AREA = SIZE * SIZE
const REGIONS = [
  { name: 'top', rows: [0, 9] },
  { name: 'middle', rows: [9, 19] },
  { name: 'bottom', rows: [19, 28] },
] as const

/** The first image of a study with its map, and the map's means by region, as `explanationFigure` takes them. */
export function firstImageOf({ result, data }: Study): Pick<ExplainedImage, 'image' | 'map' | 'regions'> {
  const [first] = data.samples
  return {
    image: { data: data.images.data.subarray(0, AREA), shape: [SIZE, SIZE, 1] },
    map: { data: data.maps.data.subarray(0, AREA), shape: [SIZE, SIZE] },
    regions: result.regions.map(({ name, rows }, r) => ({ name, rows: rows!, value: first!.regions[r]! })),
  }
}

/**
 * A study that never ran: drawn sixes and eights, maps that follow their strokes, and tests of the right shape and
 * plausible size (normal tails stand for t tails). Same arguments, same study. For tests of figures and words only.
 */
export function syntheticStudy(options: { readonly images?: number; readonly seed?: number } = {}): Study {
  const { images: n = 60, seed = 1 } = options
  const random = new Random(seed)
  const images = new Float32Array(2 * n * AREA)
  const maps = new Float32Array(2 * n * AREA)
  const samples: StudySample[] = []
  for (let i = 0; i < 2 * n; i++) {
    const label = i < n ? 6 : 8
    const image = images.subarray(i * AREA, (i + 1) * AREA)
    const map = maps.subarray(i * AREA, (i + 1) * AREA)
    drawDigit(image, label, random)
    drawMap(map, image, label, random)
    samples.push({
      index: 37 * i + 11,
      label,
      predicted: label,
      probability: 1 - 0.02 * random.uniform(),
      overall: meanOfRows(map, 0, SIZE),
      regions: REGIONS.map(({ rows }) => meanOfRows(map, rows[0], rows[1])),
    })
  }
  const result = studyResult(n, samples, maps)
  return {
    result,
    data: {
      samples,
      maps: { data: maps, shape: [2 * n, SIZE, SIZE] },
      images: { data: images, shape: [2 * n, SIZE, SIZE, 1] },
      cascade: { data: cascadeMaps(maps, n), shape: [3, 2, SIZE, SIZE] },
    },
  }
}

/** Mean maps of both classes, then with a layer drawn anew, upside down; with all, not finite. */
function cascadeMaps(maps: Float32Array, n: number): Float32Array {
  const all = new Float32Array(6 * AREA).fill(Number.NaN, 4 * AREA)
  for (let i = 0; i < 2 * n * AREA; i++) {
    const [c, p] = [i < n * AREA ? 0 : 1, i % AREA]
    all[c * AREA + p]! += maps[i]! / n
    all[(2 + c) * AREA + AREA - 1 - p]! -= maps[i]! / n
  }
  return all
}

/** A six is a ring with a stem, an eight two rings, each shaken a little. */
function drawDigit(image: Float32Array, label: number, random: Random): void {
  const [dx, slant] = [random.normal() * 0.5, 0.12 + random.normal() * 0.1]
  const lower = 4.2 + random.normal() * 0.4
  const upper = 3.4 + random.normal() * 0.3
  for (let i = 0; i < AREA; i++) {
    const y = Math.floor(i / SIZE)
    const x = (i % SIZE) - 13.5 - dx + slant * (y - 14)
    const ring = (cy: number, r: number) => Math.abs(Math.hypot(x, y - cy) - r)
    const stem = y < 18 && y > 4 ? Math.abs(x + 3.9 - Math.max(0, 12 - y) * 0.55) : 9
    const distance =
      label === 6 ? Math.min(ring(18, lower), stem) : Math.min(ring(18.5, lower), ring(9.8, upper))
    image[i] = Math.min(1, Math.max(0, 1.9 - distance))
  }
}

/** Strokes support the class, the eight's upper loop most; the six's empty upper right speaks for it less. */
function drawMap(map: Float32Array, image: Float32Array, label: number, random: Random): void {
  const strength = 1 + 0.35 * random.normal()
  for (let i = 0; i < AREA; i++) {
    const [x, y] = [i % SIZE, Math.floor(i / SIZE)]
    const blurred = blurAt(image, x, y)
    const bump = (cx: number, cy: number) => Math.exp(-((x - cx) ** 2 + (y - cy) ** 2) / 18)
    const where =
      label === 6
        ? 0.5 + 1.2 * bump(10, 15) - 0.9 * bump(17, 8)
        : 0.4 + 1.5 * bump(15, 10) - 0.5 * bump(9, 21)
    map[i] = blurred > 0 ? strength * 2.4 * blurred * where + 0.12 * blurred * random.normal() : 0
  }
}

function blurAt(image: Float32Array, x: number, y: number): number {
  let sum = 0
  for (let v = Math.max(0, y - 1); v <= Math.min(SIZE - 1, y + 1); v++) {
    for (let u = Math.max(0, x - 1); u <= Math.min(SIZE - 1, x + 1); u++) sum += image[v * SIZE + u]! / 9
  }
  return sum
}

function meanOfRows(map: Float32Array, from: number, to: number): number {
  let sum = 0
  for (let i = from * SIZE; i < to * SIZE; i++) sum += map[i]!
  return sum / ((to - from) * SIZE)
}

function summary(values: readonly number[]): MeanSummary {
  const n = values.length
  const mean = values.reduce((sum, value) => sum + value, 0) / n
  const sd = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1))
  const half = (1.97 * sd) / Math.sqrt(n)
  return { mean, sd, n, interval: [mean - half, mean + half] }
}

/** A test whose two-sided p comes from the normal tail's asymptotic series. */
function test(name: string, statistic: number, extra: Partial<ReportedTest> = {}): ReportedTest {
  const z = Math.abs(statistic)
  const logP = z < 1 ? Math.log(1 - 0.68 * z) : -(z * z) / 2 - Math.log(z * 1.2533 + 0.65 / z)
  return { name, statistic, p: Math.exp(logP), logP, ...extra }
}

function compare(region: string, a: MeanSummary, b: MeanSummary): RegionTest {
  const estimate = a.mean - b.mean
  const se = Math.sqrt(a.sd ** 2 / a.n + b.sd ** 2 / b.n)
  const g = estimate / Math.sqrt((a.sd ** 2 + b.sd ** 2) / 2)
  const interval = [estimate - 1.97 * se, estimate + 1.97 * se] as const
  const effect = { name: 'Hedges g', value: g, interval: [g - 0.28, g + 0.28] as const }
  const welch = test('Welch t', estimate / se, { df: a.n + b.n - 7.3, estimate, interval, effect })
  return {
    ...welch,
    region,
    pHolm: region === 'whole map' ? welch.p : Math.min(1, 3 * welch.p),
    student: test('Student t', estimate / se, { df: a.n + b.n - 2, estimate, interval }),
    mannWhitney: test('Mann–Whitney U', estimate / se, {
      effect: { name: 'Vargha–Delaney A', value: 0.5 + g / 5 },
    }),
    permutation: {
      name: 'permutation of the difference of means',
      statistic: estimate,
      p: 2e-4,
      logP: Math.log(2e-4),
    },
  }
}

/** A primary test in keeping with the regions' own. */
function profileOf(regions: readonly RegionTest[], [a, b]: readonly ClassSummary[], n: number): ProfileTest {
  return {
    ...test('class × region interaction of profiles', 26.1, {
      df: [1.9, 220.3],
      effect: { name: 'generalised eta squared', value: 0.271 },
      n: [n, n],
    }),
    permutationP: 2e-4,
    permutations: 4999,
    without: [0, 0],
    regions: regions.map(({ student: _, mannWhitney: __, permutation: ___, ...share }, r) => ({
      ...share,
      means: [a!.regions[r]!, b!.regions[r]!] as const,
    })),
  }
}

function studyResult(n: number, samples: readonly StudySample[], maps: Float32Array): Study['result'] {
  const config = studyConfigSchema.parse({ images: n })
  const classes = [6, 8].map((label) => {
    const own = samples.filter((sample) => sample.label === label)
    return {
      class: label,
      name: String(label),
      n,
      excluded: label === 6 ? 1 : 3,
      overall: summary(own.map((sample) => sample.overall)),
      regions: REGIONS.map(({ name }, r) => ({ name, ...summary(own.map((sample) => sample.regions[r]!)) })),
    }
  })
  const [a, b] = [classes[0]!, classes[1]!]
  const regions = REGIONS.map(({ name }, r) => compare(name, a.regions[r]!, b.regions[r]!))
  const history = [0.231, 0.068, 0.047, 0.036, 0.029].map((loss, i) => {
    return { epoch: i + 1, loss, accuracy: 1 - loss * 0.31, seconds: 21.4 }
  })
  const sha = (start: string) => start.padEnd(64, '0123456789abcdef')
  const data = { name: 'MNIST test', sha256: { images: sha('0fa7898d'), labels: sha('ff7bcfd4') } }
  const primary = {
    profile: profileOf(regions, classes, n),
    strength: { ...compare('strength', a.overall, b.overall), region: 'strength' },
    interaction: {
      ...test('class × region interaction', 28.4, {
        df: [1.82, 214.8],
        effect: { name: 'generalised eta squared', value: 0.214 },
      }),
      epsilon: 0.91,
      pUncorrected: 1.2e-170,
    },
  }
  return {
    schema: 'umbra.study/2',
    config,
    classes: [a, b],
    regions: REGIONS,
    tests: {
      ...primary,
      overall: compare('whole map', a.overall, b.overall),
      regions,
      withinClass: classes.flatMap((summaryOfClass, c) =>
        (
          [
            [0, 1],
            [0, 2],
            [1, 2],
          ] as const
        ).map(([i, j]) => {
          const [x, y] = [summaryOfClass.regions[i]!, summaryOfClass.regions[j]!]
          const { region: _, effect: __, ...rest } = compare('', x, y)
          return {
            ...rest,
            name: 'paired t',
            class: String(c === 0 ? 6 : 8),
            regions: [x.name, y.name] as const,
          }
        }),
      ),
      pooledPixels: {
        ...test('Student t over pooled pixels', 41.7, {
          df: 2 * n * AREA - 2,
          estimate: 0.041,
          interval: [0.039, 0.043],
        }),
        pixels: 2 * n * AREA,
        intraclassCorrelation: 0.083,
        designEffect: 1 + (AREA - 1) * 0.083,
        effectiveN: (2 * n * AREA) / (1 + (AREA - 1) * 0.083),
      },
      clusters: { threshold: 1.97, clusters: clustersOf(n, maps) },
    },
    controls: syntheticControls({ ...primary, regions }),
    verdict: {
      text: 'The network uses the middle of a 6 and the top of an 8 more: top 6 − 8 = −0.11 [−0.13, −0.09] logits.',
      supported: true,
    },
    provenance: {
      umbra: '0.1.0',
      command: `umbra study --classes 6,8 --images ${n} --seed 0`,
      seed: 0,
      data,
      model: {
        sha256: sha('4be1'),
        source: 'reference',
        testAccuracy: 0.9916,
        training: {
          schema: 'umbra.model/1',
          command: 'umbra train --epochs 5 --out models/reference',
          config: { epochs: 5, batchSize: 128, learningRate: 0.001 },
          data: { ...data, name: 'MNIST' },
          history,
          test: { accuracy: 0.9916, loss: 0.0268, n: 10000 },
          versions: { umbra: '0.1.0' },
          engine: { backend: 'wasm' },
          seconds: 107,
        },
      },
      engine: { name: 'incremental', variant: 'simd', threads: 2, reason: 'every layer is supported' },
      versions: { '@umbra/core': '0.1.0', node: '20.20.0' },
      created: '2025-01-01T00:00:00.000Z',
    },
    timings: { data: 0.21, model: 0.08, maps: 1.7, statistics: 0.9 },
  }
}

/** Connected areas where the mean maps differ by more than a tenth of their largest difference. */
function clustersOf(n: number, maps: Float32Array): PixelCluster[] {
  const difference = Array.from({ length: AREA }, (_, i) => {
    let sum = 0
    for (let k = 0; k < n; k++) sum += maps[k * AREA + i]! - maps[(n + k) * AREA + i]!
    return sum / n
  })
  const limit = 0.18 * Math.max(...difference.map(Math.abs))
  const seen = new Set<number>()
  const clusters: PixelCluster[] = []
  for (let start = 0; start < AREA; start++) {
    const sign = difference[start]! > 0 ? 1 : -1
    const belongs = (i: number) => difference[i]! * sign > limit && !seen.has(i)
    if (!belongs(start)) continue
    const pixels = [start]
    seen.add(start)
    for (let k = 0; k < pixels.length; k++) {
      const i = pixels[k]!
      const steps = [
        i - SIZE,
        i + SIZE,
        ...(i % SIZE > 0 ? [i - 1] : []),
        ...(i % SIZE < SIZE - 1 ? [i + 1] : []),
      ]
      for (const next of steps.filter((j) => j >= 0 && j < AREA && belongs(j))) {
        seen.add(next)
        pixels.push(next)
      }
    }
    const mass = pixels.reduce((sum, i) => sum + 9 * Math.abs(difference[i]!), 0)
    clusters.push({ sign, mass, p: pixels.length > 12 ? 2e-4 * (1 + clusters.length) : 0.31, pixels })
  }
  return clusters.sort((x, y) => y.mass - x.mass)
}

/** A specification curve whose sign depends on the score, as on real networks. */
export function syntheticSpecifications(): SpecificationCurve {
  const random = new Random(5)
  const specifications = ['logit', 'probability', 'margin'].flatMap((score, s) =>
    ['3×3', '4×4', '6×6', '8×8'].flatMap((window, w) =>
      ['0', 'dataset mean', 'Gaussian blur'].flatMap((baseline, b) =>
        ['raw', 'ink-adjusted'].map((normalisation, k) => {
          const estimate = [-0.9, 0.35, -0.5][s]! + 0.08 * w - 0.1 * b + 0.25 * k + 0.12 * random.normal()
          const { p } = test('z', estimate / 0.142)
          return {
            choices: { score, window, baseline, normalisation, selection: 'correct' },
            estimate,
            interval: [estimate - 0.28, estimate + 0.28] as const,
            p,
          }
        }),
      ),
    ),
  )
  return {
    classes: ['6', '8'],
    measure: 'Hedges g of whole-map sensitivity, 6 − 8',
    alpha: 0.05,
    specifications,
    reference: 6,
    joint: 'Joint permutation test over all specifications: median estimate −0.31, p = 2.0 × 10⁻⁴.',
  }
}
