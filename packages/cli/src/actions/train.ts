import type { ModelProvenance } from '@umbra/core/explain'
import { parseOptions, trainingConfigSchema } from '@umbra/core/options'
import type { TrainingConfig } from '@umbra/core/training'
import type { Context } from '../context.js'
import { readData } from '../input/data.js'
import { cachedModelFolder } from '../input/model-cache.js'
import { hasModel, type OpenedModel, openModel } from '../input/open-model.js'
import { toldOn } from '../input/picture-options.js'
import { findCheckpoint, trainInto } from '../input/train-into.js'
import { inputError } from '../input-error.js'
import { chosen } from '../options/schema-options.js'
import { requireWhole } from '../output/documented-files.js'
import { OutputFolder } from '../output/output-folder.js'
import { trainingTable } from '../summaries/training-table.js'

export interface TrainCommandOptions extends Record<string, unknown> {
  readonly data: string
  readonly threads: number | 'auto'
  readonly weights: 'float32' | 'float16'
  readonly out?: string
  readonly resume?: boolean
  readonly force?: boolean
}

/** Trains, saves and measures the digit CNN: the work behind `umbra train`. */
export async function train(options: TrainCommandOptions, context: Context): Promise<void> {
  const { terminal, reproducibleLine: command } = context
  const { threads, weights } = options
  const config = parseOptions(trainingConfigSchema, chosen(trainingConfigSchema, options))
  const training = await readData(options.data, 'train', toldOn(terminal))
  const path = options.out ?? cachedModelFolder(config, training.sha256, weights)
  const folder = await OutputFolder.prepare(path)
  try {
    const same = options.force
      ? undefined
      : await sameModel(path, { config, weights, data: training.sha256 }, context)
    if (same) {
      terminal.note('This configuration was trained here before, to these weights; --force trains it again')
      report(same, path, context)
      return
    }
    const resume = await findCheckpoint(path, options.resume === true, context)
    const test = await readData(options.data, 'test', toldOn(terminal))
    await trainInto(folder, { train: training, test, config, threads, weights, resume, command }, context)
  } finally {
    await folder.release()
  }
  report(await openModel(path), path, context)
}

interface Wanted {
  readonly config: TrainingConfig
  readonly weights: 'float32' | 'float16'
  readonly data: { readonly images: string; readonly labels: string }
}

/**
 * The model already in a folder, if the same training made it.
 *
 * @throws InputError OUT_HOLDS_MODEL if another one did: nobody's model is overwritten unasked
 */
async function sameModel(
  path: string,
  { config, weights, data }: Wanted,
  { terminal }: Context,
): Promise<OpenedModel | undefined> {
  if (!(await hasModel(path))) return undefined
  const model = await openModel(path)
  const made = model.training
  const isSame =
    made !== undefined &&
    JSON.stringify(Object.entries(made.config).sort()) === JSON.stringify(Object.entries(config).sort()) &&
    (made.weights ?? 'float32') === weights &&
    made.data.sha256.images === data.images &&
    made.data.sha256.labels === data.labels
  if (isSame && (await requireWhole(path))) return model
  if (isSame) {
    terminal.note(`The model in ${path} has no manifest that it could be checked against; training it again`)
    return undefined
  }
  throw inputError('OUT_HOLDS_MODEL', `${path} holds a model that was trained otherwise`)
}

function report({ sha256, training }: OpenedModel, path: string, { terminal }: Context): void {
  const { config, data, history, test, seconds, engine } = training as ModelProvenance
  terminal.json({
    schema: 'umbra.training/1',
    out: path,
    sha256,
    config,
    data,
    history,
    test,
    seconds,
    engine,
  })
  terminal.print(trainingTable(training as ModelProvenance, terminal))
  terminal.print()
  terminal.print(`Saved in ${path} (SHA-256 ${sha256.slice(0, 12)}…)`)
}
