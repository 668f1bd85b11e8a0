import { join } from 'node:path'
import {
  parseOptions,
  quoteRobustness,
  type RobustnessResult,
  type Study,
  studyConfigSchema,
} from '@umbra/core'
import type { Context } from '../context.js'
import { readData } from '../files/data.js'
import { OUTPUT_ROOT } from '../files/model-cache.js'
import { OutputFolder } from '../files/output-folder.js'
import { findRobustness, readRobustness } from '../files/robustness-files.js'
import { studyFiles, studyName } from '../files/study-files.js'
import { chosen } from '../options/schema-options.js'
import type { StudyCommandOptions } from '../options/study-options.js'
import { studySummary } from '../terminal/study-summary.js'
import { openOrTrain, requireFeasible, studyOf } from './study-run.js'
import { reportFirst } from './written.js'

interface StudyOptions extends StudyCommandOptions {
  /** Where a robustness result to be quoted lies. */
  readonly robustness?: string
}

/** Data, model, maps, tests, figures, files, and what they say: the work behind `umbra study`. */
export async function study(options: StudyOptions, context: Context): Promise<void> {
  const config = parseOptions(studyConfigSchema, chosen(studyConfigSchema, options))
  const test = await readData(options.data, 'test')
  requireFeasible(config, test)
  const named = options.robustness === undefined ? undefined : await readRobustness(options.robustness)
  // Tried before the long work, whose results it will hold; the folder's name needs the model.
  const early = await OutputFolder.prepare(options.out ?? OUTPUT_ROOT)
  let folder = early
  try {
    const model = await openOrTrain(options, test, context)
    const done = await studyOf(config, options, model, test, context)
    const name = studyName(config, model.sha256, test.sha256)
    if (options.out === undefined) folder = await OutputFolder.prepare(join(OUTPUT_ROOT, name))
    const found = named ?? (await findRobustness(done, folder.path))
    if (found) context.terminal.note(`Quoting ${found.path}`)
    const quoting = found ? quoteRobustness(done, found.result) : done
    report(quoting, await writeStudy(folder, quoting, found?.result, context), context)
  } finally {
    await folder.release()
    await early.release()
  }
}

async function writeStudy(
  folder: OutputFolder,
  done: Study,
  robustness: RobustnessResult | undefined,
  { terminal, signal }: Context,
): Promise<string[]> {
  signal.throwIfAborted()
  terminal.note('Drawing figures and writing the report')
  return reportFirst(await folder.write(await studyFiles(done, robustness)))
}

function report({ result }: Study, written: readonly string[], { terminal }: Context): void {
  terminal.json(result)
  terminal.print(studySummary(result, terminal))
  terminal.print()
  terminal.print('Written:')
  for (const path of written) terminal.print(`  ${path}`)
}
