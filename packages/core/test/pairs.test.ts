import { holm } from '@umbra/stats'
import { parquetReadObjects } from 'hyparquet'
import { describe, expect, it } from 'vitest'
import { pairsCsv, pairsFigures, pairsParquet, renderPairsReport, runPairs, runStudy } from '../src/index.js'
import { flat, linearNetwork, middleOnly, randomDataset } from './linear-study.js'

const data = randomDataset(40, 5)
const model = linearNetwork([flat, middleOnly, flat])
const options = { images: 30, window: [3, 3] as [number, number], permutations: 99 }
const dependencies = {
  model,
  data,
  threads: 1,
  provenance: { command: 'test', created: '2026-01-01T00:00:00Z', model: { sha256: '', source: 'test' } },
}

describe('runPairs', async () => {
  const result = await runPairs(options, dependencies)

  it('compares every class with every other, each as a study of the two does', async () => {
    expect(result.schema).toBe('umbra.pairs/2')
    expect(result.pairs.map(({ classes }) => classes)).toEqual([
      [0, 1],
      [0, 2],
      [1, 2],
    ])
    for (const { classes, profile, strength, interaction, overall, regions } of result.pairs) {
      const { tests, classes: summaries } = (
        await runStudy({ ...options, classes: [classes[0], classes[1]] }, dependencies)
      ).result
      const { pHolm: _, ...alone } = interaction
      expect(alone).toEqual(tests.interaction)
      const { pHolm: __, regions: shares, ...primary } = profile!
      const { regions: own, ...study } = tests.profile!
      expect(primary).toEqual(study)
      expect({ ...strength, pHolm: 0 }).toEqual({ ...tests.strength, pHolm: 0 })
      expect({ ...overall, pHolm: 0 }).toEqual({ ...tests.overall, pHolm: 0 })
      // Adjustments run over all pairs: of p and of the simultaneous intervals.
      const single = ({ simultaneous: _, ...test }: (typeof regions)[number]) => ({ ...test, pHolm: 0 })
      expect(regions.map(single)).toEqual(tests.regions.map(single))
      const share = ({ simultaneous: _, ...test }: (typeof own)[number]) => ({ ...test, pHolm: 0 })
      expect(shares.map(share)).toEqual(own.map(share))
      expect(classes.map((label) => result.classes[label])).toEqual(summaries)
    }
  })

  it('adjusts over all pairs', () => {
    const adjusted = (p: readonly number[]) => [...holm(p)]
    const { pairs } = result
    expect(result.profileP).toBe('relabelling')
    expect(pairs.map(({ profile }) => profile!.pHolm)).toEqual(
      adjusted(pairs.map(({ profile }) => profile!.permutationP)),
    )
    expect(pairs.map(({ interaction }) => interaction.pHolm)).toEqual(
      adjusted(pairs.map(({ interaction }) => interaction.p)),
    )
    expect(pairs.flatMap(({ regions }) => regions.map(({ pHolm }) => pHolm))).toEqual(
      adjusted(pairs.flatMap(({ regions }) => regions.map(({ p }) => p))),
    )
  })

  it('finds the class that is looked at differently, and counts its pairs', () => {
    const [zeroOne, zeroTwo, oneTwo] = result.pairs.map(({ regions }) => regions[1]!.pHolm)
    expect(zeroOne).toBeLessThan(1e-6)
    expect(oneTwo).toBeLessThan(1e-6)
    expect(zeroTwo).toBeGreaterThan(0.01)
    expect(result.verdict.text).toMatch(
      /^The network looks at the two classes in different places in \d of 3 pairs/,
    )
  })

  it('draws a matrix for every measure and writes a row for every test', async () => {
    expect(Object.keys(pairsFigures(result))).toEqual([
      'maps',
      'pairs',
      'pairs-top-against-bottom',
      'pairs-middle-against-the-rest',
      'pairs-top',
      'pairs-middle',
      'pairs-bottom',
      'pairs-whole-map',
    ])
    expect(pairsCsv(result).trim().split('\n')).toHaveLength(1 + 3 * 12)
    const rows = await parquetReadObjects({ file: pairsParquet(result).slice().buffer as ArrayBuffer })
    expect(rows).toHaveLength(3 * 12)
    expect(rows[0]).toMatchObject({ first: 'zero', second: 'one', difference: null })
    expect(rows[0]!.p).toBe(result.pairs[0]!.profile!.p)
    expect(JSON.parse(JSON.stringify(result))).toEqual(result)
  })

  it('is reported on one page as a study is: verdict first, nothing loaded, every figure and table in place', () => {
    const page = renderPairsReport(result, pairsFigures(result))
    expect(page.indexOf('class="verdict"')).toBeLessThan(page.indexOf('<h2'))
    expect(page).not.toMatch(/<script|<link|<img|NaN|undefined|\[object/)
    expect(page.match(/<figcaption>/g)).toHaveLength(8)
    expect(page.match(/<caption>/g)).toHaveLength(3)
    for (const words of ['H0', 'Holm', 'Limitations', 'zero − one', 'generalised η²'])
      expect(page).toContain(words)
  })

  it('takes other regions than bands, which have no contrasts', async () => {
    const loop = Array.from({ length: 9 }, (_, y) => (y >= 3 && y < 6 ? '###......' : '.........'))
    const rest = loop.map((line) => line.replace(/[.#]/g, (c) => (c === '#' ? '.' : '#')))
    const drawn = await runPairs({ ...options, regions: { loop, rest } }, dependencies)
    expect(drawn.regions.map(({ name, pixels }) => [name, pixels!.length])).toEqual([
      ['loop', 9],
      ['rest', 72],
    ])
    expect(drawn.pairs[0]!.contrasts).toEqual([])
    expect(drawn.pairs[0]!.regions[0]!.pHolm).toBeLessThan(0.001)
    const figures = pairsFigures(drawn)
    expect(Object.keys(figures)).toEqual(['maps', 'pairs', 'pairs-loop', 'pairs-rest', 'pairs-whole-map'])
    expect(renderPairsReport(drawn, figures)).not.toMatch(/NaN|undefined/)
    const grid = await runStudy({ ...options, classes: [0, 1], regions: [2, 3] }, dependencies)
    expect(grid.result.tests.regions.map(({ region }) => region)).toEqual([
      'r1 c1',
      'r1 c2',
      'r1 c3',
      'r2 c1',
      'r2 c2',
      'r2 c3',
    ])
  })

  it('stops when told to', async () => {
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(runPairs(options, dependencies, { signal })).rejects.toThrow('enough')
  })
})

describe('one class against the rest', () => {
  it('draws the rest from all other classes, each image mapped for its own', async () => {
    const { result, data: studied } = await runStudy({ ...options, classes: [1, 'rest'] }, dependencies)
    const [one, rest] = result.classes
    expect(one).toMatchObject({ class: 1, name: 'one', n: 30 })
    expect(rest).toMatchObject({ class: 'rest', name: 'the rest', n: 30 })
    const labels = studied.samples.slice(30).map(({ label }) => label)
    expect(new Set(labels)).toEqual(new Set([0, 2]))
    for (const { index, label } of studied.samples) expect(data.labels[index]).toBe(label)
    expect(result.tests.regions[1]!.estimate).toBeGreaterThan(0)
    expect(result.verdict.text).toMatch(/between one and the rest .* Unscaled, the middle \(more for one\)/)
  })

  it('has no class to be left out of that the data do not know', async () => {
    await expect(runStudy({ ...options, classes: [7, 'rest'] }, dependencies)).rejects.toMatchObject({
      code: 'CLASS_UNKNOWN',
    })
  })
})
