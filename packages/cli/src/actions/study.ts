import { studyConfigSchema } from '@umbra/core/options'
import {
  concludeStudy,
  mapStudyPart,
  quoteFaithfulness,
  quoteRobustness,
  requireOfMaps,
  type Study,
  WHOLE,
} from '@umbra/core/study'
import type { Context } from '../context.js'
import { configOf } from '../options/config-of.js'
import type { StudyCommandOptions } from '../options/study-options.js'
import { cellsIn } from '../output/cells.js'
import { Destination } from '../output/destination.js'
import type { OutputFolder } from '../output/output-folder.js'
import { type FoundFaithfulness, findFaithfulness, readFaithfulness } from '../output/quoted-faithfulness.js'
import { studyName } from '../output/result-names.js'
import { type FoundRobustness, findRobustness, readRobustness } from '../output/robustness-files.js'
import { studyFiles } from '../output/study-files.js'
import { spreadOn } from '../queue/spread-units.js'
import { studySummary } from '../summaries/study-summary.js'
import { announcingControls } from '../terminal/controls-note.js'
import { noteLetters } from '../terminal/letters-note.js'
import { progressOn } from '../terminal/progress.js'
import { noteWindows } from '../terminal/window-note.js'
import { noteUnquoted } from './note-unquoted.js'
import { finishPart, partName } from './part.js'
import { resumable } from './resumable.js'
import { openOrTrain, requireFeasible, studyDependencies } from './study-run.js'
import { openSubject } from './study-subject.js'
import { printWritten } from './written.js'

interface StudyOptions extends StudyCommandOptions {
  /** Where a robustness result to be quoted lies. */
  readonly robustness?: string
  /** Where a faithfulness result to be quoted lies. */
  readonly faithfulness?: string
}

/** Data, model, maps, tests, figures, files, and what they say: the work behind `umbra study`. */
export async function study(options: StudyOptions, context: Context): Promise<void> {
  const { shard, resume = false } = options
  configOf(studyConfigSchema, options)
  const { opened, test } = await openSubject(options, context)
  const config = configOf(studyConfigSchema, options, test)
  requireFeasible(config, test)
  noteWindows(options, config, test, context.terminal)
  noteUnquoted(options, shard && 'a part quotes nothing, and umbra merge finds what fits', context.terminal)
  const named = {
    robustness: options.robustness === undefined ? undefined : await readRobustness(options.robustness),
    faithfulness:
      options.faithfulness === undefined ? undefined : await readFaithfulness(options.faithfulness),
  }
  const destination = await Destination.prepare(options.out)
  try {
    const model = opened ?? (await openOrTrain(options, test, context))
    if (named.faithfulness)
      requireOfMaps(named.faithfulness.result, { config, provenance: { model, data: test } })
    const name = studyName(config, model.sha256, test.sha256)
    const folder = await destination.open(shard ? partName(name, shard) : name)
    await resumable(folder, resume, context, async () => {
      const cells = cellsIn(folder, 'maps', { use: resume, terminal: context.terminal })
      const spreading = spreadOn(
        options,
        { models: [model], images: () => test.images, cells: () => cells },
        context,
      )
      const dependencies = { ...studyDependencies(options, model, test, cells, context), ...spreading }
      const onProgress = announcingControls(progressOn(context.terminal), context.terminal, options.engine)
      const task = { signal: context.signal, onProgress }
      const mapped = await mapStudyPart(config, shard ?? WHOLE, dependencies, task)
      if (shard) await finishPart(mapped, folder, context)
      else await finishStudy(await concludeStudy(mapped, task), folder, context, named)
      await cells.clear()
    })
  } finally {
    await destination.release()
  }
}

/** Results that a study quotes. */
interface FoundQuotes {
  readonly robustness?: FoundRobustness | undefined
  readonly faithfulness?: FoundFaithfulness | undefined
}

/**
 * Writes a study and says what it found, quoting its repetitions, and how far its maps can be believed, where there are any.
 *
 * @param named - what to quote, instead of the newest that fit
 */
export async function finishStudy(
  done: Study,
  folder: OutputFolder,
  { terminal, signal, replay }: Context,
  named: FoundQuotes = {},
): Promise<void> {
  const note = (text: string) => terminal.note(text)
  const found = {
    // What a result quotes that is made once more, it brings.
    robustness: named.robustness ?? (replay ? undefined : await findRobustness(done, folder.path, note)),
    faithfulness:
      named.faithfulness ?? (replay ? undefined : await findFaithfulness(done, folder.path, note)),
  }
  const { robustness, faithfulness } = found
  for (const each of [robustness, faithfulness]) if (each) note(`Quoting ${each.path}`)
  const repeated = robustness ? quoteRobustness(done, robustness.result) : done
  const quoted = faithfulness ? quoteFaithfulness(repeated, faithfulness.result) : repeated
  const quoting = replay ? { ...quoted, result: replay.asRecorded(quoted.result) } : quoted
  signal.throwIfAborted()
  terminal.note('Drawing figures and writing the report')
  const files = await studyFiles(quoting, {
    robustness: robustness?.result,
    faithfulness: faithfulness?.result,
  })
  const written = await folder.write(files, quoting.result)
  noteLetters(
    quoting.result.classes.map(({ name }) => name),
    terminal,
  )
  terminal.json(quoting.result)
  terminal.print(studySummary(quoting.result, terminal))
  printWritten(written, terminal)
}
