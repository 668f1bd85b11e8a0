import { faithfulnessConfigSchema, modelSettingsSchema, parseOptions } from '@umbra/core/options'
import { type FaithfulnessResult, runFaithfulness } from '@umbra/core/study'
import type { Context } from '../context.js'
import { readData } from '../input/data.js'
import { openModel } from '../input/open-model.js'
import { pictureOptionsFor } from '../input/picture-options.js'
import { chosen } from '../options/schema-options.js'
import type { PictureChoices, QueueChoices } from '../options/shared-options.js'
import { cellsIn } from '../output/cells.js'
import { Destination } from '../output/destination.js'
import { faithfulnessFiles } from '../output/faithfulness-files.js'
import type { OutputFolder } from '../output/output-folder.js'
import { faithfulnessName } from '../output/result-names.js'
import { spreadOn } from '../queue/spread-units.js'
import { faithfulnessSummary } from '../summaries/faithfulness-summary.js'
import { noteModel } from '../terminal/model-note.js'
import { progressOn } from '../terminal/progress.js'
import { noteInputRange } from '../terminal/range-note.js'
import { noteWindows } from '../terminal/window-note.js'
import { drawnConfig } from './drawn-config.js'
import { resumable } from './resumable.js'
import { studyDependencies } from './study-run.js'
import { printWritten } from './written.js'

/** The options of `umbra faithfulness`, besides those of the schema. */
export interface FaithfulnessCommandOptions
  extends PictureChoices,
    QueueChoices,
    Readonly<Record<string, unknown>> {
  readonly model?: string
  readonly data: string
  readonly engine: 'auto' | 'incremental' | 'batched'
  readonly threads: number | 'auto'
  readonly out?: string
  readonly resume?: boolean
}

/** Data, model, maps, what covering sets of pixels says of them, files: the work behind `umbra faithfulness`. */
export async function faithfulness(options: FaithfulnessCommandOptions, context: Context): Promise<void> {
  const { resume = false } = options
  const { terminal } = context
  const given = chosen(faithfulnessConfigSchema, options)
  const { classes: _, ...others } = given
  // Before any file is read; classes by name have to wait for the data.
  parseOptions(faithfulnessConfigSchema, others)
  const model = await openModel(options.model, chosen(modelSettingsSchema, options))
  noteModel(model, terminal)
  const test = await readData(options.data, 'test', pictureOptionsFor(model, options, terminal))
  noteInputRange(model.model, [test.images], terminal)
  const config = drawnConfig(faithfulnessConfigSchema, options, model.inputShape, test)
  noteWindows(given, config, test, terminal)
  const destination = await Destination.prepare(options.out)
  try {
    const folder = await destination.open(faithfulnessName(config, model.sha256, test.sha256))
    await resumable(folder, resume, context, async () => {
      const cells = cellsIn(folder, 'measures', { use: resume, terminal })
      const dependencies = studyDependencies({ ...options, model: model.source }, model, test, cells, context)
      const subject = { models: [model], images: () => test.images, cells: () => cells }
      const result = await runFaithfulness(
        config,
        { ...dependencies, ...spreadOn(options, subject, context) },
        { signal: context.signal, onProgress: progressOn(terminal) },
      )
      await finish(result, folder, context)
      await cells.clear()
    })
  } finally {
    await destination.release()
  }
}

async function finish(
  made: FaithfulnessResult,
  folder: OutputFolder,
  { terminal, signal, replay }: Context,
): Promise<void> {
  signal.throwIfAborted()
  const result = replay?.asRecorded(made) ?? made
  terminal.note('Drawing figures and writing the report')
  const written = await folder.write(await faithfulnessFiles(result), result)
  terminal.json(result)
  terminal.print(faithfulnessSummary(result, terminal))
  printWritten(written, terminal)
}
