import { clusterMassTest } from '@umbra/stats'
import type { Dataset } from '../dataset/index.js'
import type { ModelProvenance } from '../model/artifacts.js'
import { channelMeans } from '../occlusion/baseline.js'
import type { Explainer } from '../occlusion/explainer.js'
import type { Baseline } from '../occlusion/options.js'
import { type ExplainerSource, withExplainer } from '../occlusion/with-explainer.js'
import type { Task } from '../progress.js'
import { Random } from '../random.js'
import { type Region, regionsOf } from '../regions/index.js'
import { parseOptions } from '../validate.js'
import { version } from '../version.js'
import { type ClassMaps, classMaps } from './class-maps.js'
import {
  compareRegion,
  compareRegions,
  compareWithinClass,
  interactionTest,
  pooledPixelTest,
  summariseMean,
} from './compare.js'
import { type StudyConfig, type StudyOptions, studyConfigSchema } from './config.js'
import type { ClassSummary, Study, StudyData, StudyResult } from './result.js'
import { type ClassSample, classNameOf, sampleClass } from './sample-classes.js'
import { Stopwatch } from './stopwatch.js'
import { verdict } from './verdict.js'

/** What a study works on, and what it should say about where that came from. */
export interface StudyDependencies extends ExplainerSource {
  /** The split images are drawn from, normally the test split. */
  readonly data: Dataset
  readonly provenance: {
    /** The command line, or the call, that does this again. */
    readonly command: string
    readonly model: { readonly sha256: string; readonly source: string; readonly training?: ModelProvenance }
    readonly versions?: Readonly<Record<string, string>>
    /** When, ISO 8601. */
    readonly created: string
  }
}

/**
 * Do two classes differ in where the model looks? Draws images, maps each for its own class, sums the maps by region and
 * tests the classes against each other, as docs/methods.md says.
 *
 * @throws InputError for a configuration, data or model that make no sense; `signal.reason` when aborted
 */
export async function runStudy(
  options: StudyOptions,
  dependencies: StudyDependencies,
  task: Task = {},
): Promise<Study> {
  const config = parseOptions(studyConfigSchema, options)
  const watch = new Stopwatch()
  return withExplainer(dependencies, (explainer) => {
    watch.lap('engine')
    return study(config, explainer, dependencies, watch, task)
  })
}

async function study(
  config: StudyConfig,
  explainer: Explainer,
  { data, provenance }: StudyDependencies,
  watch: Stopwatch,
  task: Task,
): Promise<Study> {
  const random = new Random(config.seed)
  const [height, width] = explainer.inputShape
  const regions = regionsOf(config.regions, height, width)
  const baseline = datasetBaseline(config.baseline, data)

  const samples = await inTurn([0, 1] as const, (side) =>
    sampleClass(explainer, data, side, config, random.split('sampling'), task),
  )
  watch.lap('sampling')
  const classes = await inTurn(samples, (sample) =>
    mapClass(explainer, sample, regions, config, baseline, data, task),
  )
  watch.lap('maps')
  const tests = await compare(config, classes, regions, [height, width], data, random, task)
  watch.lap('tests')

  const summaries = bothOf(classes, (maps) => summarise(maps, regions, config, data))
  const result: StudyResult = {
    schema: 'umbra.study/1',
    config,
    classes: summaries,
    regions: regions.map(reportedRegion),
    tests,
    verdict: verdict({ classes: summaries, config, tests }),
    provenance: provenanceOf(provenance, config, data, explainer),
    timings: watch.seconds,
  }
  return { result, data: studyData(classes, [height, width]) }
}

/** A region as results hold it: a band by its rows, any other by its pixels. */
export function reportedRegion({ name, rows, pixels }: Region): StudyResult['regions'][number] {
  return rows ? { name, rows } : { name, pixels: [...pixels] }
}

/** Where a result came from, and what ran. */
export function provenanceOf(
  { model, ...origin }: StudyDependencies['provenance'],
  { seed }: Pick<StudyConfig, 'seed'>,
  data: Dataset,
  explainer: Explainer,
): StudyResult['provenance'] {
  return {
    umbra: version,
    ...origin,
    seed,
    data: { name: data.name, sha256: data.sha256 },
    model: { ...model, ...(model.training && { testAccuracy: model.training.test.accuracy }) },
    engine: explainer.engine,
    versions: origin.versions ?? {},
  }
}

/** The rule `mean` stands for the mean of the whole dataset, not of the images drawn. */
export function datasetBaseline(baseline: StudyConfig['baseline'], data: Dataset): Baseline {
  return baseline === 'mean' ? { kind: 'mean', values: channelMeans(data.images) } : baseline
}

/** Maps each image of a sample for its own class, and sums the maps by region. */
export async function mapClass(
  explainer: Explainer,
  sample: ClassSample,
  regions: readonly Region[],
  config: Pick<StudyConfig, 'window' | 'stride' | 'score' | 'normalisation'>,
  baseline: Baseline,
  data: Dataset,
  { signal, onProgress }: Task,
): Promise<ClassMaps> {
  const { window, stride, score } = config
  const stage = `maps of ${classNameOf(sample.class, data)}`
  const { maps } = await explainer.explain(
    sample.images,
    { window, stride, score, baseline, target: [...sample.labels] },
    { signal, onProgress, stage },
  )
  return classMaps(sample, maps.data, regions, config)
}

async function compare(
  config: StudyConfig,
  classes: readonly [ClassMaps, ClassMaps],
  regions: readonly Region[],
  [height, width]: readonly [number, number],
  data: Dataset,
  random: Random,
  { signal, onProgress }: Task,
): Promise<StudyResult['tests']> {
  const names = regions.map(({ name }) => name)
  const stream = random.split('clusters')
  const stacks = bothOf(classes, ({ maps, sample }) => ({
    data: maps,
    shape: [sample.indices.length, height, width] as const,
  }))
  const { clusters, threshold } = await clusterMassTest(...stacks, {
    permutations: config.permutations,
    uniform: () => stream.uniform(),
    signal,
    onProgress: (done, total) => onProgress?.({ stage: 'clusters', done, total, unit: 'permutations' }),
  })
  return {
    interaction: interactionTest(classes),
    overall: compareRegion('overall', classes[0].overall, classes[1].overall, config, random),
    regions: compareRegions(names, classes, config, random),
    withinClass: classes.flatMap((maps) =>
      compareWithinClass(classNameOf(maps.sample.class, data), names, maps, config),
    ),
    pooledPixels: pooledPixelTest(classes, config),
    clusters: {
      threshold,
      clusters: clusters.map(({ sign, mass, p, pixels }) => ({ sign, mass, p, pixels: [...pixels] })),
    },
  }
}

/** Means over one class's images, whole map and regions. */
export function summarise(
  { sample, overall, regions }: ClassMaps,
  regionsIn: readonly Region[],
  { confidence }: Pick<StudyConfig, 'confidence'>,
  data: Dataset,
): ClassSummary {
  return {
    class: sample.class,
    name: classNameOf(sample.class, data),
    n: sample.indices.length,
    excluded: sample.excluded,
    overall: summariseMean(overall, confidence),
    regions: regions.map((values, r) => ({ name: regionsIn[r]!.name, ...summariseMean(values, confidence) })),
  }
}

function studyData(
  classes: readonly [ClassMaps, ClassMaps],
  [height, width]: readonly [number, number],
): StudyData {
  const samples = classes.flatMap(({ sample, overall, regions }) =>
    [...sample.indices].map((index, i) => ({
      index,
      label: sample.labels[i]!,
      predicted: sample.predicted[i]!,
      probability: sample.probability[i]!,
      overall: overall[i]!,
      regions: regions.map((values) => values[i]!),
    })),
  )
  const n = samples.length
  const channels = classes[0].sample.images.shape[3]
  return {
    samples,
    maps: { data: joined(bothOf(classes, ({ maps }) => maps)), shape: [n, height, width] },
    images: {
      data: joined(bothOf(classes, ({ sample }) => sample.images.data)),
      shape: [n, height, width, channels],
    },
  }
}

function joined([a, b]: readonly [Float32Array, Float32Array]): Float32Array {
  const both = new Float32Array(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}

function bothOf<T, U>([a, b]: readonly [T, T], make: (value: T) => U): readonly [U, U] {
  return [make(a), make(b)]
}

/** One after the other: each uses every thread. */
async function inTurn<T, U>(
  [a, b]: readonly [T, T],
  make: (value: T) => Promise<U>,
): Promise<readonly [U, U]> {
  return [await make(a), await make(b)]
}
