import { resolveBaseline } from '../attribution/baseline.js'
import { baselineKey, baselineOrigin } from '../attribution/baseline-of-data.js'
import type { Explainer, Explanation, LabelledImages } from '../attribution/explainer.js'
import type { Baseline, ResolvedOcclusionOptions } from '../attribution/occlusion/options.js'
import { requiredWindows } from '../attribution/required-windows.js'
import type { ImageBatch } from '../dataset/index.js'
import { sha256 } from '../dataset/sha256.js'
import { keptOrComputed, type UnitKeeping } from '../units/cells.js'
import { type Unit, unitOrigin } from '../units/unit.js'
import type { NamedTask } from '../work/progress.js'

/** What one image is explained by: float32 [1 + K + map], the class, the outputs before the head, the map [H, W] or [H, W, C]. */
export interface ExplanationUnit extends Unit {
  readonly unit: 'explanation'
  readonly options: ResolvedOcclusionOptions
}

/** One image to be explained, and with what. */
export interface ExplanationJob {
  readonly unit: ExplanationUnit
  /** float32 [1, H, W, C] */
  readonly image: LabelledImages
  /** The choices, their baseline with its images. */
  readonly options: ResolvedOcclusionOptions
}

/** What an image's unit hangs on besides the image and the choices. */
export interface ExplanationSource {
  /** SHA-256 of the network. */
  readonly model: string
  /** SHA-256 of the images that the baseline draws, where it draws any. */
  readonly drawnFrom?: string | undefined
}

/**
 * Plans the explanation of one image, which is all its data: the same image under the same choices is the same unit wherever it lies.
 *
 * @param image - float32 [1, H, W, C], with its label where the target is `label`
 */
export async function planExplanation(
  { engine, reader }: Explainer,
  image: LabelledImages,
  options: ResolvedOcclusionOptions,
  { model, drawnFrom }: ExplanationSource,
): Promise<ExplanationJob> {
  const { window, stride, baseline, score, target } = options
  const unit: ExplanationUnit = {
    unit: 'explanation',
    ...unitOrigin(engine, reader.head.kind, {
      model,
      data: { images: await imageSha256(image), labels: '' },
    }),
    ...(drawnFrom !== undefined && { drawnFrom }),
    indices: [0],
    targets: target === 'label' ? Array.from(image.labels ?? []) : [],
    options: { window, stride, score, target, baseline: baselineKey(baseline) as Baseline },
  }
  return { unit, image, options }
}

/** Of an image's shape and its values. */
function imageSha256({ data, shape }: ImageBatch): Promise<string> {
  const head = new TextEncoder().encode(`${shape.join()} `)
  const bytes = new Uint8Array(head.length + data.byteLength)
  bytes.set(head)
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), head.length)
  return sha256(bytes)
}

/** Computes a unit. @param unit - its baseline with its images @returns float32 [1 + K + map] */
export async function computeExplanation(
  explainer: Explainer,
  image: ImageBatch,
  { options, targets }: Pick<ExplanationUnit, 'options' | 'targets'>,
  task: NamedTask,
): Promise<Float32Array> {
  const labelled = { ...image, ...(targets.length > 0 && { labels: targets }) }
  const { maps, base, target } = await explainer.explain(labelled, options, task)
  const values = new Float32Array(1 + base.data.length + maps.data.length)
  values[0] = target[0]!
  values.set(base.data, 1)
  values.set(maps.data, 1 + base.data.length)
  return values
}

/**
 * Explains an image, or finds what is kept of it.
 *
 * @returns the explanation, and whether it was computed here; undefined where the image failed three times and was set aside
 * @throws InputError as `explain`
 */
export async function keptExplanation(
  explainer: Explainer,
  { unit, image, options }: ExplanationJob,
  keeping: UnitKeeping,
  task: NamedTask,
): Promise<{ readonly explanation: Explanation; readonly isOwn: boolean } | undefined> {
  const grid = requiredWindows(explainer.inputShape, options)
  const { outputs } = explainer.reader
  const [height, width, channels] = explainer.inputShape
  const shape = grid.channelWise ? [1, height, width, channels] : [1, height, width]
  const values = new Float32Array(1 + outputs + shape.reduce((product, d) => product * d))
  let isOwn = false
  const called = { ...keeping, nameOf: task.nameOf && (() => `the explanation of ${task.nameOf!(0)}`) }
  const found = await keptOrComputed(called, unit, values, () => {
    isOwn = true
    return computeExplanation(explainer, image, { ...unit, options }, task)
  })
  if (!found) return undefined
  const origin = baselineOrigin(options.baseline)
  const explanation: Explanation = {
    maps: { data: values.slice(1 + outputs), shape },
    base: { data: values.slice(1, 1 + outputs), shape: [1, outputs] },
    head: explainer.reader.head,
    target: Int32Array.of(values[0]!),
    grid,
    baseline: resolveBaseline(options.baseline, image).description,
    ...(origin && { baselineOrigin: origin }),
    engine: explainer.engine,
  }
  return { explanation, isOwn }
}
