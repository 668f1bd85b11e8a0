import { clusterMassTest } from '@umbra/stats'
import { concatenated } from '../arrays/concatenated.js'
import { withDefaultWindows } from '../attribution/occlusion/default-windows.js'
import { withExplainer } from '../attribution/with-explainer.js'
import { type CascadePart, cascadeUnits, type StudyCascade, withCascade } from '../mapping/cascade-part.js'
import { type StudyConfig, type StudyOptions, studyConfigSchema } from '../mapping/config.js'
import type { StudyDependencies } from '../mapping/dependencies.js'
import { type DrawnPart, type MapPartJob, mapPart, unitsOfPart } from '../mapping/map-part.js'
import { type MappedPart, type PartOfClass, type Shard, WHOLE } from '../mapping/part.js'
import { untrainedUnits, withUntrained } from '../mapping/untrained-part.js'
import { Random } from '../random.js'
import { type Region, regionsOf } from '../regions/index.js'
import { settingAside } from '../units/set-aside.js'
import type { Unit } from '../units/unit.js'
import { parseOptions } from '../validate.js'
import type { Task } from '../work/progress.js'
import { Stopwatch } from '../work/stopwatch.js'
import { type ClassMaps, classMaps } from './class-maps.js'
import { compareRegion, compareRegions, interactionTest, pooledPixelTest, summariseMean } from './compare.js'
import type { StudyControls } from './controls-result.js'
import { inkControl } from './ink-control.js'
import { profileTest } from './profile-test.js'
import { profilesOf } from './profiles.js'
import type { ClassSummary, Study, StudyData, StudyResult } from './result.js'
import { rankedAmongUntrained } from './untrained-controls.js'
import { verdict } from './verdict.js'
import { withinClassTests } from './within-class.js'

/**
 * Do two classes differ in where the model looks? Draws images, maps each for its own class, sums the maps by region and
 * tests the classes against each other, as docs/methods.md says. The dataset is not copied: it must not change while the
 * study runs.
 *
 * @throws InputError for a configuration, data or model that make no sense; `signal.reason` when aborted
 */
export async function runStudy(
  options: StudyOptions,
  dependencies: StudyDependencies,
  task: Task = {},
): Promise<Study> {
  return concludeStudy(await mapStudyPart(options, WHOLE, dependencies, task), task)
}

/**
 * One part of a study: the maps of some of its images, by the trained network and by `controls` untrained ones, for `mergeParts` and `concludeStudy` to make of all parts what
 * `runStudy` makes at once.
 *
 * @throws InputError as `runStudy`, and SHARD_INVALID; UnitsSetAside once all else is mapped and kept, where some units failed three times
 */
export async function mapStudyPart(
  options: StudyOptions,
  shard: Shard,
  dependencies: StudyDependencies,
  task: Task = {},
): Promise<MappedPart<StudyConfig>> {
  const watch = new Stopwatch()
  return settingAside(async (aside) => {
    const own = { ...dependencies, aside }
    const mapped = await withExplainer(dependencies, (explainer) => {
      watch.lap('engine')
      return mapPart(explainer, partJob(options, shard, dependencies, task), own, watch, task)
    })
    return withCascade(await withUntrained(mapped, own, task), own, task)
  })
}

/** All units that `mapStudyPart` goes through, for who hands them out together with others. @throws InputError as `mapStudyPart` */
export async function unitsOfStudyPart(
  options: StudyOptions,
  shard: Shard,
  dependencies: StudyDependencies,
  task: Task = {},
): Promise<Unit[]> {
  return withExplainer({ ...dependencies, threads: 1 }, (explainer) =>
    unitsOfPart(explainer, partJob(options, shard, dependencies, task), dependencies, task),
  )
}

function partJob(
  options: StudyOptions,
  shard: Shard,
  dependencies: StudyDependencies,
  task: Task,
): MapPartJob<StudyConfig> {
  const [, ...imageShape] = dependencies.data.images.shape
  const config = parseOptions(studyConfigSchema, withDefaultWindows(options, imageShape))
  const { classes } = config
  const sides = [
    { side: 0, classes },
    { side: 1, classes },
  ] as const
  const besides = async (drawn: DrawnPart<StudyConfig>) => {
    const untrained = await untrainedUnits(drawn, dependencies)
    return untrained.length === 0 ? [] : [...untrained, ...(await cascadeUnits(drawn, dependencies, task))]
  }
  return { config, sides, shard, besides }
}

/** Sums the maps of a whole study by region and tests the classes against each other. @throws `signal.reason` when aborted */
export async function concludeStudy(mapped: MappedPart<StudyConfig>, task: Task = {}): Promise<Study> {
  const { config, provenance } = mapped
  const watch = new Stopwatch(mapped.timings)
  const [, height, width] = mapped.classes[0]!.sample.images.shape
  const regions = regionsOf(config.regions, height, width)
  const classes = bothOf(
    mapped.classes as unknown as readonly [PartOfClass, PartOfClass],
    ({ sample, maps }) => classMaps(sample, maps, regions, config),
  )
  const tests = await compare(config, classes, regions, [height, width], new Random(config.seed), task)
  const controls = controlsOf(mapped, classes, regions)
  watch.lap('tests')
  const summaries = bothOf(classes, (maps) => summarise(maps, regions, config))
  const result: StudyResult = {
    schema: 'umbra.study/2',
    config,
    classes: summaries,
    regions: regions.map(reportedRegion),
    tests,
    controls,
    verdict: verdict({ classes: summaries, config, tests, controls }),
    provenance,
    timings: watch.seconds,
  }
  const meanMaps = mapped.cascade?.meanMaps
  return { result, data: studyData(classes, [height, width], meanMaps) }
}

/** A region as results hold it: a band by its rows, any other by its pixels. */
export function reportedRegion({ name, rows, pixels }: Region): StudyResult['regions'][number] {
  return rows ? { name, rows } : { name, pixels: [...pixels] }
}

/** What the study's effects are held against. */
function controlsOf(
  mapped: MappedPart<StudyConfig>,
  classes: readonly [ClassMaps, ClassMaps],
  regions: readonly Region[],
): StudyControls {
  const { config, untrained, cascade } = mapped
  const none = {
    draws: config.controls,
    notComputed: config.controls === 0 ? 'controls were turned off' : NOT_MAPPED,
  }
  return {
    untrained:
      untrained && !('notComputed' in untrained)
        ? rankedAmongUntrained(mapped, untrained)
        : { ...none, ...untrained },
    ink: inkControl(classes, regions, config, new Random(config.seed)),
    ...(cascade && { cascade: withoutMaps(cascade) }),
  }
}

/** A result holds numbers only; the maps are in the study's data. */
function withoutMaps({ meanMaps: _, ...cascade }: CascadePart): StudyCascade {
  return cascade
}

const NOT_MAPPED = 'no untrained network was mapped'

async function compare(
  config: StudyConfig,
  classes: readonly [ClassMaps, ClassMaps],
  regions: readonly Region[],
  [height, width]: readonly [number, number],
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
  const profiles = profilesOf(classes)
  const [first, second] = profiles
  return {
    profile: profileTest(profiles, names, config, random),
    strength: compareRegion('strength', first.strengths, second.strengths, config, random),
    interaction: interactionTest(classes),
    overall: compareRegion('overall', classes[0].overall, classes[1].overall, config, random),
    regions: compareRegions(names, classes, config, random),
    ...withinClassTests(classes, names, config),
    pooledPixels: pooledPixelTest(classes, config),
    clusters: {
      threshold,
      clusters: clusters.map(({ sign, mass, p, pixels }) => ({ sign, mass, p, pixels: [...pixels] })),
      n: classes.map(({ sample }) => sample.indices.length),
    },
  }
}

/** Means over one class's images, whole map and regions. */
export function summarise(
  { sample, overall, regions }: ClassMaps,
  regionsIn: readonly Region[],
  { confidence }: Pick<StudyConfig, 'confidence'>,
): ClassSummary {
  return {
    class: sample.class,
    name: sample.name,
    n: sample.indices.length,
    excluded: sample.excluded,
    ...(sample.withoutInk > 0 && { withoutInk: sample.withoutInk }),
    overall: summariseMean(overall, confidence),
    regions: regions.map((values, r) => ({ name: regionsIn[r]!.name, ...summariseMean(values, confidence) })),
  }
}

function studyData(
  classes: readonly [ClassMaps, ClassMaps],
  [height, width]: readonly [number, number],
  meanMaps: Float32Array | undefined,
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
    maps: {
      data: concatenated(
        Float32Array,
        bothOf(classes, ({ maps }) => maps),
      ),
      shape: [n, height, width],
    },
    images: {
      data: concatenated(
        Float32Array,
        bothOf(classes, ({ sample }) => sample.images.data),
      ),
      shape: [n, height, width, channels],
    },
    ...(meanMaps && {
      cascade: { data: meanMaps, shape: [meanMaps.length / (2 * height * width), 2, height, width] as const },
    }),
  }
}

function bothOf<T, U>([a, b]: readonly [T, T], make: (value: T) => U): readonly [U, U] {
  return [make(a), make(b)]
}
