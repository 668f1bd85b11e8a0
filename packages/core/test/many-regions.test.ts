import { parseHTML } from 'linkedom'
import { describe, expect, it } from 'vitest'
import {
  parseOptions,
  regionsFigure,
  renderReport,
  runStudy,
  type Study,
  type StudyOptions,
  studyConfigSchema,
  studyFigures,
} from '../src/index.js'
import { flat, linearNetwork, middleOnly, randomDataset } from './linear-study.js'

const IMAGES = 20
const { document } = parseHTML('<html><body></body></html>')

function study(regions: StudyOptions['regions']): Promise<Study> {
  const provenance = {
    command: 'test',
    model: { sha256: '', source: 'test' },
    created: '2026-01-01T00:00:00Z',
  }
  const config: StudyOptions = { classes: [0, 1], images: IMAGES, window: 3, permutations: 99, regions }
  const network = linearNetwork([flat, middleOnly, flat])
  return runStudy(config, { model: network, data: randomDataset(30, 1), threads: 1, provenance })
}

const circles = (svg: string) => svg.split('<circle').length - 1

describe('a study of many regions', () => {
  it('of few enough tests all pairs within a class', async () => {
    const { tests } = (await study([4, 8])).result
    expect(tests.withinClass).toHaveLength(2 * (32 * 31) * 0.5)
    expect(tests.withinClassLeftOut).toBeUndefined()
  })

  it('of more says how many there are instead, in the result and in the report', async () => {
    const many = await study([9, 9])
    const { tests } = many.result
    expect(tests.regions).toHaveLength(81)
    expect(tests.withinClass).toEqual([])
    expect(tests.withinClassLeftOut).toEqual({ regions: 81, most: 32 })
    const page = renderReport(many, { figures: studyFigures(many, { document: document as never }) })
    expect(page).toContain('tested for at most 32 regions; here are 81')
    expect(page).toContain('the regions (r1 c1, r1 c2, r1 c3 and 78 others)')
    expect(page).toMatch(/81, from r1 c1: \d+ pixels to r9 c9: \d+ pixels/)
    expect(page).toContain('the simultaneous ones hold for all regions together')
  })

  it('draws those with the largest effects, and says of how many', async () => {
    const many = await study([9, 9])
    const figure = regionsFigure(many, { document: document as never })
    expect(figure).toContain('of 81 regions the 48 with the largest Hedges g')
    // Each image once in each of 48 regions and the whole map, and an estimate for each of these.
    expect(circles(figure)).toBeLessThanOrEqual(49 * (2 * IMAGES + 1))
    const size = ({ effect }: { effect?: { value: number } }) => Math.abs(effect?.value ?? 0)
    const sorted = [...many.result.tests.regions].sort((a, b) => size(b) - size(a))
    expect(figure).toContain(`>${sorted[0]!.region}<`)
  })

  it.each([[1025], [[33, 32]], [[1, 2000]]])('of %j is refused', (regions) => {
    expect(() => parseOptions(studyConfigSchema, { regions })).toThrow('at most 1024 regions')
  })

  it('never loses one for its name', () => {
    const regions = JSON.parse('{"__proto__": ["#."], "a": ["#."], "b": [".#"]}')
    expect(() => parseOptions(studyConfigSchema, { regions })).toThrow(
      'OPTION_INVALID: a key is called __proto__',
    )
  })
})
