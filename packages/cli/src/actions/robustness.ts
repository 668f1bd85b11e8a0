import { join } from 'node:path'
import {
  type Dataset,
  parseOptions,
  quoteRobustness,
  type RobustnessGrid,
  type RobustnessModel,
  type RobustnessResult,
  runRobustness,
  type Study,
  type StudyConfig,
  studyConfigSchema,
} from '@umbra/core'
import { reproducibleLine, resumeLine } from '../command-line.js'
import type { Context } from '../context.js'
import { readData } from '../files/data.js'
import { OUTPUT_ROOT, trainingDataSha256 } from '../files/model-cache.js'
import type { OpenedModel } from '../files/open-model.js'
import { OutputFolder } from '../files/output-folder.js'
import { readGrid } from '../files/read-grid.js'
import { replicateConfigs, shippedReplicate } from '../files/replicates.js'
import { cellsIn, robustnessName } from '../files/robustness-files.js'
import { studyFiles } from '../files/study-files.js'
import { inputError } from '../input-error.js'
import { chosen } from '../options/schema-options.js'
import type { StudyCommandOptions } from '../options/study-options.js'
import { progressOn } from '../terminal/progress.js'
import { robustnessSummary } from '../terminal/robustness-summary.js'
import { openOrTrain, requireFeasible, studyOf } from './study-run.js'
import { trainOrReuse } from './train-or-reuse.js'
import { reportFirst } from './written.js'

interface RobustnessCommandOptions extends StudyCommandOptions {
  readonly models?: number
  readonly grid?: string
}

/** A study, its repetitions, and what both say together: the work behind `umbra robustness`. */
export async function robustness(options: RobustnessCommandOptions, context: Context): Promise<void> {
  const config = parseOptions(studyConfigSchema, chosen(studyConfigSchema, options))
  const test = await readData(options.data, 'test')
  requireFeasible(config, test)
  const grid = await readGrid(options.grid, config, test)
  const early = await OutputFolder.prepare(options.out ?? OUTPUT_ROOT)
  let folder = early
  try {
    const models = await openModels(options, test, context)
    const name = robustnessName(
      config,
      grid,
      models.map(({ sha256 }) => sha256),
      test.sha256,
    )
    if (options.out === undefined) folder = await OutputFolder.prepare(join(OUTPUT_ROOT, name))
    const study = await studyOf(config, options, models[0]!, test, context)
    const result = await repeat({ config, grid, models, test, folder }, options, context)
    await finish(quoteRobustness(study, result), result, folder, context)
  } finally {
    await folder.release()
    await early.release()
  }
}

/** The study's model and its replicates: shipped, kept, or trained now. @throws InputError MODELS_RANGE, TRAINING_UNKNOWN */
async function openModels(
  options: RobustnessCommandOptions,
  test: Dataset,
  context: Context,
): Promise<OpenedModel[]> {
  const { models: count = 1, data, threads, resume = false } = options
  if (count < 1) throw inputError('MODELS_RANGE', `models is ${count}: expected at least 1`)
  const first = await openOrTrain(options, test, context)
  if (count === 1) return [first]
  const configs = replicateConfigs(first, count)
  const trainedOn = await trainingDataSha256(data)
  if (first.training!.data.sha256.images !== trainedOn.images) {
    throw inputError('TRAINING_OTHER_DATA', `${first.source} was trained on other data than ${data}`)
  }
  const models = [first]
  for (const config of configs) {
    const shipped = await shippedReplicate(config, trainedOn)
    context.terminal.note(`Network ${models.length + 1} of ${count}, seed ${config.seed}`)
    models.push(shipped ?? (await trainOrReuse({ data, test, config, threads, resume }, context)))
  }
  return models
}

interface Repetition {
  readonly config: StudyConfig
  readonly grid: RobustnessGrid
  readonly models: readonly OpenedModel[]
  readonly test: Dataset
  readonly folder: OutputFolder
}

async function repeat(
  { config, grid, models, test, folder }: Repetition,
  { engine, threads, resume = false }: RobustnessCommandOptions,
  { terminal, signal, commandLine }: Context,
): Promise<RobustnessResult> {
  const provenance = {
    command: reproducibleLine(commandLine),
    versions: { node: process.versions.node, ...models[0]!.training?.versions },
    created: new Date().toISOString(),
  }
  try {
    return await runRobustness(
      config,
      grid,
      {
        models: models.map(namedModel),
        data: test,
        engine,
        threads,
        cells: cellsIn(folder, { use: resume }),
        provenance,
      },
      { signal, onProgress: progressOn(terminal) },
    )
  } catch (error) {
    if (signal.aborted) {
      terminal.warn(`What is finished is kept in ${folder.path}. To go on:\n  ${resumeLine(commandLine)}`)
    }
    throw error
  }
}

/** Networks are called by the seeds they were trained from; one that does not tell, by where it lies. */
function namedModel({ artifacts, sha256, source, training }: OpenedModel): RobustnessModel {
  const seed = training?.config.seed
  return {
    name: typeof seed === 'number' ? `seed ${seed}` : source,
    model: artifacts,
    sha256,
    source,
    ...(training && { training }),
  }
}

async function finish(
  study: Study,
  result: RobustnessResult,
  folder: OutputFolder,
  { terminal, signal }: Context,
): Promise<void> {
  signal.throwIfAborted()
  terminal.note('Drawing figures and writing the report')
  const written = reportFirst(await folder.write(await studyFiles(study, result)))
  terminal.json(result)
  terminal.print(robustnessSummary(result, study.result.verdict.text, terminal))
  terminal.print()
  terminal.print('Written:')
  for (const path of written) terminal.print(`  ${path}`)
}
