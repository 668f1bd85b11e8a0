/** What the estimators make of given masks and scores, held to other projects' code (make-method-fixtures.py) and to closed forms. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { Random } from '../random.js'
import { dependence, hypercube, medianDistance } from './hsic.js'
import { coalitionsOf, shapleyOf } from './kernel-shap.js'
import { limeOf, neighbourhood } from './lime.js'
import { riseCells, riseMap, riseMasks } from './rise.js'
import { jansenDesign, totalIndices } from './sobol.js'
import { sobolSequence } from './sobol-sequence.js'
import type { UnitDesign } from './unit-masks.js'

const fixtures = JSON.parse(
  readFileSync(new URL('../../test/fixtures/methods.json', import.meta.url), 'utf8'),
)
const random = () => new Random(4)

const expectClose = (found: ArrayLike<number>, expected: readonly number[], digits: number) => {
  expect(found).toHaveLength(expected.length)
  for (const [i, value] of expected.entries()) expect(found[i], `at ${i}`).toBeCloseTo(value, digits)
}
const designOf = (kept: readonly number[], units: number): UnitDesign => ({
  count: kept.length / units,
  kept: Float32Array.from(kept),
  binary: true,
})
const valuesOf = ({ count, kept }: UnitDesign, units: number, f: (row: Float32Array) => number) =>
  Float64Array.from({ length: count }, (_, p) => f(kept.subarray(p * units, (p + 1) * units)))

describe('RISE', () => {
  const { size, cells, grids, shifts, masks, scores, ratio } = fixtures.rise
  const made = riseMasks({ grids: Float32Array.from(grids), shifts: Int32Array.from(shifts) }, size, cells)

  it('makes the masks that the authors’ code makes of the same cells, whatever the slice', () => {
    expectClose(made.make(0, made.count), masks, 6)
    expect(made.make(3, 5)).toEqual(made.make(0, 5).slice(3 * size[0] * size[1]))
  })

  it('maps the mean score of the masks that keep a pixel, less that of all', async () => {
    const mean = scores.reduce((sum: number, score: number) => sum + score, 0) / scores.length
    async function* slices() {
      for (const [from, to] of [
        [0, 5],
        [5, 12],
      ] as const) {
        yield { from, masks: made.make(from, to), scores: Float64Array.from(scores.slice(from, to)) }
      }
    }
    const map = await riseMap(slices(), size[0] * size[1])
    expectClose(
      map.map((value) => value + mean),
      ratio,
      5,
    )
  })

  it('shifts masks by every part of a cell, down and across', () => {
    const { shifts } = riseCells(500, [7, 13], [3, 4], random())
    const along = (axis: number) => new Set(shifts.filter((_, i) => i % 2 === axis))
    expect([...along(0)].sort()).toEqual([0, 1, 2])
    expect([...along(1)].sort()).toEqual([0, 1, 2, 3])
  })

  it('keeps half of every pixel over many masks', () => {
    const many = riseMasks(riseCells(4000, [7, 9], [3, 4], random()), [7, 9], [3, 4]).make(0, 4000)
    for (let i = 0; i < 63; i++) {
      let sum = 0
      for (let p = 0; p < 4000; p++) sum += many[p * 63 + i]!
      expect(sum / 4000).toBeCloseTo(0.5, 1)
    }
    expect(many.every((value) => value >= 0 && value <= 1)).toBe(true)
  })
})

describe('KernelSHAP', () => {
  it('gives the Shapley values that shap gives of every coalition', async () => {
    const { units, table, values } = fixtures.kernelShap
    const game = (row: ArrayLike<number>) =>
      table[Array.from(row).reduce((sum, one, j) => sum + one * 2 ** j, 0)]
    const coalitions = coalitionsOf(units, 2 ** units - 2, random())
    expect(coalitions.all).toBe(true)
    const scores = valuesOf(coalitions, units, game)
    expectClose(await shapleyOf(coalitions, scores, [table[0], table.at(-1)], units), values, 9)
  })

  it('is the value of units of a sum, whichever coalitions are drawn, and adds up to the whole', async () => {
    const units = 20
    const own = Array.from({ length: units }, (_, j) => Math.sin(j) * 3)
    const coalitions = coalitionsOf(units, 200, random())
    expect(coalitions.all).toBe(false)
    const sum = (row: ArrayLike<number>) => own.reduce((total, value, j) => total + value * row[j]!, 1.5)
    const scores = valuesOf(coalitions, units, sum)
    const whole = sum(new Array(units).fill(1))
    expectClose(await shapleyOf(coalitions, scores, [1.5, whole], units), own, 9)
    const noisy = scores.map((score, p) => score + Math.cos(p))
    const found = await shapleyOf(coalitions, noisy, [1.5, whole], units)
    expect(found.reduce((total, value) => total + value, 0)).toBeCloseTo(whole - 1.5, 9)
  })

  it('comes near the values of a game with interactions as more is drawn', async () => {
    const units = 12
    const game = (row: ArrayLike<number>) => row[0]! * row[1]! * 2 + row[2]! + row[3]! * row[4]! * row[5]! * 3
    const exact = coalitionsOf(units, 5000, random())
    const drawn = coalitionsOf(units, 3000, random())
    expect([exact.all, drawn.all]).toEqual([true, false])
    const [a, b] = (await Promise.all(
      [exact, drawn].map((design) => shapleyOf(design, valuesOf(design, units, game), [0, 6], units)),
    )) as [Float64Array, Float64Array]
    expectClose(a, [1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0], 9)
    for (const [j, value] of a.entries()) expect(Math.abs(b[j]! - value)).toBeLessThan(0.1)
  })

  it('lets others have their turn between rows and columns', async () => {
    const coalitions = coalitionsOf(5, 2 ** 5 - 2, random())
    const scores = valuesOf(coalitions, 5, (row) => row[0]!)
    let turns = 0
    const turn = async () => {
      turns++
    }
    await shapleyOf(coalitions, scores, [0, 1], 5, turn)
    // A row for every coalition, a column for each unit but the last.
    expect(turns).toBe(coalitions.count + 4)
  })

  it('says where too little is drawn to tell', async () => {
    expect(() => coalitionsOf(40, 60, random())).toThrow(expect.objectContaining({ code: 'METHOD_SAMPLES' }))
    expect(await shapleyOf(coalitionsOf(1, 8, random()), [], [2, 5], 1)).toEqual(Float64Array.of(3))
  })
})

describe('LIME', () => {
  it('gives the coefficients of the authors’ code', async () => {
    const { units, kept, scores, coefficients } = fixtures.lime
    expectClose(await limeOf(designOf(kept, units), scores, units), coefficients, 8)
  })

  it('begins with the whole image, and keeps half of the rest', () => {
    const { kept } = neighbourhood(10, 400, random())
    expect([...kept.subarray(0, 10)]).toEqual(new Array(10).fill(1))
    expect(kept.reduce((sum, one) => sum + one, 0) / kept.length).toBeCloseTo(0.5, 1)
  })
})

describe('a Sobol sequence', () => {
  it.each([8, 64, 256])('of %i points has one in every interval of each dimension', (n) => {
    const dimensions = 180
    const points = sobolSequence(n, dimensions, random())
    for (let d = 0; d < dimensions; d++) {
      const cells = new Set(Array.from({ length: n }, (_, p) => Math.floor(points[p * dimensions + d]! * n)))
      expect(cells.size, `dimension ${d}`).toBe(n)
    }
  })

  it('is even in two dimensions too, and another with another seed', () => {
    const points = sobolSequence(256, 3, random())
    const cells = new Set<number>()
    for (let p = 0; p < 256; p++) {
      cells.add(Math.floor(points[p * 3]! * 16) * 16 + Math.floor(points[p * 3 + 1]! * 16))
    }
    expect(cells.size).toBe(256)
    expect(sobolSequence(256, 3, new Random(5))).not.toEqual(points)
    expect(sobolSequence(256, 3, random())).toEqual(points)
  })
})

describe('Sobol indices', () => {
  it('are those of xplique’s estimator by Jansen', () => {
    const { units, scores, indices } = fixtures.sobol
    expectClose(totalIndices(Float64Array.from(scores), units), indices, 5)
  })

  it('of a sum are each unit’s share of the variance; of a product both have what they make together', () => {
    const weights = [3, 2, 1, 0, -1]
    const design = jansenDesign(5, 6 * 4096, random())
    expect(design.count).toBe(6 * 4096)
    const sum = valuesOf(design, 5, (row) =>
      weights.reduce((total, weight, j) => total + weight * row[j]!, 0),
    )
    for (const [j, index] of totalIndices(sum, 5).entries()) {
      expect(index).toBeCloseTo(weights[j]! ** 2 / 15, 2)
    }
    // Of x·y, uniform: V = 7/144, of which 3/144 go with either alone and 1/144 with both.
    const product = valuesOf(design, 5, (row) => row[0]! * row[1]!)
    expect(totalIndices(product, 5)[0]).toBeCloseTo(4 / 7, 2)
    expect(totalIndices(new Float64Array(6 * 8).fill(2), 5)).toEqual(new Float64Array(5))
  })

  it('need two points', () => {
    expect(() => jansenDesign(49, 99, random())).toThrow(expect.objectContaining({ code: 'METHOD_SAMPLES' }))
    expect(jansenDesign(49, 100, random()).count).toBe(100)
  })
})

describe('HSIC', () => {
  it('is that of xplique’s estimator', async () => {
    const { units, kept, scores, width, indices } = fixtures.hsic
    expectClose(await dependence(designOf(kept, units), Float64Array.from(scores), width, units), indices, 6)
  })

  const units = 8
  /** Hangs on 1 and 4, and on 6 and 7 together. */
  const game = (row: Float32Array) => 2 * row[1]! - row[4]! + 1.5 * row[6]! * row[7]!

  it('over all coalitions is 0 of what a score does not hang on, and of nothing else', async () => {
    const every = Array.from({ length: 2 ** units }, (_, p) =>
      Array.from({ length: units }, (__, unit) => (p >> unit) & 1),
    )
    const design = designOf(every.flat(), units)
    const scores = valuesOf(design, units, game)
    const found = await dependence(design, scores, medianDistance(scores), units)
    for (const unit of [0, 2, 3, 5]) expect(found[unit]).toBeCloseTo(0, 15)
    expect(found[7]).toBeCloseTo(found[6]!, 12)
    expect(found[6]).toBeGreaterThan(0.005)
    expect(found[4]).toBeGreaterThan(found[6]!)
    expect(found[1]).toBeGreaterThan(found[4]!)
  })

  it('over some of them tells what a score depends on from chance, and keeps every unit in half of the copies', async () => {
    const n = 600
    const design = hypercube(units, n, random())
    for (let unit = 0; unit < units; unit++) {
      let sum = 0
      for (let p = 0; p < n; p++) sum += design.kept[p * units + unit]!
      expect(sum).toBe(n / 2)
    }
    const scores = valuesOf(design, units, game)
    const width = medianDistance(scores)
    // Its mean over all orders of the scores is tr(HKH) · tr(HLH)/(n − 1)³, and n times it a mixture of χ² of 1 df, which is beyond
    // twelve times its mean by a chance of less than 5 in 10,000.
    let alike = 0
    for (const a of scores) for (const b of scores) alike += Math.exp(-((a - b) ** 2) / (2 * width ** 2))
    const byChance = ((n / 2) * (n - alike / n)) / (n - 1) ** 3
    const found = await dependence(design, scores, width, units)
    const beyond = [...found.keys()].filter((unit) => found[unit]! > 12 * byChance)
    expect(beyond).toEqual([1, 4, 6, 7])
    expect(found.indexOf(Math.max(...found))).toBe(1)
  })

  it('lets others have their turn after each copy, so that it can be called off', async () => {
    const design = hypercube(2, 100, random())
    const scores = valuesOf(design, 2, (row) => row[0]!)
    let turns = 0
    const turn = async () => {
      if (++turns === 5) throw new Error('called off')
    }
    await expect(dependence(design, scores, 1, 2, turn)).rejects.toThrow('called off')
    expect(turns).toBe(5)
  })

  it('of one unit alone is a quarter of what equal and unequal scores differ by', async () => {
    // Over balanced signs s, Σ L s s′ is n²/2 · (1 − e^(−½)), and K is half of s s′.
    const n = 200
    const design = hypercube(2, n, random())
    const scores = valuesOf(design, 2, (row) => row[0]!)
    const [own] = await dependence(design, scores, 1, 2)
    expect(own).toBeCloseTo(((n / (n - 1)) ** 2 * (1 - Math.exp(-0.5))) / 4, 9)
  })

  it('takes the median of distances, of an even number and of an odd', () => {
    expect(medianDistance(Float64Array.of(0, 1, 3))).toBe(2)
    expect(medianDistance(Float64Array.of(0, 1, 3, 7))).toBe(3.5)
    expect(medianDistance(Float64Array.of(2, 2, 2, 2))).toBe(1)
  })
})
