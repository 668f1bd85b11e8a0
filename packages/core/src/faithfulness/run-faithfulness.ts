import { resolveBaseline } from '../attribution/baseline.js'
import { baselineOfData } from '../attribution/baseline-of-data.js'
import type { Explainer } from '../attribution/explainer.js'
import { withDefaultWindows } from '../attribution/occlusion/default-windows.js'
import { withExplainer } from '../attribution/with-explainer.js'
import { selectImages } from '../dataset/index.js'
import type { StudyDependencies } from '../mapping/dependencies.js'
import { provenanceOf } from '../mapping/map-part.js'
import { unitOriginOf } from '../mapping/maps-unit.js'
import { settingAside } from '../units/set-aside.js'
import { parseOptions } from '../validate.js'
import type { Task } from '../work/progress.js'
import { Stopwatch } from '../work/stopwatch.js'
import { compareOrders } from './compare.js'
import { type FaithfulnessConfig, faithfulnessConfigSchema } from './config.js'
import { drawImages } from './draw-images.js'
import type { ImageMeasured } from './measure-image.js'
import { measureImages } from './measure-images.js'
import { ORDERS } from './measures.js'
import { curveLevels } from './packed.js'
import { requireMeasurable } from './require-coverable.js'
import type { FaithfulnessResult, MeanCurve } from './result.js'
import { verdictOf } from './verdict.js'

/**
 * How faithful are a network's occlusion maps, and are they more so than the ink? Draws images, maps each for the class predicted, and
 * measures each map beside ink order and random order (docs/faithfulness.md). The dataset is not copied.
 *
 * @throws InputError for a configuration, data or model that make no sense; UnitsSetAside once all else is measured and kept, where some
 *   images failed three times; `signal.reason` when aborted
 */
export async function runFaithfulness(
  options: unknown,
  dependencies: StudyDependencies,
  task: Task = {},
): Promise<FaithfulnessResult> {
  const { data } = dependencies
  const [, ...imageShape] = data.images.shape
  const config = parseOptions(faithfulnessConfigSchema, withDefaultWindows(options as object, imageShape))
  const watch = new Stopwatch()
  return withExplainer(dependencies, (explainer) => {
    watch.lap('engine')
    return measured(config, explainer, dependencies, watch, task)
  })
}

async function measured(
  config: FaithfulnessConfig,
  explainer: Explainer,
  { data, provenance, cells, spread }: StudyDependencies,
  watch: Stopwatch,
  task: Task,
): Promise<FaithfulnessResult> {
  requireMeasurable(config, explainer)
  const { indices, excluded } = await drawImages(explainer, data, config, task)
  watch.lap('sampling')
  const baseline = await baselineOfData(config.baseline, data, explainer.inputShape)
  const origin = provenanceOf(provenance, { seed: config.seed, baseline }, data, explainer)
  const images = selectImages(data.images, indices)
  const named = { ...task, nameOf: (i: number) => `image ${indices[i]} of ${data.name}` }
  const choices = { ...config, baseline, target: 'predicted' as const }
  const result = await settingAside((aside) => {
    const kept = { cells, aside, spread, dependsOn: unitOriginOf(origin) }
    return measureImages(explainer, images, choices, (i) => indices[i]!, kept, named)
  })
  watch.lap('measures')
  const measures = compareOrders(result.images, config)
  watch.lap('tests')
  return {
    schema: 'umbra.faithfulness/1',
    config,
    n: indices.length,
    excluded,
    baseline: resolveBaseline(baseline, images).description,
    levels: curveLevels(config, explainer.inputShape),
    measures,
    curves: meanCurves(result.images),
    verdict: verdictOf(measures, indices.length, config),
    samples: indices.map((index, i) => ({
      index,
      label: data.labels[index]!,
      target: result.target[i]!,
      values: result.images[i]!.values,
    })),
    provenance: origin,
    timings: watch.seconds,
  }
}

/** Means over images of every order's curves, step by step. */
export function meanCurves(images: readonly ImageMeasured[]): MeanCurve[] {
  const mean = (curves: readonly (readonly number[])[]) =>
    curves[0]!.map((_, step) => curves.reduce((sum, curve) => sum + curve[step]!, 0) / curves.length)
  return ORDERS.map((order, o) => ({
    order,
    deletion: mean(images.map(({ deletion }) => deletion[o]!)),
    insertion: mean(images.map(({ insertion }) => insertion[o]!)),
    roadMost: mean(images.map(({ road }) => road[o]!.most)),
    roadLeast: mean(images.map(({ road }) => road[o]!.least)),
  }))
}
