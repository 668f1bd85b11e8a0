import { headText } from '@umbra/core/explain'
import { modelSettingsSchema } from '@umbra/core/options'
import { evaluateModel } from '@umbra/core/training'
import type { Context } from '../context.js'
import { readData } from '../input/data.js'
import { openModel } from '../input/open-model.js'
import { pictureOptionsFor } from '../input/picture-options.js'
import { chosen } from '../options/schema-options.js'
import type { PictureChoices } from '../options/shared-options.js'
import { evaluationTables } from '../summaries/evaluation-tables.js'
import { noteModel } from '../terminal/model-note.js'
import { progressOn } from '../terminal/progress.js'
import { noteInputRange } from '../terminal/range-note.js'

export interface EvaluateCommandOptions extends PictureChoices, Readonly<Record<string, unknown>> {
  readonly model?: string
  readonly data: string
}

/** Classifies the test split and counts: the work behind `umbra evaluate`. */
export async function evaluate(options: EvaluateCommandOptions, context: Context): Promise<void> {
  const { terminal, signal } = context
  const model = await openModel(options.model, chosen(modelSettingsSchema, options))
  noteModel(model, terminal)
  const data = await readData(options.data, 'test', pictureOptionsFor(model, options, terminal))
  noteInputRange(model.model, [data.images], terminal)
  const evaluation = await evaluateModel(model.model, data, { signal, onProgress: progressOn(terminal) })
  const { source, sha256, preprocessing, head, outputs } = model
  terminal.json({
    schema: 'umbra.evaluation/1',
    model: { source, sha256, outputs: { count: outputs, ...head }, ...(preprocessing && { preprocessing }) },
    data: { name: data.name, sha256: data.sha256 },
    ...evaluation,
  })
  const words = { model: source, data: data.name, outputs: headText(head, outputs) }
  terminal.print(evaluationTables(evaluation, words, terminal))
}
