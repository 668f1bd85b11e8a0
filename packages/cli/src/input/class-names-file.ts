import { type ModelSettingsInput, parseLabels } from '@umbra/core/explain'
import { readIfThere } from '../disk/read-if-there.js'
import { inputError } from '../input-error.js'

/**
 * Settings whose one class name, which no model has, is that of a file with a name on each line, or a JSON list of them.
 *
 * @throws InputError OPTION_INVALID if there is no such file, CLASS_NAMES if it makes no sense
 */
export async function withNamesOfFile(settings: ModelSettingsInput): Promise<ModelSettingsInput> {
  const [path, ...more] = Array.isArray(settings.classNames) ? settings.classNames : []
  if (path === undefined || more.length > 0) return settings
  const bytes = await readIfThere(path)
  if (bytes) return { ...settings, classNames: [...parseLabels(bytes, path).names] }
  throw inputError(
    'OPTION_INVALID',
    `--class-names: expected imagenet, two names or more with commas between, or a file of names; there is no file ${path}`,
  )
}
