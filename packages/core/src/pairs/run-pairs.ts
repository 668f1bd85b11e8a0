import { withDefaultWindows } from '../attribution/occlusion/default-windows.js'
import { withExplainer } from '../attribution/with-explainer.js'
import { type PairsConfig, type PairsOptions, pairsConfigSchema } from '../mapping/config.js'
import type { StudyDependencies } from '../mapping/dependencies.js'
import { mapPart } from '../mapping/map-part.js'
import { type MappedPart, type Shard, WHOLE } from '../mapping/part.js'
import { Random } from '../random.js'
import { regionsOf } from '../regions/index.js'
import { classMaps } from '../study/class-maps.js'
import { reportedRegion, summarise } from '../study/run-study.js'
import { settingAside } from '../units/set-aside.js'
import { parseOptions } from '../validate.js'
import { breathe } from '../work/pause.js'
import type { Task } from '../work/progress.js'
import { Stopwatch } from '../work/stopwatch.js'
import { classMeans } from './class-means.js'
import { adjustedProfileP, comparePairs } from './compare-pairs.js'
import type { PairsResult } from './result.js'
import { pairsVerdict } from './verdict.js'

/**
 * Compares every class with every other, as a study compares two. Each class is drawn and mapped once. Clusters of pixels
 * and pooled pixels are left to the study of a single pair.
 *
 * @throws InputError for a configuration, data or model that make no sense; `signal.reason` when aborted
 */
export async function runPairs(
  options: PairsOptions,
  dependencies: StudyDependencies,
  task: Task = {},
): Promise<PairsResult> {
  return concludePairs(await mapPairsPart(options, WHOLE, dependencies, task), task)
}

/** One part of a comparison of all pairs, as `mapStudyPart` makes one of a study. @throws InputError SHARD_INVALID too */
export async function mapPairsPart(
  options: PairsOptions,
  shard: Shard,
  dependencies: StudyDependencies,
  task: Task = {},
): Promise<MappedPart<PairsConfig>> {
  const [, ...imageShape] = dependencies.data.images.shape
  const config = parseOptions(pairsConfigSchema, withDefaultWindows(options, imageShape))
  const sides = [...dependencies.data.classNames.keys()].map((label) => ({
    side: 0 as const,
    classes: [label, 'rest'] as const,
  }))
  const watch = new Stopwatch()
  return settingAside((aside) =>
    withExplainer(dependencies, (explainer) => {
      watch.lap('engine')
      return mapPart(explainer, { config, sides, shard }, { ...dependencies, aside }, watch, task)
    }),
  )
}

/** Compares the classes of a whole mapping two by two. @throws `signal.reason` when aborted */
export async function concludePairs(mapped: MappedPart<PairsConfig>, task: Task = {}): Promise<PairsResult> {
  const { config, provenance } = mapped
  const watch = new Stopwatch(mapped.timings)
  const [, height, width] = mapped.classes[0]!.sample.images.shape
  const regions = regionsOf(config.regions, height, width)
  const classes = mapped.classes.map(({ sample, maps }) => classMaps(sample, maps, regions, config))
  const random = new Random(config.seed)
  const compared = await comparePairs(classes, regions, config, random, async (done, total) => {
    task.onProgress?.({ stage: 'tests', done, total, unit: 'pairs' })
    await breathe()
    task.signal?.throwIfAborted()
  })
  watch.lap('tests')
  const found = {
    config,
    classes: classes.map((maps) => summarise(maps, regions, config)),
    pairs: compared,
    profileP: adjustedProfileP(compared.length, config),
  }
  return {
    schema: 'umbra.pairs/2',
    ...found,
    regions: regions.map(reportedRegion),
    means: classes.map((maps) => classMeans(maps, [height, width])),
    shape: [height, width],
    verdict: pairsVerdict(found),
    provenance,
    timings: watch.seconds,
  }
}
