import { evaluateModel } from '@umbra/core'
import type { Context } from '../context.js'
import { readData } from '../files/data.js'
import { openModel } from '../files/open-model.js'
import { evaluationTables } from '../terminal/evaluation-tables.js'
import { progressOn } from '../terminal/progress.js'

export interface EvaluateCommandOptions {
  readonly model?: string
  readonly data: string
}

/** Classifies the test split and counts: the work behind `umbra evaluate`. */
export async function evaluate(options: EvaluateCommandOptions, context: Context): Promise<void> {
  const { terminal, signal } = context
  const model = await openModel(options.model)
  const data = await readData(options.data, 'test')
  const evaluation = await evaluateModel(model.artifacts, data, { signal, onProgress: progressOn(terminal) })
  const { source, sha256 } = model
  terminal.json({
    schema: 'umbra.evaluation/1',
    model: { source, sha256 },
    data: { name: data.name, sha256: data.sha256 },
    ...evaluation,
  })
  terminal.print(evaluationTables(evaluation, { model: source, data: data.name }, terminal.colours.bold))
}
