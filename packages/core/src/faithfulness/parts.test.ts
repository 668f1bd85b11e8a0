import { signFlipTest } from '@umbra/stats'
import { describe, expect, it } from 'vitest'
import measures from '../../test/fixtures/measures.json' with { type: 'json' }
import { outputReader } from '../network/output-reader.js'
import { Random } from '../random.js'
import { compareOrders } from './compare.js'
import { infidelityOf, pearson } from './correlation.js'
import { areaUnder, levelsOf, meanDrop } from './curve.js'
import { leastP, untellable } from './least-p.js'
import type { ImageMeasured } from './measure-image.js'
import { MEASURES } from './measures.js'
import { ranked } from './ranking.js'
import { requireCoverable, requireScores } from './require-coverable.js'
import { gridOf, patchesOf } from './segments.js'
import { SetList } from './set-list.js'
import { slic } from './slic.js'
import { drawnOfSize, drawnRectangles } from './subsets.js'

describe('curves', () => {
  it('areas of straight lines and steps', () => {
    expect(areaUnder([1, 0], [0, 10])).toBe(0.5)
    expect(areaUnder([1, 1, 0], [0, 5, 10])).toBe(0.75)
    expect(areaUnder([0.3, 0.3, 0.3], [0, 1, 10])).toBeCloseTo(0.3, 12)
    expect(meanDrop([4, 3, 1, 0])).toBe(2)
  })

  it('levels reach from nothing to everything, each once', () => {
    expect(levelsOf(784, 28)).toHaveLength(29)
    expect(levelsOf(784, 28).at(-1)).toBe(784)
    expect(levelsOf(3, 28)).toEqual([0, 1, 2, 3])
  })
})

describe('correlation and infidelity', () => {
  it('agree with what is worked out by hand', () => {
    expect(pearson([1, 2, 3], [2, 4, 7])).toBeCloseTo(5 / Math.sqrt(2 * (38 / 3)), 12)
    expect(pearson([0.1, 0.1, 0.1], [1, 2, 3])).toBeNaN()
    // β = (1·2 + 2·2)/(1 + 4) = 1.2.
    expect(infidelityOf([1, 2], [2, 2])).toBeCloseTo(((1.2 - 2) ** 2 + (2.4 - 2) ** 2) / 2, 12)
    expect(infidelityOf([0, 0], [3, 1])).toBe(5)
  })
})

it.each(measures.infidelity)('infidelity of given sets is Captum’s', ({ said, taken, value }) => {
  expect(Math.abs(infidelityOf(said, taken) / value - 1)).toBeLessThan(1e-5)
})

describe('orders', () => {
  it('are from the largest down, equal values at random and the same for the same seed', () => {
    expect([...ranked([0.1, 0.9, 0.5], new Random(1))]).toEqual([1, 2, 0])
    const [a, b] = [ranked(new Float32Array(50), new Random(1)), ranked(new Float32Array(50), new Random(1))]
    expect(a).toEqual(b)
    expect([...a]).not.toEqual([...Array(50).keys()])
  })
})

describe('units', () => {
  it('patches and grids have every pixel once', () => {
    const { unitOf, count } = patchesOf(3, 7, 5)
    expect(count).toBe(6)
    expect(unitOf[2 * 5 + 2]).toBe(0)
    expect(unitOf[6 * 5 + 4]).toBe(5)
    const grid = gridOf(49, 28, 28)
    expect(grid.count).toBe(49)
    for (let unit = 0; unit < 49; unit++) expect(grid.unitOf.filter((of) => of === unit)).toHaveLength(16)
  })

  it('superpixels are connected, follow an edge, and are the same each time', () => {
    const [height, width] = [24, 30]
    const image = Float32Array.from({ length: height * width }, (_, i) => (i % width < 13 ? 0 : 1))
    const { unitOf, count } = slic(image, [height, width, 1], gridOf(20, height, width))
    expect(slic(image, [height, width, 1], gridOf(20, height, width)).unitOf).toEqual(unitOf)
    expect(count).toBeGreaterThan(10)
    expect(count).toBeLessThanOrEqual(20)
    for (let unit = 0; unit < count; unit++) {
      const own = [...unitOf.keys()].filter((i) => unitOf[i] === unit)
      expect(new Set(own.map((i) => image[i]))).toHaveProperty('size', 1)
      const reached = new Set([own[0]!])
      for (const i of reached) {
        for (const other of [i - width, i + width, i - 1, i + 1]) {
          const beside = Math.abs((other % width) - (i % width)) <= 1
          if (beside && unitOf[other] === unit) reached.add(other)
        }
      }
      expect(reached.size).toBe(own.length)
    }
  })

  it('random sets are of the size asked for, rectangles within half the image', () => {
    const { unitOf, count } = gridOf(16, 8, 8)
    for (const set of drawnOfSize(20, 5, unitOf, count, new Random(2))) {
      expect(set.filter((pixel) => pixel === 1)).toHaveLength(20)
    }
    for (const set of drawnRectangles(50, 9, 6, new Random(2))) {
      const size = set.filter((pixel) => pixel === 1).length
      expect(size).toBeGreaterThan(0)
      expect(size).toBeLessThanOrEqual(15)
    }
  })
})

describe('sets to be scored', () => {
  it('are made as they were added, whatever the slice: bits of sets of any size, and prefixes of orders', () => {
    const random = new Random(9)
    const pixels = 21
    const drawn = Array.from({ length: 9 }, () =>
      Uint8Array.from({ length: pixels }, () => random.integer(2)),
    )
    const unitOf = Int32Array.from({ length: pixels }, (_, i) => i % 5)
    const list = new SetList(pixels)
    const places = drawn.map((set) => list.add(set))
    const prefixes = list.addPrefixes(Int32Array.of(3, 0, 4, 1, 2), unitOf, [0, 2, 5])
    expect([...places, ...prefixes]).toEqual([...Array(12).keys()])
    const covered = [[], [3, 0], [0, 1, 2, 3, 4]].map((units) =>
      Uint8Array.from(unitOf, (unit) => (units.includes(unit) ? 1 : 0)),
    )
    const all = [...drawn, ...covered].flatMap((set) => [...set])
    expect([...list.make(0, 12)]).toEqual(all)
    expect([...list.make(7, 11)]).toEqual(all.slice(7 * pixels, 11 * pixels))
  })

  it('are refused, before any is scored, for curves of a score that the outputs do not have', () => {
    const reader = outputReader({ kind: 'scores', reason: 'they end in tanh' }, 3)
    const asked = (curve: 'logit' | 'probability') => () =>
      requireScores({ score: 'logit', curve }, { reader })
    expect(asked('logit')).not.toThrow()
    expect(asked('probability')).toThrow(
      /^CURVE_UNDEFINED: the score that curves follow: probability: .* expected logit or margin$/,
    )
  })

  it('are refused where so many random ones of a large image would not fit into memory', () => {
    const asked = (subsets: number) => () =>
      requireCoverable({ baseline: 0, patch: 1, subsets }, { inputShape: [1024, 1024, 3] })
    expect(asked(100)).not.toThrow()
    expect(asked(100_000)).toThrow(/SUBSETS_RANGE: subsets is 100000: expected at most 1024 random sets/)
  })
})

describe('what so few images, or flips, could never tell', () => {
  it.each([
    [
      'few images',
      { n: 6, permutations: 9999, tests: 16 },
      'all 64 sign flips of 6 images leave no p-value below 0.50',
    ],
    ['few flips', { n: 40, permutations: 99, tests: 16 }, '99 sign flips leave no p-value below 0.16'],
    ['more tests than either', { n: 5, permutations: 999, tests: 176 }, 'leave no p-value below 0.99'],
  ])('is said of %s', (_, tested, words) => {
    expect(untellable({ by: 'sign flips', ...tested }, 0.95)).toContain(words)
  })

  it('is the least p that sign flips come to, of differences that all have one sign', () => {
    const random = new Random(4)
    for (const [n, permutations] of [
      [6, 9999],
      [40, 99],
    ] as const) {
      const { p } = signFlipTest(new Array(n).fill(1), new Array(n).fill(0), {
        permutations,
        uniform: () => random.uniform(),
      })
      expect(p).toBeGreaterThanOrEqual(leastP({ by: 'sign flips', n, permutations }))
      expect(p).toBeLessThan(2 * leastP({ by: 'sign flips', n, permutations }))
    }
  })

  it('is not said where some could', () => {
    expect(untellable({ by: 'sign flips', n: 100, permutations: 9999, tests: 176 }, 0.95)).toBeUndefined()
    expect(untellable({ by: 'sign flips', n: 9, permutations: 9999, tests: 12 }, 0.95)).toBeUndefined()
  })
})

describe('comparisons over images', () => {
  const random = new Random(5)
  /** The map is better by deletion, worse by insertion, no different by the rest; one image has no μFidelity. */
  const images = Array.from({ length: 40 }, (_, i) => {
    const noise = () => 0.05 * random.normal()
    const values = Object.fromEntries(
      MEASURES.map(({ name }) => [name, [0.5 + noise(), 0.5 + noise(), 0.5 + noise()]]),
    ) as Record<string, number[]>
    values.deletion = [0.1 + noise(), 0.3 + noise(), 0.5 + noise()]
    values.insertion = [0.7 + noise(), 0.9 + noise(), 0.5 + noise()]
    if (i === 0) values.muFidelity = [Number.NaN, 0.1, 0.1]
    return { values } as unknown as ImageMeasured
  })
  const options = { seed: 0, permutations: 999, confidence: 0.95 }

  it('say better, worse and undecided, in the direction of the measure', () => {
    const results = compareOrders(images, options)
    const verdicts = (name: string) =>
      results.find((measure) => measure.name === name)!.comparisons.map(({ verdict }) => verdict)
    expect(verdicts('deletion')).toEqual(['better', 'better'])
    expect(verdicts('insertion')).toEqual(['worse', 'better'])
    expect(verdicts('irof')).toEqual(['undecided', 'undecided'])
    const [deletion] = results
    expect(deletion!.comparisons[0]!.advantage).toBeCloseTo(0.2, 1)
    expect(deletion!.comparisons[0]!.interval![0]).toBeGreaterThan(0)
    const mu = results.find(({ name }) => name === 'muFidelity')!
    expect([mu.n, mu.undefined]).toEqual([39, 1])
  })

  it('of too few images decide nothing', () => {
    for (const { comparisons } of compareOrders(images.slice(1, 3), options)) {
      for (const { verdict, p } of comparisons) expect([verdict, p]).toEqual(['undecided', 1])
    }
  })
})
