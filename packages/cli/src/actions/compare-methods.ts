import type { Dataset } from '@umbra/core/explain'
import { methodsConfigSchema, modelSettingsSchema, parseOptions } from '@umbra/core/options'
import { type ComparedMethods, chosenMethods, runMethods } from '@umbra/core/study'
import type { Context } from '../context.js'
import { readData } from '../input/data.js'
import { type OpenedModel, openModel } from '../input/open-model.js'
import { pictureOptionsFor } from '../input/picture-options.js'
import { inputError } from '../input-error.js'
import { chosen } from '../options/schema-options.js'
import type { PictureChoices, QueueChoices } from '../options/shared-options.js'
import { cellsIn } from '../output/cells.js'
import { Destination } from '../output/destination.js'
import { methodsFiles } from '../output/methods-files.js'
import type { OutputFolder } from '../output/output-folder.js'
import { methodsName } from '../output/result-names.js'
import { dataOfPictures } from '../pictures/data-of-pictures.js'
import { spreadOn } from '../queue/spread-units.js'
import { methodsSummary } from '../summaries/methods-summary.js'
import { noteLetters } from '../terminal/letters-note.js'
import { noteModel } from '../terminal/model-note.js'
import { progressOn } from '../terminal/progress.js'
import { noteInputRange } from '../terminal/range-note.js'
import { noteWindows } from '../terminal/window-note.js'
import { drawnConfig } from './drawn-config.js'
import { resumable } from './resumable.js'
import { studyDependencies } from './study-run.js'
import { printWritten } from './written.js'

/** The options of `umbra compare-methods`, besides those of the schema. */
export interface MethodsCommandOptions
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

/** Images, maps by every method, their comparison, files: the work behind `umbra compare-methods`. */
export async function compareMethods(
  pictures: readonly string[],
  options: MethodsCommandOptions,
  context: Context,
): Promise<void> {
  const { resume = false } = options
  const { terminal } = context
  const given = chosen(methodsConfigSchema, options)
  const { classes: _, ...others } = given
  requireSense(pictures, given, others)
  const model = await openModel(options.model, chosen(modelSettingsSchema, options))
  noteModel(model, terminal)
  const unlabelled = pictures.length > 0
  const data = unlabelled
    ? await ownPictures(pictures, model, options, context)
    : await readData(options.data, 'test', pictureOptionsFor(model, options, terminal))
  noteInputRange(model.model, [data.images], terminal)
  const asked = unlabelled ? { ...options, images: 'all' } : options
  const config = drawnConfig(methodsConfigSchema, asked, model.inputShape, data)
  noteWindows(given, config, data, terminal)
  const destination = await Destination.prepare(options.out)
  try {
    const folder = await destination.open(methodsName(config, model.sha256, data.sha256))
    await resumable(folder, resume, context, async () => {
      const cells = cellsIn(folder, 'maps', { use: resume, terminal })
      const dependencies = studyDependencies({ ...options, model: model.source }, model, data, cells, context)
      const subject = { models: [model], images: () => data.images, cells: () => cells }
      const compared = await runMethods(
        config,
        { ...dependencies, ...spreadOn(options, subject, context), unlabelled },
        { signal: context.signal, onProgress: progressOn(terminal) },
      )
      await finish(compared, folder, context)
      await cells.clear()
    })
  } finally {
    await destination.release()
  }
}

/** Before any file is read; classes by name have to wait for the data. */
function requireSense(pictures: readonly string[], given: object, others: Record<string, unknown>): void {
  const { methods } = parseOptions(methodsConfigSchema, others)
  chosenMethods(methods)
  const drawing = ['classes', 'images', 'selection'].find((key) => key in given)
  if (pictures.length > 0 && drawing) {
    throw inputError(
      'USAGE',
      `--${drawing} chooses among labelled images, and pictures were given: expected one or the other`,
    )
  }
}

/** Pictures as data, which have the name that they had where they are looked at once more. */
async function ownPictures(
  paths: readonly string[],
  model: OpenedModel,
  options: MethodsCommandOptions,
  { terminal, replay }: Context,
): Promise<Dataset> {
  const data = await dataOfPictures(paths, model, options, terminal)
  return replay?.pictures(data) ?? data
}

async function finish(
  compared: ComparedMethods,
  folder: OutputFolder,
  { terminal, signal, replay }: Context,
): Promise<void> {
  signal.throwIfAborted()
  const result = replay?.asRecorded(compared.result) ?? compared.result
  terminal.note('Drawing figures and writing the report')
  const written = await folder.write(await methodsFiles({ ...compared, result }), result)
  // Figures name the classes that are compared.
  noteLetters(result.answers?.classes.map(({ name }) => name) ?? [], terminal)
  terminal.json(result)
  terminal.print(methodsSummary(result, terminal))
  printWritten(written, terminal)
}
