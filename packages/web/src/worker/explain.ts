import {
  type Baseline,
  baselineNeedsData,
  baselineOfData,
  createExplainer,
  type Explainer,
  type Explanation,
  inputRangeNote,
  isNetworkModel,
  type Model,
  modelSha256,
  occlusionOptionsSchema,
  type PartialMap,
  parseOptions,
  preprocessingText,
  type ResolvedOcclusionOptions,
  resolveBaseline,
  sumOfChannelShares,
  withDefaultWindows,
} from '@umbra/core'
import { optionText, readOptions } from '@umbra/core/notation'
import { isDigits } from '../digits.js'
import { MNIST_MEAN, MNIST_TRAIN_MEAN } from '../mnist-mean.js'
import type { OptionTexts } from '../options/option-field.js'
import { StudioError } from '../studio-error.js'
import { mnist } from './mnist.js'
import { modelOf } from './model.js'
import type { Computing, ExplainedDrawing, ExplainRequest, ModelChoice, OpenedModel } from './protocol.js'
import type { WorkerTask } from './studio-worker.js'
import { wasmPaths } from './wasm-paths.js'

/** Milliseconds between two maps under way: more would keep the threads from their work. */
const BETWEEN = 120

let explainer: Explainer | undefined
let opened: ModelChoice = 'reference'
let computing: Computing = 'auto'

/** The last explanation with its scores, and of which image under which windows it is. */
let last: { readonly of: string; readonly explanation: Explanation } | undefined

/** @throws Error where no model has been opened */
export function explainerInUse(): Explainer {
  if (!explainer) throw new Error('no model has been opened')
  return explainer
}

/** Takes a model up in place of the one before. */
export function open(choice: ModelChoice): Promise<OpenedModel> {
  return openOn(choice, computing)
}

/** What computes from now on: the model taken up is opened there, and stays where it is if that fails. */
export function compute(on: Computing): Promise<OpenedModel> {
  return openOn(opened, on)
}

/** The model taken up, which is read anew. */
export function modelInUse(): Promise<Model> {
  return modelOf(opened)
}

async function openOn(choice: ModelChoice, on: Computing): Promise<OpenedModel> {
  const model = await modelOf(choice)
  const running = on === 'auto' ? {} : ({ engine: 'batched', backend: on } as const)
  const next = await createExplainer(model, { ...running, wasmPaths, lent: true })
  explainer?.dispose()
  explainer = next
  last = undefined
  opened = choice
  computing = on
  const training = isNetworkModel(model) ? undefined : model.userDefinedMetadata?.umbra
  const { engine, inputShape, classes } = next
  return { engine, inputShape, classes, sha256: await modelSha256(model), training, ...toldOf(model) }
}

function toldOf(model: Model) {
  const { format, notes = [], settings } = model
  const range = inputRangeNote(model)
  const { scale, mean, std, channelOrder } = { ...AS_THEY_ARE, ...settings }
  const preprocessing = { scale, mean, std, channelOrder }
  const texts = Object.entries(preprocessing).map(([key, value]) => [key, optionText(value)])
  return {
    format,
    notes: range ? [...notes, range] : notes,
    classNames: settings?.classNames,
    settings: Object.fromEntries(texts) as OptionTexts,
    preprocessing: preprocessingText(preprocessing),
  }
}

const AS_THEY_ARE = { scale: 1, mean: 0, std: 1, channelOrder: 'rgb' } as const

/** Explains one image. */
export async function explain(
  { image, options, key }: ExplainRequest,
  task?: WorkerTask,
): Promise<ExplainedDrawing> {
  const using = explainerInUse()
  const [height, width, channels] = using.inputShape
  const images = { data: image, shape: [1, height, width, channels] } as const
  const occlusion = await occlusionOf(options, using)
  const { target, score, ...scored } = occlusion
  const of = key === undefined ? '' : JSON.stringify([key, scored])
  const started = performance.now()
  const explanation =
    of !== '' && last?.of === of
      ? last.explanation.remap!({ target, score })
      : await using.explain(images, occlusion, {
          ...{ keepScores: true, nameOf: () => 'the image', signal: task?.signal },
          ...(key !== undefined && task && { onPartial: told(task, height * width) }),
        })
  const milliseconds = performance.now() - started
  if (of !== '') last = { of, explanation }
  return { ...shownOf(explanation, height * width), ...coveringOf(occlusion, images), milliseconds }
}

/** Draws maps under way, but not more often than anybody sees. */
function told({ onPartial }: WorkerTask, pixels: number): (partial: PartialMap) => void {
  let drawn = Number.NEGATIVE_INFINITY
  return (partial) => {
    const now = performance.now()
    if (now - drawn < BETWEEN) return
    drawn = now
    const { windows, ofWindows, target } = partial
    onPartial({ map: flat(partial.map(), pixels), windows, ofWindows, target })
  }
}

/** One value a pixel, whatever the channels. */
function flat(map: Float32Array, pixels: number): Float32Array {
  return map.length === pixels ? map : sumOfChannelShares(map, new Float32Array(pixels))
}

function shownOf({ maps, grid, base, target, engine, covered, head, ...rest }: Explanation, pixels: number) {
  const { baseline, baselineOrigin } = rest
  return {
    map: flat(maps.data, pixels),
    base: base.data,
    covered: covered![0]!,
    head,
    windows: grid.windows,
    positions: grid.positions,
    window: [grid.window[0], grid.window[1]] as const,
    stride: [grid.stride[0], grid.stride[1]] as const,
    baselineName: baseline,
    ...(baselineOrigin && { baselineOrigin }),
    target: target[0]!,
    engine,
  }
}

/** What covered pixels become, in the first draw. */
function coveringOf({ baseline }: ResolvedOcclusionOptions, images: Parameters<typeof resolveBaseline>[1]) {
  const { fill, windowFill } = resolveBaseline(baseline, images)
  return { baseline: fill(0, 1, 0), ...(windowFill && { windowFill }) }
}

/** Rules over a dataset are of MNIST here, for networks of its digits; its means are known without fetching it. */
export async function overData(baseline: Baseline, shape: Explainer['inputShape']): Promise<Baseline> {
  if (!baselineNeedsData(baseline)) return baseline
  if (!isDigits(shape)) {
    throw new StudioError(
      'BASELINE_DATA',
      'baselines over data are of MNIST here, which is no data of this network: expected a number, blur, noise, patch-mean, inpaint or soft',
    )
  }
  if (baseline === 'mean') return { kind: 'mean', values: [MNIST_MEAN], of: 'MNIST test' }
  if (baseline === 'train-mean') return { kind: 'mean', values: [MNIST_TRAIN_MEAN], of: 'MNIST train' }
  return baselineOfData(baseline, await mnist('test'))
}

/** The options in full, with what is to be known of data. */
export async function occlusionOf(
  options: OptionTexts,
  { inputShape }: Pick<Explainer, 'inputShape'>,
): Promise<ResolvedOcclusionOptions> {
  const resolved = parseOptions(occlusionOptionsSchema, withDefaultWindows(readOptions(options), inputShape))
  return { ...resolved, baseline: await overData(resolved.baseline, inputShape) }
}
