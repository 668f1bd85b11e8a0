import type { Dataset } from '@umbra/core/explain'
import { modelSettingsSchema } from '@umbra/core/options'
import type { Context } from '../context.js'
import { readData } from '../input/data.js'
import { type OpenedModel, openModel } from '../input/open-model.js'
import { pictureOptionsFor, toldOn } from '../input/picture-options.js'
import { inputError } from '../input-error.js'
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
