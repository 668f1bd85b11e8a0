import { describe, expect, it } from 'vitest'
import {
  benchmarkConfigSchema,
  modelSettingsSchema,
  occlusionOptionsSchema,
  parseOptions,
  studyConfigSchema,
  trainingConfigSchema,
} from './options.js'

const complaintOf = (schema: Parameters<typeof parseOptions>[0], options: unknown) => {
  try {
    return parseOptions(schema, options)
  } catch (error) {
    return (error as Error).message
  }
}

describe('an option that is not as it should be is refused in its own words', () => {
  it.each([
    [{ epochs: 0 }, 'epochs is 0: expected at least 1'],
    [{ epochs: 1e9 }, 'epochs is 1000000000: expected at most 100000'],
    [{ epochs: 1.5 }, 'epochs is 1.5: expected a whole number'],
    [{ epochs: 'x' }, 'epochs is "x": expected a number'],
    [{ shift: Number.POSITIVE_INFINITY }, 'shift is Infinity: expected a finite number'],
    [{ warmUp: 1 }, 'warmUp is 1: expected less than 1'],
    [{ learningRate: 0 }, 'learningRate is 0: expected more than 0'],
    [{ decay: 'x' }, 'decay is "x": expected one of cosine, linear, none'],
    [3, 'options is 3: expected an object'],
  ])('%j of a training', (options, message) => {
    expect(complaintOf(trainingConfigSchema, options)).toBe(`OPTION_INVALID: ${message}`)
  })

  it.each([
    [occlusionOptionsSchema, { window: 'x' }, 'window is "x": expected a number; or expected a list'],
    [occlusionOptionsSchema, { baseline: [] }, 'baseline is []: expected at least 1 item'],
    [benchmarkConfigSchema, { tasks: 'map' }, 'tasks is "map": expected a list'],
    [modelSettingsSchema, { output: '' }, 'output is "": expected at least 1 character'],
    [modelSettingsSchema, { classNames: ['a'] }, 'classNames is ["a"]: expected at least 2 items'],
  ])('of another schema: %#', (schema, options, message) => {
    expect(complaintOf(schema, options)).toBe(`OPTION_INVALID: ${message}`)
  })

  it('in the words of its schema where it has some, and in English where nothing else is said', () => {
    expect(complaintOf(studyConfigSchema, { classes: [6, 6] })).toContain('the two classes must differ')
    expect(complaintOf(modelSettingsSchema, { nope: 1 })).toContain('Unrecognized key: "nope"')
  })
})
