import { join } from 'node:path'
import {
  classBalancedSample,
  type Dataset,
  parseOptions,
  Random,
  runStudy,
  type Study,
  type StudyConfig,
  studyConfigSchema,
  trainingConfigSchema,
  windowGrid,
} from '@umbra/core'
import { reproducibleLine } from '../command-line.js'
import type { Context } from '../context.js'
import { readData } from '../files/data.js'
import { OUTPUT_ROOT } from '../files/model-cache.js'
import { type OpenedModel, openModel } from '../files/open-model.js'
import { OutputFolder } from '../files/output-folder.js'
import { studyFiles, studyName } from '../files/study-files.js'
import { chosen } from '../options/schema-options.js'
import { progressOn } from '../terminal/progress.js'
import { studySummary } from '../terminal/study-summary.js'
import { trainOrReuse } from './train-or-reuse.js'

export interface StudyCommandOptions extends Record<string, unknown> {
  readonly model: string
  readonly data: string
  readonly engine: 'auto' | 'incremental' | 'batched'
  readonly threads: number | 'auto'
  readonly out?: string
  readonly resume?: boolean
}

/** Data, model, maps, tests, figures, files, and what they say: the work behind `umbra study`. */
export async function study(options: StudyCommandOptions, context: Context): Promise<void> {
  const config = parseOptions(studyConfigSchema, chosen(studyConfigSchema, options))
  const test = await readData(options.data, 'test')
  requireFeasible(config, test)
  // Tried before the long work, whose results it will hold; the folder's name needs the model.
  const early = await OutputFolder.prepare(options.out ?? OUTPUT_ROOT)
  let folder = early
  try {
    const model = await openOrTrain(options, test, context)
    const done = await run(config, options, model, test, context)
    const name = studyName(config, model.sha256, test.sha256)
    if (options.out === undefined) folder = await OutputFolder.prepare(join(OUTPUT_ROOT, name))
    report(done, await writeStudy(folder, done, context), context)
  } finally {
    await folder.release()
    await early.release()
  }
}

/**
 * Fails before any training what would fail after it: unknown classes, too few images, a window too large.
 *
 * @throws InputError CLASS_UNKNOWN, SAMPLE_TOO_LARGE, WINDOW_EXCEEDS_IMAGE, STRIDE_EXCEEDS_WINDOW
 */
function requireFeasible(config: StudyConfig, test: Dataset): void {
  classBalancedSample(test, config.classes, config.images, new Random(config.seed))
  const [, ...shape] = test.images.shape
  windowGrid(shape, config)
}

function openOrTrain(options: StudyCommandOptions, test: Dataset, context: Context): Promise<OpenedModel> {
  if (options.model !== 'train') return openModel(options.model)
  const { data, threads, resume = false, epochs } = options
  const config = parseOptions(trainingConfigSchema, epochs === undefined ? {} : { epochs })
  return trainOrReuse({ data, test, config, threads, resume }, context)
}

function run(
  config: StudyConfig,
  { engine, threads }: StudyCommandOptions,
  { artifacts, sha256, source, training }: OpenedModel,
  data: Dataset,
  { terminal, signal, commandLine }: Context,
): Promise<Study> {
  const provenance = {
    command: reproducibleLine(commandLine),
    model: { sha256, source, ...(training && { training }) },
    versions: { node: process.versions.node, ...training?.versions },
    created: new Date().toISOString(),
  }
  return runStudy(
    config,
    { model: artifacts, data, engine, threads, provenance },
    { signal, onProgress: progressOn(terminal) },
  )
}

/** @returns the paths written, as a reader wants them: the report, the numbers, the figures */
async function writeStudy(
  folder: OutputFolder,
  done: Study,
  { terminal, signal }: Context,
): Promise<string[]> {
  signal.throwIfAborted()
  terminal.note('Drawing figures and writing the report')
  const written = await folder.write(await studyFiles(done))
  const rank = (path: string) => (path.endsWith('report.html') ? 0 : /\.(svg|png)$/.test(path) ? 2 : 1)
  return written.sort((a, b) => rank(a) - rank(b))
}

function report({ result }: Study, written: readonly string[], { terminal }: Context): void {
  terminal.json(result)
  terminal.print(studySummary(result, terminal))
  terminal.print()
  terminal.print('Written:')
  for (const path of written) terminal.print(`  ${path}`)
}
