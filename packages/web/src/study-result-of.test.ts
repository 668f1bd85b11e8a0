import { expect, test } from 'vitest'
import { studyResultOf } from './study-result-of.js'

const mean = { mean: 1, sd: null, n: 1, interval: [null, null] }
const top = {
  region: 'top',
  statistic: null,
  p: null,
  logP: null,
  pHolm: null,
  notComputed: 'too few images',
}

test('what could not be computed, null in JSON, is opened as not a number; older results lack n', () => {
  const side = (name: string) => ({ name, n: 1, excluded: 0, overall: mean, regions: [mean] })
  const result = studyResultOf({
    schema: 'umbra.study/1',
    config: { confidence: 0.95 },
    classes: [side('6'), side('8')],
    tests: { regions: [top], overall: { ...top, region: 'overall' } },
    verdict: { text: 'none', supported: false },
    provenance: { engine: { name: 'incremental' }, data: { name: 'MNIST test' } },
  })
  expect(result.tests.regions[0]).toMatchObject({ p: Number.NaN, notComputed: 'too few images' })
  expect(result.classes[0].regions[0]).toMatchObject({ sd: Number.NaN, interval: [Number.NaN, Number.NaN] })
  expect(result.tests.overall.n).toBeUndefined()
})

test('a result of version 2 is opened with its shares and controls, and refused where they are not whole', () => {
  const side = (name: string) => ({ name, n: 1, excluded: 0, overall: mean, regions: [mean] })
  const document = (profile: object, controls: object) => ({
    schema: 'umbra.study/2',
    config: { confidence: 0.95 },
    classes: [side('6'), side('8')],
    tests: { profile, regions: [top], overall: { ...top, region: 'overall' } },
    controls,
    verdict: { text: 'none', supported: false },
    provenance: { engine: { name: 'incremental' }, data: { name: 'MNIST test' } },
  })
  const share = { ...top, means: [mean, mean] }
  const among = { region: 'top', effect: null, controls: [], rank: null, p: null }
  const controls = { untrained: { draws: 20, shares: [among] }, ink: { adjusted: { shares: [] } } }
  const result = studyResultOf(document({ regions: [share] }, controls))
  expect(result.tests.profile!.regions[0]!.means[0]).toMatchObject({ mean: 1, sd: Number.NaN })
  expect(result.controls!.untrained).toMatchObject({ shares: [{ rank: Number.NaN }] })
  for (const [profile, held] of [
    [{}, controls],
    [{ regions: [top] }, controls],
    [{ regions: [] }, {}],
    [{ regions: [] }, { ...controls, untrained: { draws: 20 } }],
  ] as const) {
    expect(() => studyResultOf(document(profile, held))).toThrow(/^not a study's result.json: /)
  }
})
