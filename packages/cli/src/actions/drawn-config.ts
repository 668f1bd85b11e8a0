import { type Dataset, withDefaultWindows } from '@umbra/core/explain'
import { parseOptions } from '@umbra/core/options'
import { classIndex } from '../options/class-index.js'
import { chosen } from '../options/schema-options.js'

type ConfigSchema = Parameters<typeof parseOptions>[0] & Parameters<typeof chosen>[0]

/**
 * A configuration of images that are drawn, from the options given: their classes by index or by the names the data have for them.
 *
 * @throws InputError OPTION_INVALID, CLASS_UNKNOWN
 */
export function drawnConfig<S extends ConfigSchema>(
  schema: S,
  options: Readonly<Record<string, unknown>>,
  inputShape: readonly [number, number, number],
  { classNames }: Pick<Dataset, 'classNames'>,
): ReturnType<typeof parseOptions<S>> {
  const { classes, ...others } = chosen(schema, options)
  return parseOptions(schema, {
    ...withDefaultWindows(others, inputShape),
    ...(classes !== undefined && {
      classes: [classes].flat().map((choice) => classIndex(choice, classNames, [])),
    }),
  })
}
