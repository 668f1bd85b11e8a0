import { resolveBaseline } from '../attribution/baseline.js'
import { baselineOfData } from '../attribution/baseline-of-data.js'
import type { Explainer } from '../attribution/explainer.js'
import { withDefaultWindows } from '../attribution/occlusion/default-windows.js'
import { withExplainer } from '../attribution/with-explainer.js'
import { selectImages } from '../dataset/index.js'
import { type DrawnImages, drawImages } from '../faithfulness/draw-images.js'
import { requireMeasurable } from '../faithfulness/require-coverable.js'
import type { StudyDependencies } from '../mapping/dependencies.js'
import { provenanceOf } from '../mapping/map-part.js'
import { regionsOf } from '../regions/index.js'
import { settingAside } from '../units/set-aside.js'
import { parseOptions } from '../validate.js'
import type { Task } from '../work/progress.js'
import { Stopwatch } from '../work/stopwatch.js'
import { chosenMethods } from './chosen-methods.js'
import { concludeMethods } from './conclude-methods.js'
import { type MethodsConfig, methodsConfigSchema } from './config.js'
import { type MappedMethods, mapMethods } from './map-methods.js'
import { methodsBench } from './methods-bench.js'
import type { ComparedMethods } from './result.js'

/** A model, and the images that maps are made of. */
export interface MethodsDependencies extends StudyDependencies {
  /** Whether the data are pictures without labels: all of them are explained, whatever the model takes them for. */
  readonly unlabelled?: boolean
}

/**
 * Attribution methods on the same footing: draws images, maps each for the class predicted by every method, and tells how alike the maps
 * are, how faithful, how long they take and, of two classes, whether a study's answer depends on the method (docs/faithfulness.md, Other
 * methods). The dataset is not copied.
 *
 * @throws InputError for a configuration, data or model that make no sense, and where a method that was named cannot explain the model;
 *   UnitsSetAside once all else is mapped and kept, where some maps or measures failed three times; `signal.reason` when aborted
 */
export async function runMethods(
  options: unknown,
  dependencies: MethodsDependencies,
  task: Task = {},
): Promise<ComparedMethods> {
  const [, ...imageShape] = dependencies.data.images.shape
  const config = parseOptions(methodsConfigSchema, withDefaultWindows(options as object, imageShape))
  chosenMethods(config.methods)
  const watch = new Stopwatch()
  return withExplainer(dependencies, (explainer) => {
    watch.lap('engine')
    return compared(config, explainer, dependencies, watch, task)
  })
}

async function compared(
  config: MethodsConfig,
  explainer: Explainer,
  dependencies: MethodsDependencies,
  watch: Stopwatch,
  task: Task,
): Promise<ComparedMethods> {
  const { data, model, provenance, cells, spread, unlabelled = false } = dependencies
  const [height, width] = explainer.inputShape
  requireMeasurable(config, explainer)
  // Says what is wrong with them before anything is drawn.
  regionsOf(config.regions, height, width)
  const drawn: DrawnImages = unlabelled
    ? { indices: [...data.labels.keys()], excluded: 0 }
    : await drawImages(explainer, data, config, task)
  watch.lap('sampling')
  const baseline = await baselineOfData(config.baseline, data, explainer.inputShape)
  const origin = provenanceOf(provenance, { seed: config.seed, baseline }, data, explainer)
  const keeping = { cells, signal: task.signal }
  const bench = await methodsBench(config, explainer, { model, baseline, origin, keeping })
  const mapped: MappedMethods = await settingAside((aside) =>
    mapMethods(
      { ...bench, keeping: { ...keeping, aside } },
      { data, unlabelled, spread },
      drawn.indices,
      task,
    ),
  )
  watch.lap('maps and measures')
  const images = selectImages(data.images, [drawn.indices[0]!])
  const concluded = concludeMethods(mapped, {
    config,
    drawn,
    data,
    regions: bench.regions.map(({ name }) => name),
    pixels: height * width,
    unlabelled,
  })
  watch.lap('tests')
  const described = resolveBaseline(baseline, images).description
  return {
    result: { ...concluded, baseline: described, provenance: origin, timings: watch.seconds },
    shown: mapped.shown,
  }
}
