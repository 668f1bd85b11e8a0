import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import {
  baselineNames,
  defaultBlur,
  defaultNoise,
  occlusionOptionsSchema,
} from '../attribution/occlusion/options.js'
import { studyConfigSchema } from '../mapping/config.js'
import { modelSettingsSchema } from '../network/model-settings.js'
import { trainingConfigSchema } from '../training/config.js'
import { parseOptions } from '../validate.js'
import { optionFlag, optionText, readNames, readOption, readOptions, readValue } from './index.js'

const size = fc.integer({ min: 1, max: 999 })
const count = fc.nat({ max: 1e6 })
const number = fc.double({ min: -100, max: 100, noNaN: true }).map((value) => value || 0)
const positive = fc.double({ min: 0.5, max: 99, noNaN: true })
const sizes = fc.tuple(size, size)
const name = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 9 })
  .filter((s) => s.trim() === s && s !== '')
const baseline = fc.oneof(
  number,
  fc.array(number, { minLength: 2, maxLength: 4 }),
  fc.constantFrom(...baselineNames),
  fc.record({ kind: fc.constant('blur'), sigma: positive }),
  fc.record({ kind: fc.constant('mean'), values: fc.array(number, { minLength: 1, maxLength: 4 }) }),
  fc.record(
    { kind: fc.constant('noise'), draws: size, seed: count, mean: number, sd: positive },
    { requiredKeys: ['kind', 'draws'] },
  ),
  fc.record({ kind: fc.constant('marginal'), draws: size, seed: count }, { requiredKeys: ['kind', 'draws'] }),
  fc.record(
    {
      kind: fc.constant('soft'),
      value: fc.oneof(number, fc.array(number, { minLength: 2, maxLength: 4 })),
      sigma: positive,
    },
    { requiredKeys: ['kind', 'value'] },
  ),
)
const score = fc.oneof(
  fc.constantFrom('logit', 'probability', 'log-probability', 'margin'),
  fc.record({ kind: fc.constant('margin'), against: count }),
)
const target = fc.oneof(count, fc.array(count, { minLength: 2 }), fc.constantFrom('predicted', 'label'))
const mask = fc.array(fc.stringMatching(/^[.# 0]{4}$/), { minLength: 4, maxLength: 4 })
const regions = fc.oneof(
  fc.integer({ min: 2, max: 99 }),
  fc.tuple(size, size),
  fc.dictionary(fc.stringMatching(/^[a-z][a-z_ -]{0,9}$/), mask, { minKeys: 1 }),
)
const classes = fc.tuple(count, fc.oneof(count, fc.constant('rest'))).filter(([a, b]) => a !== b)

/** Values of every option of every schema, and one that is not named here fails the test below. */
const values = {
  occlusion: {
    schema: occlusionOptionsSchema,
    fields: { window: fc.oneof(sizes, fc.tuple(size, size, size)), stride: sizes, baseline, score, target },
  },
  study: {
    schema: studyConfigSchema,
    fields: {
      classes,
      images: fc.oneof(fc.integer({ min: 2, max: 9999 }), fc.constant('all')),
      selection: fc.constantFrom('correct', 'all'),
      window: sizes,
      stride: sizes,
      baseline,
      score,
      normalisation: fc.constantFrom('raw', 'ink'),
      regions,
      controls: fc.integer({ min: 0, max: 9999 }),
      seed: count,
      permutations: fc.integer({ min: 99, max: 9999 }),
      confidence: fc.double({ min: 0.51, max: 0.99, noNaN: true }),
    },
  },
  model: {
    schema: modelSettingsSchema,
    fields: {
      scale: positive,
      mean: fc.oneof(number, fc.array(number, { minLength: 2, maxLength: 4 })),
      std: fc.oneof(positive, fc.array(positive, { minLength: 2, maxLength: 4 })),
      channelOrder: fc.constantFrom('rgb', 'bgr'),
      classNames: fc.oneof(fc.constant('imagenet'), fc.uniqueArray(name, { minLength: 2, maxLength: 5 })),
      output: name,
      inputSize: fc.tuple(size, size),
      head: fc.constantFrom('softmax', 'sigmoid', 'scores'),
    },
  },
} as const

describe.each(Object.entries(values))('options of %s', (_, { schema, fields }) => {
  it('are all here', () => {
    expect(Object.keys(fields).sort()).toEqual(Object.keys(schema.shape).sort())
  })

  it.each(Object.entries(fields))('%s comes back as it was written', (key, arbitrary) => {
    fc.assert(
      fc.property(arbitrary as fc.Arbitrary<unknown>, (value) => {
        fc.pre(schema.safeParse({ [key]: value }).success)
        const given = parseOptions(schema, { [key]: value }) as Record<string, unknown>
        const text = optionText(value)
        expect(parseOptions(schema, { [key]: readOption(key, text) })).toEqual(given)
        // What a schema makes of it is written so that it comes back too: a result's options can be typed.
        expect(parseOptions(schema, { [key]: readOption(key, optionText(given[key])) })).toEqual(given)
      }),
    )
  })

  it('have defaults that can be typed', () => {
    const standard = parseOptions(schema, {}) as Record<string, unknown>
    const texts = Object.entries(standard).map(([key, value]) => [key, optionText(value)])
    expect(parseOptions(schema, readOptions(Object.fromEntries(texts)))).toEqual(standard)
  })
})

test('training options have defaults that can be typed', () => {
  const standard = parseOptions(trainingConfigSchema, {})
  const texts = Object.entries(standard).map(([key, value]) => [key, optionText(value)])
  expect(parseOptions(trainingConfigSchema, readOptions(Object.fromEntries(texts)))).toEqual(standard)
})

test('a rule of its defaults alone is written short', () => {
  expect(optionText(defaultNoise)).toBe('noise:8')
  expect(optionText(defaultBlur)).toBe('blur:2')
  expect(optionText({ kind: 'noise', draws: 4, seed: 9, sd: 0.1 })).toBe('noise:4,seed=9,sd=0.1')
})

test.each([
  ['4', 4],
  ['-0.5', -0.5],
  ['1e-3', 0.001],
  ['6,8', [6, 8]],
  ['6, 8', [6, 8]],
  ['6,rest', [6, 'rest']],
  ['correct', 'correct'],
  ['', ''],
  ['0x10', '0x10'],
  ['Infinity', 'Infinity'],
  ['1e999', '1e999'],
])('an option of any kind: %s', (text, value) => expect(readValue(text)).toEqual(value))

test('sizes: one number stands for both axes, so that equal windows have equal configurations', () => {
  expect(readOption('window', '4')).toEqual([4, 4])
  expect(readOption('window', '3,5,1')).toEqual([3, 5, 1])
  for (const text of ['', 'a', '4,', '4x4', 'NaN'])
    expect(() => readOption('stride', text)).toThrow(/^OPTION_INVALID: stride is .*: expected whole numbers/)
})

test('rules', () => {
  expect(readOption('baseline', '0.5')).toBe(0.5)
  expect(readOption('baseline', '0.1,0.2,0.3')).toEqual([0.1, 0.2, 0.3])
  expect(readOption('baseline', 'mean:0.1,0.2')).toEqual({ kind: 'mean', values: [0.1, 0.2] })
  expect(readOption('baseline', 'blur:3')).toEqual({ kind: 'blur', sigma: 3 })
  expect(readOption('baseline', 'noise:16,seed=2')).toEqual({ kind: 'noise', draws: 16, seed: 2 })
  expect(readOption('baseline', 'marginal:4,seed=2')).toEqual({ kind: 'marginal', draws: 4, seed: 2 })
  expect(readOption('baseline', 'soft:0.1,0.2,sigma=0.3')).toEqual({
    kind: 'soft',
    value: [0.1, 0.2],
    sigma: 0.3,
  })
  for (const name of baselineNames) expect(readOption('baseline', name)).toBe(name)
  expect(readOption('score', 'margin:3')).toEqual({ kind: 'margin', against: 3 })
  const wrong = [
    'grey',
    'mean:x',
    'blur:',
    'blur:1e999',
    '0.1,x',
    'noise:4,seed=1,seed=2',
    'noise:4,kind=1',
    'constructor:1',
    'marginal:4,sd=1',
    'soft:sigma=1',
    'soft:1,sigma=2,3',
    'inpaint:2',
  ]
  for (const text of wrong) expect(() => readOption('baseline', text)).toThrow('OPTION_INVALID: baseline is')
  for (const text of ['loss', 'margin:', 'margin:x'])
    expect(() => readOption('score', text)).toThrow('OPTION_INVALID: score is')
})

test('classes, names, levels and parts', () => {
  expect(readOption('target', '8')).toBe(8)
  expect(readOption('target', 'tabby, tabby cat')).toBe('tabby, tabby cat')
  expect(readNames('cat, dog')).toEqual(['cat', 'dog'])
  expect(readNames('tabby\\, tabby cat,back\\\\slash')).toEqual(['tabby, tabby cat', 'back\\slash'])
  expect(['black', 'white', '0.5'].map((text) => readOption('background', text))).toEqual([0, 1, 0.5])
  expect(() => readOption('background', '2')).toThrow('OPTION_INVALID')
  expect(readOption('shard', '2/4')).toEqual({ index: 2, of: 4 })
  expect(optionText({ index: 2, of: 4 })).toBe('2/4')
  for (const text of ['0/4', '5/4', '1', '1/x'])
    expect(() => readOption('shard', text)).toThrow('OPTION_INVALID')
  expect(() => readOption('regions', '{"loop": [')).toThrow('OPTION_INVALID: regions is')
})

test('flags', () => {
  expect(['window', 'learningRate', 'classNames'].map(optionFlag)).toEqual([
    '--window',
    '--learning-rate',
    '--class-names',
  ])
})
