import {
  descriptionOf,
  occlusionOptionsSchema,
  studyConfigSchema,
  trainingConfigSchema,
} from '@umbra/core/options'
import { describe, expect, test } from 'vitest'
import { chosen, schemaOptions, standardOf } from './schema-options.js'

describe('schemaOptions', () => {
  test('takes name, explanation and default from the schema', () => {
    const [option] = schemaOptions(trainingConfigSchema, { learningRate: 'RATE' })
    const { learningRate } = trainingConfigSchema.shape
    expect(option!.flags).toBe('--learning-rate <RATE>')
    expect(option!.attributeName()).toBe('learningRate')
    const { learningRate: standard } = trainingConfigSchema.parse({})
    expect(option!.description).toBe(`${descriptionOf(learningRate)} (default: ${standard})`)
    expect(standardOf(option!)).toBe(standard)
  })

  test('writes defaults as they would be typed', () => {
    const [classes, window] = schemaOptions(studyConfigSchema, { classes: 'A,B', window: 'H,W' })
    expect(classes!.description).toContain('(default: 6,8)')
    expect(window!.description).toContain('(default: 4,4)')
  })
})

test('chosen keeps what was given, and only what the schema has', () => {
  const options = { window: [3, 3], stride: undefined, json: true }
  expect(chosen(occlusionOptionsSchema, options)).toEqual({ window: [3, 3] })
})
