/**
 * Coverage of the interval over new networks and new images, at 95%: 3, 10 and 30 networks, 20 and 200 images of each class, and several
 * ratios of the variances. `scripts/calibration.mjs` is the larger run, whose table is in docs/statistics.md.
 */
import { describe, expect, it } from 'vitest'
import { crossedDifference, crossedEffect } from '../src/index.js'
import { crossedSample, RATIOS } from './crossed-sample.js'
import { share } from './rejection-share.js'

const TRUTH = 0.8
const holds = ([low, high]: readonly [number, number]) => low <= TRUTH && TRUTH <= high
const cells = [3, 10, 30].flatMap((networks) => [20, 200].map((images) => ({ networks, images })))

describe('the interval over networks and images holds the truth in 93% of samples or more', () => {
  it.each(cells)('$networks networks, $images images of each class', async ({ networks, images }) => {
    const runs = Math.round(Math.min(200, 300_000 / (networks * images)))
    const counts = { difference: 0, effect: 0 }
    for (const [r, ratio] of RATIOS.entries()) {
      await share(runs, 31 + r, (s) => {
        const [a, b] = crossedSample(s, networks, images, ratio, TRUTH)
        if (holds(crossedDifference(a, b, networks).interval)) counts.difference++
        if (holds(crossedEffect(a, b, networks).interval)) counts.effect++
        return true
      })
    }
    const all = runs * RATIOS.length
    const slack = 3 * Math.sqrt((0.93 * 0.07) / all)
    expect(counts.difference / all).toBeGreaterThan(0.93 - slack)
    expect(counts.effect / all).toBeGreaterThan(0.93 - slack)
  })
})
