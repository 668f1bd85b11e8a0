import { defaultGrid } from '@umbra/core'
import { optionText } from '@umbra/core/notation'
import { descriptionOf, parseOptions, robustnessGridSchema } from '@umbra/core/options'
import type { OptionField } from '../options/option-field.js'

/** The choices a study is repeated over, as controls: their values with spaces between. @param shape - [H, W, C] of the images */
export function gridFields(shape: readonly [number, number, number]): readonly OptionField[] {
  const usual = { ...parseOptions(robustnessGridSchema, {}), ...defaultGrid(shape) }
  return Object.entries(robustnessGridSchema.shape).map(([key, type]) => ({
    ...{ key, kind: 'text' },
    description: `${descriptionOf(type)}; spaces between`,
    standard: usual[key as keyof typeof usual].map((value) => optionText(value)).join(' '),
  }))
}
