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
