import { baselineOrigins } from '../attribution/baseline-of-data.js'
import { defaultGrid, withDefaultWindows } from '../attribution/occlusion/default-windows.js'
import { headText } from '../attribution/prediction.js'
import { requiredWindows } from '../attribution/required-windows.js'
import { withExplainer } from '../attribution/with-explainer.js'
import type { Dataset } from '../dataset/index.js'
import type { EngineReport } from '../engines/engine.js'
import { InputError } from '../errors.js'
import { type StudyConfig, type StudyOptions, studyConfigSchema } from '../mapping/config.js'
import type { Shard } from '../mapping/part.js'
import { classNameOf } from '../mapping/sample-classes.js'
import type { Region } from '../regions/index.js'
import { settingAside } from '../units/set-aside.js'
import { parseOptions } from '../validate.js'
import { version } from '../version.js'
import type { Task } from '../work/progress.js'
import { Stopwatch } from '../work/stopwatch.js'
import type { RobustnessDependencies, RobustnessModel } from './dependencies.js'
import {
  coveringsOf,
  gridAround,
  type RobustnessGrid,
  type RobustnessGridOptions,
  robustnessGridSchema,
} from './grid.js'
import { scoreModel } from './score-model.js'
import {
  areasOf,
  type InkTable,
  type ScoredNetwork,
  type ScoredPass,
  type ScoredRobustness,
} from './scored.js'
import { ascending, drawSamples } from './subjects.js'
import { type PlannedNetwork, type PlannedPass, planPasses } from './sums-unit.js'

/**
 * One part of a robustness run: of its scoring passes, one for each network, window, stride and baseline, every n-th from the i-th.
 *
 * @throws InputError as `runRobustness`, and SHARD_INVALID; UnitsSetAside once all else is scored and kept, where some units failed
 *   three times
 */
export async function scoreRobustness(
  options: StudyOptions,
  grid: RobustnessGridOptions,
  shard: Shard,
  dependencies: RobustnessDependencies,
  task: Task = {},
): Promise<ScoredRobustness> {
  const { models, data, provenance } = dependencies
  const { config, around } = configured(options, grid, data)
  // A rule over data that are not there is refused before any image is drawn.
  const baselines = await baselineOrigins(around.baseline, data)
  const watch = new Stopwatch()
  const { networks, outputs, planned } = await drawAll(config, around, dependencies, task)
  watch.lap('sampling')
  const [, height, width] = data.images.shape
  const shape = [height, width] as const
  const { areas } = areasOf(around, shape)
  const mine = unitsOf(shard, models.length, coveringsOf(around).length)
  const plans: PlannedPass[][] = []
  for (const [m, network] of planned.entries()) plans.push(await planPasses(network, around, mine[m]!, data))
  const { passes, engine } = await scoreAll(plans, dependencies, task)
  watch.lap('maps')
  const classOf = (label: StudyConfig['classes'][number]) => ({
    class: label,
    name: classNameOf(label, data),
  })
  return {
    shard,
    config,
    grid: around,
    classes: [classOf(config.classes[0]), classOf(config.classes[1])],
    shape,
    networks,
    images: inkTable(networks, data, areas),
    passes,
    provenance: {
      umbra: version,
      ...provenance,
      seed: config.seed,
      data: { name: data.name, sha256: data.sha256 },
      ...(baselines.length > 0 && { baselines }),
      outputs,
      engine,
      versions: provenance.versions ?? {},
    },
    timings: watch.seconds,
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
  dependencies: Omit<RobustnessDependencies, 'cells' | 'provenance'>,
  task: Pick<Task, 'signal'> = {},
): Promise<void> {
  const { config, around } = configured(options, grid, dependencies.data)
  await drawAll(config, around, dependencies, task)
}

function configured(options: StudyOptions, grid: RobustnessGridOptions, { images }: Dataset) {
  const [, ...imageShape] = images.shape
  const config = parseOptions(studyConfigSchema, withDefaultWindows(options, imageShape))
  const choices = parseOptions(robustnessGridSchema, { ...defaultGrid(imageShape), ...grid })
  const around = gridAround(choices, config)
  areasOf(around, [images.shape[1], images.shape[2]])
  for (const covering of coveringsOf(around)) requiredWindows(imageShape, covering)
  return { config, around }
}

type Outputs = NonNullable<ScoredRobustness['provenance']['outputs']>

/** The images of every network's studies. @throws InputError MODELS_DIFFER, and what `drawSamples` throws */
async function drawAll(
  config: StudyConfig,
  grid: RobustnessGrid,
  { models, data, ...running }: Omit<RobustnessDependencies, 'cells' | 'provenance'>,
  task: Pick<Task, 'signal'>,
) {
  requireModels(models)
  const networks: ScoredNetwork[] = []
  const planned: PlannedNetwork[] = []
  let outputs: Outputs | undefined
  for (const { model, name, sha256, source, preprocessing, training } of models) {
    await withExplainer({ ...running, threads: 1, model }, async (explainer) => {
      const own = { count: explainer.reader.outputs, ...explainer.reader.head }
      outputs ??= own
      requireAlike(outputs, own, models[0]!.name, name)
      // What these outputs do not have is found before any image is scored.
      for (const score of grid.score) explainer.reader.score(score)
      const samples = await drawSamples(explainer, data, config, grid, task)
      const { engine, reader, inputShape } = explainer
      planned.push({ engine, reader, inputShape, sha256, indices: samples.indices })
      networks.push({
        model: {
          ...{ name, sha256, source },
          ...(preprocessing && { preprocessing }),
          ...(training && { testAccuracy: training.test.accuracy }),
        },
        ...samples,
      })
    })
  }
  return { networks, outputs: outputs!, planned }
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

/** @throws InputError MODELS_DIFFER */
function requireAlike(first: Outputs, own: Outputs, firstName: string, name: string): void {
  if (first.kind === own.kind && first.count === own.count) return
  throw new InputError(
    'MODELS_DIFFER',
    `${firstName} gives ${headText(first, first.count)}, ${name} ${headText(own, own.count)}; networks count as replicates only if their outputs mean the same`,
  )
}

/** Which coverings of which network a part scores: [networks] lists of places. @throws InputError SHARD_INVALID */
export function unitsOf({ index, of }: Shard, networks: number, coverings: number): number[][] {
  const units = networks * coverings
  if (!(Number.isInteger(index) && Number.isInteger(of) && index >= 1 && index <= of && of <= units)) {
    throw new InputError(
      'SHARD_INVALID',
      `shard ${index}/${of}: expected i/n with i from 1 to n, and n at most the ${units} scoring passes there are`,
    )
  }
  return Array.from({ length: networks }, (_, m) =>
    [...Array(coverings).keys()].filter((covering) => (m * coverings + covering) % of === index - 1),
  )
}

/** One network after the other: each uses every thread. @param plans - [networks] their passes in this part */
async function scoreAll(
  plans: readonly (readonly PlannedPass[])[],
  { models, data, cells, spread, ...running }: RobustnessDependencies,
  { signal, onProgress }: Task,
) {
  await spread?.(
    plans.flat().flatMap(({ units }) => units),
    { signal },
  )
  const passes: ScoredPass[] = []
  let engine: EngineReport | undefined
  const sizes = plans.map((plan) =>
    plan.flatMap(({ units }) => units).reduce((sum, { indices }) => sum + indices.length, 0),
  )
  const total = sizes.reduce((sum, size) => sum + size, 0)
  let before = 0
  await settingAside(async (aside) => {
    for (const [m, { model }] of models.entries()) {
      if (plans[m]!.length === 0) continue
      await withExplainer({ ...running, model }, async (explainer) => {
        engine ??= explainer.engine
        const onImages = (done: number) =>
          onProgress?.({ stage: 'specifications', done: before + done, total, unit: 'maps' })
        const scored = await scoreModel(explainer, data, plans[m]!, { cells, aside, signal }, onImages)
        passes.push(...scored.map((pass) => ({ network: m, ...pass })))
      })
      before += sizes[m]!
    }
  })
  return { passes, engine: engine! }
}

/** The ink of every image that occurs, in every area. */
function inkTable(networks: readonly ScoredNetwork[], data: Dataset, areas: readonly Region[]): InkTable {
  const indices = ascending(networks.map((network) => network.indices))
  const [, height, width, channels] = data.images.shape
  const size = height * width * channels
  const ink = new Float64Array(indices.length * areas.length)
  indices.forEach((index, i) => {
    const image = data.images.data.subarray(index * size, (index + 1) * size)
    areas.forEach(({ pixels }, a) => {
      let sum = 0
      for (const p of pixels) for (let c = 0; c < channels; c++) sum += image[p * channels + c]!
      ink[i * areas.length + a] = sum
    })
  })
  return { indices, ink }
}
