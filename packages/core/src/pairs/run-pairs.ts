import { breathe } from '../occlusion/breathe.js'
import type { Explainer } from '../occlusion/explainer.js'
import { withExplainer } from '../occlusion/with-explainer.js'
import type { Task } from '../progress.js'
import { Random } from '../random.js'
import { bands } from '../regions/index.js'
import type { ClassMaps } from '../study/class-maps.js'
import {
  datasetBaseline,
  mapClass,
  provenanceOf,
  type StudyDependencies,
  summarise,
} from '../study/run-study.js'
import { sampleClass } from '../study/sample-classes.js'
import { Stopwatch } from '../study/stopwatch.js'
import { parseOptions } from '../validate.js'
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
  const regions = bands(explainer.inputShape[0], explainer.inputShape[1])
  const baseline = datasetBaseline(config.baseline, data)
  const classes: ClassMaps[] = []
  for (const label of data.classNames.keys()) {
    const alone = { ...config, classes: [label, 'rest'] as const }
    const sample = await sampleClass(explainer, data, 0, alone, random.split('sampling'), task)
    classes.push(await mapClass(explainer, sample, regions, config, baseline, data, task))
  }
  watch.lap('maps')
  const names = regions.map(({ name }) => name)
  const compared = await comparePairs(classes, names, config, random, async (done, total) => {
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
    regions: regions.map(({ name, rows }) => ({ name, rows })),
    verdict: pairsVerdict(found),
    provenance: provenanceOf(provenance, config, data, explainer),
    timings: watch.seconds,
  }
}
