import { type Dataset, withDefaultWindows } from '@umbra/core/explain'
import { modelSettingsSchema, parseOptions } from '@umbra/core/options'
import type { Context } from '../context.js'
import { readData } from '../input/data.js'
import { type OpenedModel, openModel } from '../input/open-model.js'
import { pictureOptionsFor, toldOn } from '../input/picture-options.js'
import { inputError } from '../input-error.js'
import { classIndex } from '../options/class-index.js'
import { chosen } from '../options/schema-options.js'
import type { StudyCommandOptions } from '../options/study-options.js'
import { noteModel } from '../terminal/model-note.js'
import { noteInputRange } from '../terminal/range-note.js'

/** What a study is about: the data, made to fit the model where that is there already. */
export interface StudySubject {
  readonly test: Dataset
  /** Undefined where the model is yet to be trained. */
  readonly opened: OpenedModel | undefined
}

/**
 * Opens the model, unless it is to be trained, and reads the test split as it takes it.
 *
 * @throws InputError USAGE for pictures prepared otherwise than those trained on, and all that both throw
 */
export async function openSubject(
  options: StudyCommandOptions,
  { terminal }: Context,
): Promise<StudySubject> {
  const { data, model, invert, centre, fit, background } = options
  if (model === 'train') {
    if (invert || centre || background !== 0) {
      throw inputError(
        'USAGE',
        'invert, centre and background are for a model that is there: one trained here takes its pictures as they are',
      )
    }
    return { opened: undefined, test: await readData(data, 'test', { fit, ...toldOn(terminal) }) }
  }
  const opened = await openModel(model, chosen(modelSettingsSchema, options))
  noteModel(opened, terminal)
  const test = await readData(data, 'test', pictureOptionsFor(opened, options, terminal))
  noteInputRange(opened.model, [test.images], terminal)
  terminal.detail(`model ${opened.source}, SHA-256 ${opened.sha256}`)
  terminal.detail(`data ${test.name}, ${test.labels.length} images`)
  return { opened, test }
}

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
