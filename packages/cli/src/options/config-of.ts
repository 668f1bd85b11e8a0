import { type Dataset, withDefaultWindows } from '@umbra/core/explain'
import { parseOptions } from '@umbra/core/options'
import { classIndex } from './class-index.js'
import { chosen } from './schema-options.js'

/** As much of a study's schema as its classes are found by. */
type ConfigSchema = Parameters<typeof parseOptions>[0] & Parameters<typeof chosen>[0]

/**
 * A configuration from the options given, its classes by index or by the names the data have for them.
 *
 * @param test - undefined to judge everything but classes by name, before any file is read
 * @throws InputError OPTION_INVALID, CLASS_UNKNOWN
 */
export function configOf<S extends ConfigSchema>(
  schema: S,
  options: Readonly<Record<string, unknown>>,
  test?: Dataset,
): ReturnType<typeof parseOptions<S>> {
  const given = chosen(schema, options)
  const [, ...imageShape] = test?.images.shape ?? []
  const { classes, ...others } = test
    ? withDefaultWindows(given, imageShape as [number, number, number])
    : given
  const list = Array.isArray(classes) ? classes : undefined
  if (!list) return parseOptions(schema, { ...others, ...(classes !== undefined && { classes }) })
  if (test) {
    const indices = list.map((choice) => classIndex(choice, test.classNames, ['rest']))
    return parseOptions(schema, { ...others, classes: indices })
  }
  const named = list.some((choice) => typeof choice === 'string' && choice !== 'rest')
  return parseOptions(schema, named ? others : { ...others, classes })
}
