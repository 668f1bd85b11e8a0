import type { Dataset, Task } from '@umbra/core/explain'
import { studyConfigSchema } from '@umbra/core/options'
import {
  concludeRobustness,
  concludeStudy,
  gridAround,
  type MappedPart,
  mapStudyPart,
  quoteRobustness,
  type RobustnessModel,
  type ScoredRobustness,
  type StudyConfig,
  scoreRobustness,
  UnitsSetAside,
  unitsOfStudyPart,
  WHOLE,
} from '@umbra/core/study'
import type { Spread, Unit } from '@umbra/core/workshop'
import type { Context } from '../context.js'
import { trainingDataSha256 } from '../input/model-cache.js'
import type { OpenedModel } from '../input/open-model.js'
import { readGrid } from '../input/read-grid.js'
import { replicateConfigs, shippedReplicate } from '../input/replicates.js'
import { inputError } from '../input-error.js'
import { configOf } from '../options/config-of.js'
import type { StudyCommandOptions } from '../options/study-options.js'
import { cellsIn } from '../output/cells.js'
import { Destination } from '../output/destination.js'
import type { OutputFolder } from '../output/output-folder.js'
import { robustnessName } from '../output/result-names.js'
import { studyFiles } from '../output/study-files.js'
import { spreadOn } from '../queue/spread-units.js'
import { robustnessSummary } from '../summaries/robustness-summary.js'
import { announcingControls } from '../terminal/controls-note.js'
import { progressOn } from '../terminal/progress.js'
import { noteWindows } from '../terminal/window-note.js'
import { finishRobustnessPart, partName } from './part.js'
import { resumable } from './resumable.js'
import { openOrTrain, originOf, requireFeasible, studyDependencies } from './study-run.js'
import { openSubject, type StudySubject } from './study-subject.js'
import { trainOrReuse } from './train-or-reuse.js'
import { printWritten } from './written.js'

interface RobustnessCommandOptions extends StudyCommandOptions {
  readonly models?: number
  readonly grid?: string
}

/** A study, its repetitions, and what both say together: the work behind `umbra robustness`. */
export async function robustness(options: RobustnessCommandOptions, context: Context): Promise<void> {
  const { shard, resume = false } = options
  configOf(studyConfigSchema, options)
  const subject = await openSubject(options, context)
  const { test } = subject
  const config = configOf(studyConfigSchema, options, test)
  requireFeasible(config, test)
  noteWindows(options, config, test, context.terminal)
  const grid = gridAround(await readGrid(options.grid, config, test), config)
  const destination = await Destination.prepare(options.out)
  try {
    const models = await openModels(options, subject, context)
    const hashes = models.map(({ sha256 }) => sha256)
    const name = robustnessName(config, grid, hashes, test.sha256)
    const folder = await destination.open(shard ? partName(name, shard) : name)
    await resumable(folder, resume, context, async () => {
      const cells = cellsIn(folder, 'maps', { use: resume, terminal: context.terminal })
      // First: it draws its images before it maps any, and refuses a grid that asks for more than there are.
      const passes = cellsIn(folder, 'f64', { use: resume, terminal: context.terminal })
      const origin = studyDependencies(options, models[0]!, test, cells, context)
      const { spread } = spreadOn(
        options,
        { models, images: () => test.images, cells: ({ unit }) => (unit === 'sums' ? passes : cells) },
        context,
      )
      const repeated = {
        ...repetition(models, test, options),
        cells: passes,
        // The study's own units travel with those of its repetitions, and what follows finds all of them kept.
        ...(spread && {
          spread: together(spread, (task) => unitsOfStudyPart(config, shard ?? WHOLE, origin, task)),
        }),
        provenance: originOf(models[0]!, context),
      }
      const scoring = await settled(
        scoreRobustness(config, grid, shard ?? WHOLE, repeated, taskOf(context)),
        spread !== undefined,
      )
      const mapped = await mapStudyPart(config, shard ?? WHOLE, origin, {
        ...taskOf(context),
        onProgress: announcingControls(progressOn(context.terminal), context.terminal, options.engine),
      })
      const scored = scoring()
      if (shard) await finishRobustnessPart(mapped, scored, folder, context)
      else await finishRobustness(mapped, scored, folder, context)
      await cells.clear()
    })
  } finally {
    await destination.release()
  }
}

/** Hands out units with others, which are asked for first. */
function together(spread: Spread, others: (task: Task) => Promise<readonly Unit[]>): Spread {
  return async (units, task) => spread([...(await others(task)), ...units], task)
}

/**
 * What work comes to, later: where some of it was set aside, the rest of the job is to finish before that is said.
 *
 * @param isAll - there is no rest
 */
async function settled<T>(work: Promise<T>, isAll: boolean): Promise<() => T> {
  try {
    const value = await work
    return () => value
  } catch (error) {
    if (isAll || !(error instanceof UnitsSetAside)) throw error
    return () => {
      throw error
    }
  }
}

function taskOf({ signal, terminal }: Context): Task {
  return { signal, onProgress: progressOn(terminal) }
}

/** The study's model and its replicates: shipped, kept, or trained now. @throws InputError MODELS_RANGE, TRAINING_UNKNOWN */
async function openModels(
  options: RobustnessCommandOptions,
  { test, opened }: StudySubject,
  context: Context,
): Promise<OpenedModel[]> {
  const { models: count = 1, data, threads, resume = false } = options
  if (count < 1) throw inputError('MODELS_RANGE', `models is ${count}: expected at least 1`)
  const first = opened ?? (await openOrTrain(options, test, context))
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

/** What the study is repeated on. */
function repetition(
  models: readonly OpenedModel[],
  data: Dataset,
  { engine, threads }: RobustnessCommandOptions,
) {
  return { models: models.map(namedModel), data, engine, threads }
}

/** Networks are called by the seeds they were trained from; one that does not tell, by where it lies. */
function namedModel({ model, sha256, source, training, preprocessing }: OpenedModel): RobustnessModel {
  const seed = training?.config.seed
  return {
    name: typeof seed === 'number' ? `seed ${seed}` : source,
    model,
    sha256,
    source,
    ...(training && { training }),
    ...(preprocessing && { preprocessing }),
  }
}

/** Tests a study and its repetitions, writes both and says what they found. */
export async function finishRobustness(
  mapped: MappedPart<StudyConfig>,
  scored: ScoredRobustness,
  folder: OutputFolder,
  context: Context,
): Promise<void> {
  const { terminal, signal, replay } = context
  const task = taskOf(context)
  const made = await concludeRobustness(scored, task)
  const result = replay?.asRecorded(made) ?? made
  const quoting = quoteRobustness(await concludeStudy(mapped, task), result)
  const study = replay ? { ...quoting, result: replay.asRecorded(quoting.result) } : quoting
  signal.throwIfAborted()
  terminal.note('Drawing figures and writing the report')
  const documented = { config: { ...result.config, grid: result.grid }, provenance: result.provenance }
  const written = await folder.write(await studyFiles(study, { robustness: result }), documented)
  terminal.json(result)
  terminal.print(robustnessSummary(result, study.result.verdict.text, terminal))
  printWritten(written, terminal)
}
