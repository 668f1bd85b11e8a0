import { type ResolvedOcclusionOptions, withDefaultWindows } from '@umbra/core/explain'
import { occlusionOptionsSchema, parseOptions } from '@umbra/core/options'
import { classIndex } from './class-index.js'
import { chosen } from './schema-options.js'

/**
 * How images are covered, from the options given: the class by its name, and windows that fit images of the model's size.
 *
 * @throws InputError OPTION_INVALID, CLASS_UNKNOWN
 */
export function occlusionOf(
  options: Readonly<Record<string, unknown>>,
  {
    inputShape,
    classNames,
  }: {
    readonly inputShape: readonly [number, number, number]
    readonly classNames?: readonly string[] | undefined
  },
): ResolvedOcclusionOptions {
  const given = chosen(occlusionOptionsSchema, options)
  const target = classIndex(given.target, classNames, ['predicted', 'label'])
  return parseOptions(occlusionOptionsSchema, withDefaultWindows({ ...given, target }, inputShape))
}
