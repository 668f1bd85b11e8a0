import { KernelError, type OutputHead } from '@umbra/occlusion-wasm'
import type { ImageBatch } from '../dataset/dataset.js'
import { chooseEngine } from '../engines/choose-engine.js'
import type { EngineReport, ExplainerOptions, OcclusionEngine } from '../engines/engine.js'
import { requireFiniteMap } from '../engines/require-finite.js'
import type { RunnableModel } from '../engines/runnable-model.js'
import { type OutputReader, outputReader } from '../network/output-reader.js'
import type { Score } from '../network/score.js'
import { parseOptions } from '../validate.js'
import type { NamedTask } from '../work/progress.js'
import { meanOfImages, resolveBaseline } from './baseline.js'
import { type BaselineOrigin, baselineOrigin } from './baseline-of-data.js'
import { withDefaultWindows } from './occlusion/default-windows.js'
import { mapMaker } from './occlusion/map.js'
import {
  coverOptionsSchema,
  explainerOptionsSchema,
  type OcclusionOptions,
  occlusionOptionsSchema,
  type Target,
} from './occlusion/options.js'
import { type ExplainTask, requireImages, type ScoredChunk, scoreImages } from './occlusion/score-images.js'
import type { WindowGrid } from './occlusion/windows.js'
import { ownImages } from './own-images.js'
import { requiredWindows } from './required-windows.js'
import type { PixelSets } from './sets/pixel-sets.js'
import type { CoveredScores, CoverOptions } from './sets/score-covered.js'
import { targetResolver } from './target.js'

/** Images to explain, with labels where the target is `label`. */
export interface LabelledImages extends ImageBatch {
  readonly labels?: ArrayLike<number>
}

/** Occlusion maps and what they were made from. */
export interface Explanation {
  /** float32 [N, H, W], or [N, H, W, C] for channel-wise windows; positive where the pixels supported the class. */
  readonly maps: { readonly data: Float32Array; readonly shape: readonly number[] }
  /** float32 [N, K], the uncovered images' outputs before the head: logits, where there is one. */
  readonly base: { readonly data: Float32Array; readonly shape: readonly [number, number] }
  /** What the outputs say about classes. */
  readonly head: OutputHead
  /** int32 [N], the class explained. */
  readonly target: Int32Array
  readonly grid: WindowGrid
  /** The baseline in words: `0`, `blur (sigma 2)`. */
  readonly baseline: string
  /** What of which data the baseline was taken, where it is one over data: `mean`, `train-mean` or `marginal`. */
  readonly baselineOrigin?: BaselineOrigin
  readonly engine: EngineReport
  /**
   * float32 [N, P, K] for each draw of the baseline, the outputs under every window; only where they were kept.
   */
  readonly covered?: readonly Float32Array[]
  /** Maps of another target or score from the scores kept, without scoring anything again (rule 9). */
  remap?(options: { readonly target?: Target; readonly score?: Score }): Explanation
}

/** Explains images under one model. Dispose of it when done: it may own threads. */
export interface Explainer {
  readonly engine: EngineReport
  /** [H, W, C]. */
  readonly inputShape: readonly [number, number, number]
  /** How many classes there are to explain: K, or 2 where the model's one output is a binary classifier's. */
  readonly classes: number
  /** Reads classes, probabilities and scores off the model's K outputs. */
  readonly reader: OutputReader
  /**
   * Occlusion maps of a batch of images (docs/methods.md, rules 1 to 10). Images, labels and options are copied at once: what
   * becomes of the caller's arrays after the call does not matter.
   *
   * @param images - float32 [N, H, W, C], finite
   * @param task - with `keepScores`, the result can be remapped to other targets and scores; with `onPartial`, maps are seen to fill
   * @throws InputError for options or images that make no sense, SCORES_NOT_FINITE where the network gives no finite numbers;
   *   KernelError `POOL_DISPOSED` after `dispose`; `signal.reason` when aborted
   */
  explain(images: LabelledImages, options?: OcclusionOptions, task?: ExplainTask): Promise<Explanation>
  /**
   * Scores of a batch of images under sets of covered pixels of any shape, exactly. Images and options are copied at once; sets are taken
   * as they are come to.
   *
   * @param images - float32 [N, H, W, C], finite
   * @param sets - M sets for all images, or a list of M for each
   * @throws InputError for options, images or sets that make no sense, SCORES_NOT_FINITE, SCORES_TOO_MANY; KernelError `POOL_DISPOSED`
   *   after `dispose`; `signal.reason` when aborted
   */
  score(
    images: ImageBatch,
    sets: PixelSets | readonly PixelSets[],
    options?: CoverOptions,
    task?: NamedTask & { readonly stage?: string },
  ): Promise<CoveredScores>
  /** Outputs of a batch of images before the head, float32 [N, K]. @throws InputError SCORES_NOT_FINITE */
  predict(images: ImageBatch, task?: NamedTask): Promise<Float32Array>
  /** Ends threads and frees memory; work under way rejects with `POOL_DISPOSED`. Doing so again does nothing. */
  dispose(): void
}

/**
 * Makes an explainer of a trained model: one that `loadModel` read, of any format, a live tfjs LayersModel, or a `Network`. The incremental engine
 * loads no TensorFlow. Weights are copied at once; those of a live LayersModel, which TensorFlow.js holds, soon after.
 *
 * @throws InputError OPTION_INVALID, ENGINE_UNSUPPORTED if the incremental engine is asked for and a layer is outside its list
 */
export async function createExplainer(
  model: RunnableModel,
  options: ExplainerOptions = {},
): Promise<Explainer> {
  parseOptions(explainerOptionsSchema, options)
  return explainerOf(await chooseEngine(model, options))
}

/** An explainer that scores with an engine started before, and disposes of it. */
export function explainerOf(engine: OcclusionEngine): Explainer {
  const reader = outputReader(engine.head, engine.classes)
  let disposed = false
  const requireAlive = () => {
    if (disposed) throw new KernelError('POOL_DISPOSED', 'the engine was disposed of')
  }
  return {
    get engine() {
      return engine.report
    },
    inputShape: engine.inputShape,
    classes: reader.classes,
    reader,
    explain: async (images, occlusion, task) => {
      requireAlive()
      return explain(engine, reader, ownImages(images), occlusion, task)
    },
    score: async (images, sets, options, task) => {
      requireAlive()
      const { valuesOf, ...rest } = options ?? {}
      const cover = { ...parseOptions(coverOptionsSchema, rest), valuesOf }
      const own = ownImages(images)
      // Maps go without it.
      const { scoreCovered } = await import('./sets/score-covered.js')
      return scoreCovered(engine, own, sets, cover, task)
    },
    predict: async (given, task) => {
      requireAlive()
      const images = ownImages(given)
      requireImages(images, engine.inputShape)
      return (await scoreImages(engine, images, noWindows, resolveBaseline(0, images), task ?? {})).base
    },
    dispose: () => {
      if (disposed) return
      disposed = true
      engine.dispose()
    },
  }
}

const noWindows = new Int32Array(0)

async function explain(
  engine: OcclusionEngine,
  reader: OutputReader,
  images: LabelledImages,
  options: OcclusionOptions = {},
  task: ExplainTask = {},
): Promise<Explanation> {
  const resolved = parseOptions(occlusionOptionsSchema, withDefaultWindows(options, engine.inputShape))
  requireImages(images, engine.inputShape)
  const grid = requiredWindows(engine.inputShape, resolved)
  const rule = resolved.baseline === 'mean' ? meanOfImages(images) : resolved.baseline
  const baseline = resolveBaseline(rule, images)
  const origin = baselineOrigin(rule)
  const [n, height, width, channels] = images.shape
  const { outputs } = reader
  const pixels = height * width * (grid.channelWise ? channels : 1)
  const maps = new Float32Array(n * pixels)
  const mapOf = mapMaker(grid, engine.inputShape, outputs)
  const target = new Int32Array(n)
  const read = reader.score(resolved.score)
  const targetsOf = targetResolver(resolved.target, images, reader)

  const finish = (chunk: ScoredChunk) => {
    const targets = targetsOf(chunk.base, chunk.from, chunk.n)
    target.set(targets, chunk.from)
    for (let i = 0; i < chunk.n; i++) {
      const at = (chunk.from + i) * pixels
      const map = maps.subarray(at, at + pixels)
      mapOf(chunk, i, targets[i]!, read, map)
      requireFiniteMap(map, chunk.from + i, task)
    }
  }
  const { onPartial } = task
  // Maps that nobody watches go without it.
  const partial =
    onPartial &&
    new (await import('./occlusion/partial-maps.js')).PartialMaps({
      ...{ grid, imageShape: engine.inputShape, classes: outputs, draws: baseline.draws, score: read },
      targetOf: (image, own) => targetsOf(own, image, 1)[0]!,
    })
  const onSlice: Parameters<typeof scoreImages>[6] =
    partial && ((image, draw, slice) => onPartial(partial.take(image, draw, slice)))
  const { base, covered } = await scoreImages(engine, images, grid.windows, baseline, task, finish, onSlice)
  const shape = grid.channelWise ? [n, height, width, channels] : [n, height, width]
  const explanation: Explanation = {
    maps: { data: maps, shape },
    base: { data: base, shape: [n, outputs] },
    head: reader.head,
    target,
    grid,
    baseline: baseline.description,
    ...(origin && { baselineOrigin: origin }),
    engine: engine.report,
  }
  if (!covered) return explanation
  const remap: NonNullable<Explanation['remap']> = (other) => {
    const rescored = reader.score(other.score ?? resolved.score)
    const targets = targetResolver(other.target ?? resolved.target, images, reader)(base, 0, n)
    const remapped = new Float32Array(maps.length)
    for (let i = 0; i < n; i++) {
      const map = remapped.subarray(i * pixels, (i + 1) * pixels)
      mapOf({ base, covered }, i, targets[i]!, rescored, map)
      requireFiniteMap(map, i, task)
    }
    return { ...explanation, maps: { data: remapped, shape }, target: targets, covered, remap }
  }
  return { ...explanation, covered, remap }
}
