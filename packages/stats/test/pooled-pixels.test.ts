/**
 * The test over pooled pixels, calibrated: Student's t that takes every pixel of every map for an independent value. What
 * is found is drawn in docs/figures/pooled-pixels.svg, which this test keeps up to date (`npx vitest run -u`).
 */
import { expect, it } from 'vitest'
import {
  designEffect,
  intraclassCorrelation,
  mean,
  standardNormal,
  studentT,
  studentTDistribution,
  welchT,
} from '../src/index.js'
import { type PooledPixelsPoint, pooledPixelsFigure } from './pooled-pixels-figure.js'
import { ALPHA, expectShare, share } from './rejection-share.js'
import type { SmallFastCounter } from './small-fast-counter.js'

const IMAGES = 20
const PIXELS = 49
const RUNS = 1000

/** Images whose pixels share an offset with the variance that makes the intraclass correlation `icc`. */
function stack(source: SmallFastCounter, icc: number): Float64Array[] {
  return Array.from({ length: IMAGES }, () => {
    const offset = Math.sqrt(icc) * source.normal()
    return source.sample(PIXELS, () => offset + Math.sqrt(1 - icc) * source.normal())
  })
}

function pool(images: readonly Float64Array[]): Float64Array {
  const pixels = new Float64Array(IMAGES * PIXELS)
  images.forEach((image, i) => {
    pixels.set(image, i * PIXELS)
  })
  return pixels
}

/** The share of null studies a test rejects whose t is too large by the root of the design effect. */
function predictedShare(icc: number): number {
  const { value } = designEffect(new Array(IMAGES).fill(PIXELS), icc)
  const critical = studentTDistribution(2 * IMAGES * PIXELS - 2).upperQuantile(ALPHA / 2)
  return 2 * standardNormal.survival(critical / Math.sqrt(value))
}

it('rejects as the design effect predicts, far above 5%, while the test over images holds its level', async () => {
  const points: PooledPixelsPoint[] = []
  for (const icc of [0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5]) {
    let byImage = 0
    const pooled = await share(RUNS, 16, (source) => {
      const [a, b] = [stack(source, icc), stack(source, icc)]
      if (welchT(a.map(mean), b.map(mean)).p <= ALPHA) byImage++
      return studentT(pool(a), pool(b)).p <= ALPHA
    })
    expectShare(byImage / RUNS, ALPHA, RUNS)
    // With 40 offsets the statistic has slightly heavier tails than the normal of the prediction.
    expect(Math.abs(pooled - predictedShare(icc))).toBeLessThan(0.05)
    points.push({ icc, pooled, byImage: byImage / RUNS })
  }
  const worst = points.at(-1)!
  expect(worst.pooled).toBeGreaterThan(0.6)
  const svg = pooledPixelsFigure({ points, predictedShare, images: IMAGES, pixels: PIXELS, runs: RUNS })
  await expect(svg).toMatchFileSnapshot('../../../docs/figures/pooled-pixels.svg')
})

it('is set right by dividing its t by the root of the estimated design effect', async () => {
  const rejected = await share(RUNS, 17, (source) => {
    const [a, b] = [stack(source, 0.2), stack(source, 0.2)]
    const strata = [...a.map(() => 0), ...b.map(() => 1)]
    const { value: icc, sizes } = intraclassCorrelation([...a, ...b], strata)
    const t = studentT(pool(a), pool(b)).statistic / Math.sqrt(designEffect(sizes, icc).value)
    return 2 * studentTDistribution(2 * IMAGES - 2).survival(Math.abs(t)) <= ALPHA
  })
  expectShare(rejected, ALPHA, RUNS)
})
