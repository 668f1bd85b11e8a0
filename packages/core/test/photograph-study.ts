import type { ExplainedImage } from '../src/figures/index.js'
import type { Study } from '../src/study/result.js'
import { syntheticStudy } from './synthetic-study.js'

const SIZE = 224
const OF = 28
const NAMES = ['German short-haired pointer', 'Chesapeake Bay retriever'] as const

/**
 * A study of colour pictures of 224×224 that never ran, its classes called as ImageNet's are: `syntheticStudy`'s drawings, eight times as
 * large and smoothed, in colours on a ground that changes from edge to edge.
 */
export function photographStudy(images = 4): Study {
  const small = syntheticStudy({ images })
  const { result, data } = small
  const count = data.samples.length
  const enlarged = (of: ArrayLike<number>) => {
    const large = new Float32Array(count * SIZE * SIZE)
    for (let n = 0; n < count; n++) enlarge(of, n, large)
    return large
  }
  const maps = enlarged(data.maps.data)
  const strokes = enlarged(data.images.data)
  const pictures = new Float32Array(maps.length * 3)
  strokes.forEach((stroke, i) => {
    const [y, x] = [Math.floor(i / SIZE) % SIZE, i % SIZE]
    const ground = [0.35 + 0.3 * (y / SIZE), 0.4 + 0.2 * ((x % 62) / 62), 0.3 + 0.4 * (x / SIZE)]
    const coat = [0.75, 0.45 + 0.1 * ((y % 34) / 34), 0.25]
    for (let c = 0; c < 3; c++) pictures[3 * i + c] = (1 - stroke) * ground[c]! + stroke * coat[c]!
  })
  const factor = SIZE / OF
  const regions = result.regions.map((region) => ({
    ...region,
    rows: region.rows!.map((row) => row * factor) as [number, number],
  }))
  const named = <T extends { name: string }>(one: T, c: number): T => ({ ...one, name: NAMES[c]! })
  const [a, b] = result.classes
  return {
    result: {
      ...result,
      classes: [named(a, 0), named(b, 1)],
      regions,
      config: { ...result.config, window: [32, 32], stride: [16, 16] },
      tests: { ...result.tests, clusters: { ...result.tests.clusters, clusters: [] } },
    },
    data: {
      samples: data.samples,
      images: { data: pictures, shape: [count, SIZE, SIZE, 3] },
      maps: { data: maps, shape: [count, SIZE, SIZE] },
    },
  }
}

/** Its first picture, as `explanationFigure` takes one. */
export function firstPhotograph({ result, data }: Study): ExplainedImage {
  const [name] = NAMES
  return {
    image: { data: data.images.data.subarray(0, SIZE * SIZE * 3), shape: [SIZE, SIZE, 3] },
    map: { data: data.maps.data.subarray(0, SIZE * SIZE), shape: [SIZE, SIZE] },
    regions: result.regions.map(({ name, rows }, r) => ({
      name,
      rows: rows!,
      value: data.samples[0]!.regions[r]!,
    })),
    title: `What speaks for ${name} in hunting-dog-in-the-park.jpg`,
    subtitle: `predicted ${name} with probability 99.8% · window 32×32, stride 16×16, baseline 0`,
    className: name,
  }
}

/** One of N rasters eight times as large, between cells by straight lines. */
function enlarge(of: ArrayLike<number>, n: number, into: Float32Array): void {
  const at = (y: number, x: number) =>
    of[n * OF * OF + Math.min(OF - 1, Math.max(0, y)) * OF + Math.min(OF - 1, Math.max(0, x))]!
  for (let i = 0; i < SIZE * SIZE; i++) {
    const [v, u] = [Math.floor(i / SIZE), i % SIZE].map((p) => ((p + 0.5) * OF) / SIZE - 0.5) as [
      number,
      number,
    ]
    const [y, x] = [Math.floor(v), Math.floor(u)]
    const [down, across] = [v - y, u - x]
    const row = (r: number) => (1 - across) * at(r, x) + across * at(r, x + 1)
    into[n * SIZE * SIZE + i] = (1 - down) * row(y) + down * row(y + 1)
  }
}
