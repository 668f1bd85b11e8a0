import {
  adviseEngine,
  type Baseline,
  baselineNeedsData,
  baselineOfData,
  createExplainer,
  type Explainer,
  isNetworkModel,
  modelSha256,
  occlusionOptionsSchema,
  parseOptions,
  type ResolvedOcclusionOptions,
  resolveBaseline,
  sumOfChannelShares,
  withDefaultWindows,
} from '@umbra/core'
import { readOptions } from '@umbra/core/notation'
import { MNIST_MEAN, MNIST_TRAIN_MEAN } from '../mnist-mean.js'
import type { OptionTexts } from '../options/option-field.js'
import { StudioError } from '../studio-error.js'
import { mnist } from './mnist.js'
import { modelOf } from './model.js'
import type { Computing, ExplainedDrawing, ExplainRequest, ModelChoice, OpenedModel } from './protocol.js'
import { wasmPaths } from './wasm-paths.js'

/** Pixels along each side of a drawing. */
const SIZE = 28

let explainer: Explainer | undefined
let opened: ModelChoice = 'reference'
let computing: Computing = 'auto'

/** Takes a model up in place of the one before. */
export function open(choice: ModelChoice): Promise<OpenedModel> {
  return openOn(choice, computing)
}

/** What computes from now on: the model taken up is opened there, and stays where it is if that fails. */
export function compute(on: Computing): Promise<OpenedModel> {
  return openOn(opened, on)
}

/** Times the model taken up on a card. */
export async function advise(backend: 'webgpu' | 'webgl'): Promise<string> {
  const threads = Math.min(8, navigator.hardwareConcurrency)
  return (await adviseEngine(await modelOf(opened), { backend, threads })).text
}

async function openOn(choice: ModelChoice, on: Computing): Promise<OpenedModel> {
  const model = await modelOf(choice)
  const running = on === 'auto' ? {} : ({ engine: 'batched', backend: on } as const)
  const next = await createExplainer(model, { ...running, wasmPaths, lent: true })
  if (next.inputShape.join() !== `${SIZE},${SIZE},1`) {
    next.dispose()
    throw new StudioError(
      'MODEL_INPUT',
      `taken as ${model.format}, the model takes ${next.inputShape.join('×')} images; the studio draws 28×28×1`,
    )
  }
  explainer?.dispose()
  explainer = next
  opened = choice
  computing = on
  const training = isNetworkModel(model) ? undefined : model.userDefinedMetadata?.umbra
  const { engine, inputShape, classes } = next
  return { engine, inputShape, classes, sha256: await modelSha256(model), training }
}

/** Explains one image. */
export async function explain({ image, options }: ExplainRequest): Promise<ExplainedDrawing> {
  if (!explainer) throw new Error('no model has been opened')
  const [height, width, channels] = explainer.inputShape
  const images = { data: image, shape: [1, height, width, channels] } as const
  const resolved = resolvedOptions(options)
  const occlusion = { ...resolved, baseline: await overMnist(resolved.baseline) }
  const started = performance.now()
  const explanation = await explainer.explain(images, occlusion, {
    keepScores: true,
    nameOf: () => 'the image',
  })
  const milliseconds = performance.now() - started
  const { maps, grid, base, target, engine, baselineOrigin } = explanation
  const { fill, windowFill } = resolveBaseline(occlusion.baseline, images)
  return {
    map: grid.channelWise ? sumOfChannelShares(maps.data, new Float32Array(height * width)) : maps.data,
    base: base.data,
    covered: explanation.covered![0]!,
    head: explanation.head,
    windows: grid.windows,
    positions: grid.positions,
    window: [grid.window[0], grid.window[1]],
    stride: [grid.stride[0], grid.stride[1]],
    baseline: fill(0, 1, 0),
    ...(windowFill && { windowFill }),
    baselineName: explanation.baseline,
    ...(baselineOrigin && { baselineOrigin }),
    target: target[0]!,
    engine,
    milliseconds,
  }
}

/** Rules over a dataset are of MNIST here; its means are known without fetching it. */
async function overMnist(baseline: Baseline): Promise<Baseline> {
  if (baseline === 'mean') return { kind: 'mean', values: [MNIST_MEAN], of: 'MNIST test' }
  if (baseline === 'train-mean') return { kind: 'mean', values: [MNIST_TRAIN_MEAN], of: 'MNIST train' }
  return baselineNeedsData(baseline) ? baselineOfData(baseline, await mnist('test')) : baseline
}

function resolvedOptions(options: OptionTexts): ResolvedOcclusionOptions {
  return parseOptions(occlusionOptionsSchema, withDefaultWindows(readOptions(options), [SIZE, SIZE]))
}
