import { breathe } from '../occlusion/breathe.js'
import type { Explainer } from '../occlusion/explainer.js'
import { withExplainer } from '../occlusion/with-explainer.js'
import type { Task } from '../progress.js'
import { Random } from '../random.js'
import { regionsOf } from '../regions/index.js'
import type { ClassMaps } from '../study/class-maps.js'
import {
  datasetBaseline,
  mapClass,
  provenanceOf,
  reportedRegion,
  type StudyDependencies,
  summarise,
} from '../study/run-study.js'
import { sampleClass } from '../study/sample-classes.js'
import { Stopwatch } from '../study/stopwatch.js'
import { parseOptions } from '../validate.js'
import { classMeans } from './class-means.js'
import { comparePairs } from './compare-pairs.js'
import { type PairsConfig, type PairsOptions, pairsConfigSchema } from './config.js'
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
  const config = parseOptions(pairsConfigSchema, options)
  const watch = new Stopwatch()
  return withExplainer(dependencies, (explainer) => {
    watch.lap('engine')
    return pairs(config, explainer, dependencies, watch, task)
  })
}

async function pairs(
  config: PairsConfig,
  explainer: Explainer,
  { data, provenance }: StudyDependencies,
  watch: Stopwatch,
  task: Task,
): Promise<PairsResult> {
  const random = new Random(config.seed)
  const [height, width] = explainer.inputShape
  const regions = regionsOf(config.regions, height, width)
  const baseline = datasetBaseline(config.baseline, data)
  const classes: ClassMaps[] = []
  for (const label of data.classNames.keys()) {
    const alone = { ...config, classes: [label, 'rest'] as const }
    const sample = await sampleClass(explainer, data, 0, alone, random.split('sampling'), task)
    classes.push(await mapClass(explainer, sample, regions, config, baseline, data, task))
  }
  watch.lap('maps')
  const compared = await comparePairs(classes, regions, config, random, async (done, total) => {
    task.onProgress?.({ stage: 'tests', done, total, unit: 'pairs' })
    await breathe()
    task.signal?.throwIfAborted()
  })
  watch.lap('tests')
  const found = {
    config,
    classes: classes.map((maps) => summarise(maps, regions, config, data)),
    pairs: compared,
  }
  return {
    schema: 'umbra.pairs/1',
    ...found,
    regions: regions.map(reportedRegion),
    means: classes.map((maps) => classMeans(maps, [height, width])),
    shape: [height, width],
    verdict: pairsVerdict(found),
    provenance: provenanceOf(provenance, config, data, explainer),
    timings: watch.seconds,
  }
}
