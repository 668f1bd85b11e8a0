import { defaultGrid, withDefaultWindows } from '../attribution/occlusion/default-windows.js'
import { headText } from '../attribution/prediction.js'
import { type ExplainerSource, withExplainer } from '../attribution/with-explainer.js'
import type { Dataset } from '../dataset/index.js'
import type { EngineReport } from '../engines/engine.js'
import { InputError } from '../errors.js'
import type { ModelProvenance } from '../formats/keras/artifacts.js'
import { type StudyConfig, type StudyOptions, studyConfigSchema } from '../mapping/config.js'
import { classNameOf } from '../mapping/sample-classes.js'
import { type Region, regionsOf } from '../regions/index.js'
import type { Measure } from '../study/measures.js'
import { parseOptions } from '../validate.js'
import { version } from '../version.js'
import type { CellStore } from '../work/cells.js'
import type { Task } from '../work/progress.js'
import { Stopwatch } from '../work/stopwatch.js'
import { columnsOf, specificationsOf } from './columns.js'
import {
  choicesInWords,
  gridAround,
  type RobustnessGrid,
  type RobustnessGridOptions,
  robustnessGridSchema,
} from './grid.js'
import type { RobustnessResult } from './result.js'
import { type ScoredModel, scoreModel } from './score-model.js'
import { ascending, drawSamples } from './subjects.js'
import { testJointly } from './test-jointly.js'

/** A trained network among those a study is repeated on. */
export interface RobustnessModel {
  /** Unique, for people: `reference`, `seed 3`. */
  readonly name: string
  readonly model: ExplainerSource['model']
  readonly sha256: string
  readonly source: string
  /** What its first layer does to pixels, in words. */
  readonly preprocessing?: string
  readonly training?: ModelProvenance
}

/** What a study is repeated on, and what the result should say about where that came from. */
export interface RobustnessDependencies extends Omit<ExplainerSource, 'model'> {
  /** Independently trained networks, the study's own first. */
  readonly models: readonly RobustnessModel[]
  /** The split images are drawn from, normally the test split. */
  readonly data: Dataset
  /** Keeps finished scoring passes, so that an interrupted run can go on. */
  readonly cells?: CellStore | undefined
  readonly provenance: {
    readonly command: string
    readonly versions?: Readonly<Record<string, string>>
    /** When, ISO 8601. */
    readonly created: string
  }
}

/**
 * Does a study's answer survive its choices? Repeats it over a grid of windows, strides, baselines, scores,
 * normalisations and selections and over independently trained networks, and tests all repetitions jointly
 * (docs/methods.md, What an answer depends on). Each network is scored once for each window, stride and baseline.
 *
 * @param options - the study; its own choices are part of the grid whatever the grid says
 * @throws InputError for a configuration, grid, data or model that make no sense; `signal.reason` when aborted
 */
export async function runRobustness(
  options: StudyOptions,
  grid: RobustnessGridOptions,
  dependencies: RobustnessDependencies,
  task: Task = {},
): Promise<RobustnessResult> {
  const { models, data, provenance } = dependencies
  const [, ...imageShape] = data.images.shape
  const config = parseOptions(studyConfigSchema, withDefaultWindows(options, imageShape))
  const choices = parseOptions(robustnessGridSchema, { ...defaultGrid(imageShape), ...grid })
  const around = gridAround(choices, config)
  requireModels(models)
  await requireSamples(options, grid, dependencies, task)
  const watch = new Stopwatch()
  const { scored, engine, outputs, regions } = await scoreModels(config, around, dependencies, task)
  watch.lap('maps')
  const subjects = subjectsOf(scored)
  const specifications = specificationsOf(around)
  const words = specifications.map(choicesInWords)
  const names = models.map(({ name }) => name)
  const columns = (measure: Measure) => columnsOf(around, scored, subjects, measure)
  const counts = [subjects[0].length, subjects[1].length] as const
  const measured = { columns, subjects: counts, choices: words, models: names }
  const { pattern, curves } = await testJointly(regions, measured, config, task)
  watch.lap('tests')
  const own = JSON.stringify(choicesInWords(config))
  return {
    schema: 'umbra.robustness/1',
    config,
    grid: around,
    classes: [classOf(0), classOf(1)],
    models: models.map(({ name, sha256, source, preprocessing, training }) => ({
      name,
      sha256,
      source,
      ...(preprocessing && { preprocessing }),
      ...(training && { testAccuracy: training.test.accuracy }),
    })),
    specifications,
    reference: words.findIndex((choices) => JSON.stringify(choices) === own),
    ...(pattern && { pattern }),
    curves,
    provenance: {
      umbra: version,
      ...provenance,
      seed: config.seed,
      data: { name: data.name, sha256: data.sha256 },
      outputs,
      engine,
      versions: provenance.versions ?? {},
    },
    timings: watch.seconds,
  }

  function classOf(c: 0 | 1) {
    const label = config.classes[c]
    return { class: label, name: classNameOf(label, data), n: subjects[c].length }
  }
}

/**
 * Draws what the repetitions of a study are made of, so that a grid that asks for more images than there are is refused
 * before anything is mapped.
 *
 * @throws InputError as `runRobustness`
 */
export async function requireSamples(
  options: StudyOptions,
  grid: RobustnessGridOptions,
  { models, data, ...running }: Omit<RobustnessDependencies, 'cells' | 'provenance'>,
  task: Pick<Task, 'signal'> = {},
): Promise<void> {
  const config = parseOptions(studyConfigSchema, options)
  const around = gridAround(parseOptions(robustnessGridSchema, grid), config)
  requireModels(models)
  for (const { model } of models) {
    await withExplainer({ ...running, threads: 1, model }, (explainer) =>
      drawSamples(explainer, data, config, around, task),
    )
  }
}

/** @throws InputError MODELS_NONE, MODELS_ALIKE */
function requireModels(models: readonly RobustnessModel[]): void {
  if (models.length === 0) throw new InputError('MODELS_NONE', 'no network was given, expected at least one')
  for (const key of ['name', 'sha256'] as const) {
    const seen = new Map<string, string>()
    for (const model of models) {
      const twin = seen.get(model[key])
      if (twin !== undefined) {
        throw new InputError(
          'MODELS_ALIKE',
          `${twin} and ${model.source} have the same ${key}, ${model[key]}; networks count as replicates only if trained apart`,
        )
      }
      seen.set(model[key], model.source)
    }
  }
}

interface Scored {
  readonly scored: readonly ScoredModel[]
  readonly engine: EngineReport
  readonly outputs: NonNullable<RobustnessResult['provenance']['outputs']>
  readonly regions: readonly Region[]
}

/** One network after the other: each uses every thread. */
async function scoreModels(
  config: StudyConfig,
  grid: RobustnessGrid,
  { models, data, cells, ...running }: RobustnessDependencies,
  task: Task,
): Promise<Scored> {
  const scored: ScoredModel[] = []
  let report: EngineReport | undefined
  let outputs: Scored['outputs'] | undefined
  let regions: readonly Region[] = []
  for (const [m, { model, sha256, name }] of models.entries()) {
    await withExplainer({ ...running, model }, async (explainer) => {
      regions = regionsOf(config.regions, explainer.inputShape[0], explainer.inputShape[1])
      report ??= explainer.engine
      const own = { count: explainer.reader.outputs, ...explainer.reader.head }
      outputs ??= own
      requireAlike(outputs, own, models[0]!.name, name)
      const job = { config, grid, regions, sha256, progress: { model: m, models: models.length } }
      scored.push(await scoreModel(explainer, data, job, cells, task))
    })
  }
  return { scored, engine: report!, outputs: outputs!, regions }
}

/** @throws InputError MODELS_DIFFER */
function requireAlike(
  first: Scored['outputs'],
  own: Scored['outputs'],
  firstName: string,
  name: string,
): void {
  if (first.kind === own.kind && first.count === own.count) return
  throw new InputError(
    'MODELS_DIFFER',
    `${firstName} gives ${headText(first, first.count)}, ${name} ${headText(own, own.count)}; networks count as replicates only if their outputs mean the same`,
  )
}

/** Of each class, every image that some specification uses under some network, ascending. */
function subjectsOf(scored: readonly ScoredModel[]): readonly [Uint32Array, Uint32Array] {
  const of = (c: 0 | 1) =>
    ascending(scored.flatMap(({ samples }) => [...samples.drawn.values()].map((both) => both[c])))
  return [of(0), of(1)]
}
