import { readOptions } from '@umbra/core/notation'
import {
  occlusionOptionsSchema,
  parseOptions,
  studyConfigSchema,
  trainingConfigSchema,
} from '@umbra/core/options'
import { describe, expect, it } from 'vitest'
import { describeOptions } from './describe-options.ts'

const schemas = {
  occlusion: occlusionOptionsSchema,
  study: studyConfigSchema,
  training: trainingConfigSchema,
}

describe.each(['occlusion', 'study', 'training'] as const)('controls of %s', (name) => {
  const fields = describeOptions()[name]

  it('are all of the schema’s fields, in words', () => {
    expect(fields.map(({ key }) => key)).toEqual(Object.keys(schemas[name].shape))
    for (const { description } of fields) expect(description).not.toBe('')
  })

  it('start at its defaults', () => {
    const standards = Object.fromEntries(fields.map(({ key, standard }) => [key, standard]))
    expect(parseOptions(schemas[name], readOptions(standards))).toEqual(parseOptions(schemas[name], {}))
  })

  it('offer choices it accepts', () => {
    for (const { key, choices = [] } of fields) {
      for (const choice of choices) parseOptions(schemas[name], readOptions({ [key]: choice }))
    }
  })
})

it('knows names, numbers and sizes apart', () => {
  const kinds = Object.fromEntries(describeOptions().study.map(({ key, kind }) => [key, kind]))
  expect(kinds).toMatchObject({
    window: 'size',
    images: 'number',
    score: 'choice',
    baseline: 'choice',
    seed: 'number',
  })
  const images = describeOptions().study.find(({ key }) => key === 'images')
  expect(images).toMatchObject({ standard: '200', min: 2, whole: true })
  const rate = describeOptions().training.find(({ key }) => key === 'learningRate')
  expect(rate).toMatchObject({ kind: 'number', min: 0, whole: false })
})

it('reads options as the command line does', () => {
  expect(
    readOptions({
      window: '4',
      stride: '2,1',
      baseline: 'blur:3',
      score: 'margin:8',
      target: 'predicted',
      seed: '7',
    }),
  ).toEqual({
    window: [4, 4],
    stride: [2, 1],
    baseline: { kind: 'blur', sigma: 3 },
    score: { kind: 'margin', against: 8 },
    target: 'predicted',
    seed: 7,
  })
})
