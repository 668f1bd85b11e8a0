import { withDefaultWindows } from '@umbra/core/explain'
import { pairsConfigSchema, parseOptions, studyConfigSchema } from '@umbra/core/options'
import { concludePairs, mapPairsPart, type PairsResult, WHOLE } from '@umbra/core/study'
import type { Context } from '../context.js'
import { inputError } from '../input-error.js'
import { chosen } from '../options/schema-options.js'
import type { StudyCommandOptions } from '../options/study-options.js'
import { cellsIn } from '../output/cells.js'
import { Destination } from '../output/destination.js'
import type { OutputFolder } from '../output/output-folder.js'
import { pairsFiles } from '../output/pairs-files.js'
import { pairsName } from '../output/result-names.js'
import { spreadOn } from '../queue/spread-units.js'
import { pairsSummary } from '../summaries/pairs-summary.js'
import { noteLetters } from '../terminal/letters-note.js'
import { progressOn } from '../terminal/progress.js'
import { noteWindows } from '../terminal/window-note.js'
import { noteUnquoted } from './note-unquoted.js'
import { finishPart, partName } from './part.js'
import { resumable } from './resumable.js'
import { openOrTrain, requireFeasible, studyDependencies } from './study-run.js'
import { openSubject } from './study-subject.js'
import { printWritten } from './written.js'

/** Every class compared with every other: the work behind `umbra study --classes all`. */
export async function pairs(options: StudyCommandOptions, context: Context): Promise<void> {
  const { shard, resume = false } = options
  if (options.controls !== undefined) {
    throw inputError(
      'USAGE',
      'controls are for a study of two classes: all pairs are compared without untrained networks',
    )
  }
  noteUnquoted(options, 'of all pairs none is quoted', context.terminal)
  const given = chosen(pairsConfigSchema, options)
  parseOptions(pairsConfigSchema, given)
  const { opened, test } = await openSubject(options, context)
  const [, ...imageShape] = test.images.shape
  const config = parseOptions(pairsConfigSchema, withDefaultWindows(given, imageShape))
  for (const label of test.classNames.keys()) {
    requireFeasible(parseOptions(studyConfigSchema, { ...config, classes: [label, 'rest'] }), test)
  }
  noteWindows(options, config, test, context.terminal)
  const destination = await Destination.prepare(options.out)
  try {
    const model = opened ?? (await openOrTrain(options, test, context))
    const name = pairsName(config, model.sha256, test.sha256)
    const folder = await destination.open(shard ? partName(name, shard) : name)
    await resumable(folder, resume, context, async () => {
      const cells = cellsIn(folder, 'maps', { use: resume, terminal: context.terminal })
      const spreading = spreadOn(
        options,
        { models: [model], images: () => test.images, cells: () => cells },
        context,
      )
      const dependencies = { ...studyDependencies(options, model, test, cells, context), ...spreading }
      const task = { signal: context.signal, onProgress: progressOn(context.terminal) }
      const mapped = await mapPairsPart(config, shard ?? WHOLE, dependencies, task)
      if (shard) await finishPart(mapped, folder, context)
      else await finishPairs(await concludePairs(mapped, task), folder, context)
      await cells.clear()
    })
  } finally {
    await destination.release()
  }
}

/** Writes a comparison of all pairs and says what it found. */
export async function finishPairs(
  made: PairsResult,
  folder: OutputFolder,
  { terminal, signal, replay }: Context,
): Promise<void> {
  signal.throwIfAborted()
  const result = replay?.asRecorded(made) ?? made
  const written = await folder.write(await pairsFiles(result), result)
  noteLetters(
    result.classes.map(({ name }) => name),
    terminal,
  )
  terminal.json(result)
  terminal.print(pairsSummary(result, terminal))
  printWritten(written, terminal)
}
