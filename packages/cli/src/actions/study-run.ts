import { classBalancedSample, type Dataset, Random, regionsOf, requiredWindows } from '@umbra/core/explain'
import { parseOptions, trainingConfigSchema } from '@umbra/core/options'
import { type CellStore, requireInk, type StudyConfig, type StudyDependencies } from '@umbra/core/study'
import type { Context } from '../context.js'
import type { OpenedModel } from '../input/open-model.js'
import type { StudyCommandOptions } from '../options/study-options.js'
import { trainOrReuse } from './train-or-reuse.js'

/**
 * Fails before any training what would fail after it: unknown classes, too few images, a window too large, or one that the baseline
 * cannot fill, regions that do not fit, or hold too little ink.
 *
 * @throws InputError CLASS_UNKNOWN, SAMPLE_TOO_LARGE, WINDOW_EXCEEDS_IMAGE, STRIDE_EXCEEDS_WINDOW, BASELINE_WINDOW, and what `regionsOf` throws
 */
export function requireFeasible(config: StudyConfig, test: Dataset): void {
  const classes = config.classes.filter((choice) => choice !== 'rest')
  classBalancedSample(test, classes, config.images === 'all' ? 2 : config.images, new Random(config.seed))
  const [, ...shape] = test.images.shape
  requiredWindows(shape, config)
  regionsOf(config.regions, shape[0]!, shape[1]!)
  requireInk(test, config.classes, config)
}

/** The model a study was asked for, where it is not opened yet: trained once and kept. */
export function openOrTrain(
  options: StudyCommandOptions,
  test: Dataset,
  context: Context,
): Promise<OpenedModel> {
  const { data, threads, resume = false, epochs } = options
  const config = parseOptions(trainingConfigSchema, epochs === undefined ? {} : { epochs })
  return trainOrReuse({ data, test, config, threads, resume }, context)
}

/** What a study needs besides its options, as the command line has it. */
export function studyDependencies(
  { engine, threads }: StudyCommandOptions,
  model: OpenedModel,
  data: Dataset,
  cells: CellStore,
  context: Context,
): StudyDependencies {
  const { sha256, source, training, preprocessing } = model
  const provenance = {
    ...originOf(model, context),
    model: { sha256, source, ...(preprocessing && { preprocessing }), ...(training && { training }) },
  }
  return { model: model.model, data, engine, threads, cells, provenance }
}

/** What every result says about where it came from, besides its model. */
export function originOf({ training }: OpenedModel, { reproducibleLine }: Context) {
  return {
    command: reproducibleLine,
    versions: { node: process.versions.node, ...training?.versions },
    created: new Date().toISOString(),
  }
}
