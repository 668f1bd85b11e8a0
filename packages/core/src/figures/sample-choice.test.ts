import { expect, test } from 'vitest'
import { syntheticStudy } from '../../test/synthetic-study.js'
import type { Study, StudySample } from '../study/result.js'
import { samplesAtQuantiles, samplesOfClass, typicalSample } from './sample-choice.js'

const study = syntheticStudy({ images: 21 })

function withSamples(change: (sample: StudySample) => StudySample): Study {
  return { result: study.result, data: { ...study.data, samples: study.data.samples.map(change) } }
}

test('the typical sample is correct, of its class, and nearest to the regional medians', () => {
  const { sample } = typicalSample(study, 8)!
  expect([sample.label, sample.predicted]).toEqual([8, 8])
  const others = samplesOfClass(study, 8).map(({ sample: { regions } }) => regions[0]!)
  const rank = others.filter((value) => value < sample.regions[0]!).length
  expect(rank).toBeGreaterThan(3)
  expect(rank).toBeLessThan(17)
})

test('a misclassified image is not typical, unless all are', () => {
  const typical = typicalSample(study, 6)!.sample.index
  const without = withSamples((s) => (s.index === typical ? { ...s, predicted: 0 } : s))
  expect(typicalSample(without, 6)!.sample.index).not.toBe(typical)
  const none = withSamples((s) => ({ ...s, predicted: 0 }))
  expect(typicalSample(none, 6)!.sample.index).toBe(typical)
})

test('undefined regions are left out of the distance; a class without images has no typical one', () => {
  const inkless = withSamples((s) => ({ ...s, regions: [Number.NaN, s.regions[1]!, s.regions[2]!] }))
  expect(typicalSample(inkless, 6)).toBeDefined()
  expect(typicalSample(study, 3)).toBeUndefined()
})

test('quantiles are nearest ranks of whole-map sensitivity', () => {
  const overall = samplesOfClass(study, 6)
    .map(({ sample }) => sample.overall)
    .sort((a, b) => a - b)
  const chosen = samplesAtQuantiles(study, 6, [0, 0.5, 1]).map(({ sample }) => sample.overall)
  expect(chosen).toEqual([overall[0], overall[10], overall[20]])
  expect(samplesAtQuantiles(study, 3, [0.5])).toEqual([])
})
