import {
  createExplainer,
  type Explainer,
  type Explanation,
  modelSha256,
  occlusionOptionsSchema,
  parseOptions,
  type ResolvedOcclusionOptions,
  resolveBaseline,
  withDefaultWindows,
} from '@umbra/core'
import { readOptions } from '@umbra/core/notation'
import type { OptionTexts } from '../options/option-field.js'
import { StudioError } from '../studio-error.js'
import { artifactsOf } from './model.js'
import type { ExplainedDrawing, ExplainRequest, ModelChoice, OpenedModel } from './protocol.js'
import { wasmPaths } from './wasm-paths.js'

/** Pixels along each side of a drawing. */
const SIZE = 28

let explainer: Explainer | undefined

/** Takes a model up in place of the one before. */
export async function open(choice: ModelChoice): Promise<OpenedModel> {
  const artifacts = await artifactsOf(choice)
  const next = await createExplainer(artifacts, { wasmPaths })
  if (next.inputShape.join() !== `${SIZE},${SIZE},1`) {
    next.dispose()
    throw new StudioError(
      'MODEL_INPUT',
      `the model takes ${next.inputShape.join('×')} images, the studio draws 28×28×1`,
    )
  }
  explainer?.dispose()
  explainer = next
  const training = artifacts.userDefinedMetadata?.umbra
  const { engine, inputShape, classes } = next
  return { engine, inputShape, classes, sha256: await modelSha256(artifacts), training }
}

/** Explains one image. */
export async function explain({ image, options, datasetMean }: ExplainRequest): Promise<ExplainedDrawing> {
  if (!explainer) throw new Error('no model has been opened')
  const [height, width, channels] = explainer.inputShape
  const started = performance.now()
  const images = { data: image, shape: [1, height, width, channels] } as const
  const occlusion = withDatasetMean(options, datasetMean)
  const explanation = await explainer.explain(images, occlusion, {
    keepScores: true,
    nameOf: () => 'the image',
  })
  const milliseconds = performance.now() - started
  const { grid, base, target, engine } = explanation
  return {
    map: overChannels(explanation, channels),
    base: base.data,
    covered: explanation.covered![0]!,
    head: explanation.head,
    windows: grid.windows,
    positions: grid.positions,
    window: [grid.window[0], grid.window[1]],
    stride: [grid.stride[0], grid.stride[1]],
    baseline: resolveBaseline(occlusion.baseline, images).fill(0, 1, 0),
    baselineName: explanation.baseline,
    target: target[0]!,
    engine,
    milliseconds,
  }
}

/** The rule `mean` stands for the mean of the whole dataset, not of the one image. */
function withDatasetMean(options: OptionTexts, datasetMean: number): ResolvedOcclusionOptions {
  const given = withDefaultWindows(readOptions(options), [SIZE, SIZE])
  const resolved = parseOptions(occlusionOptionsSchema, given)
  if (resolved.baseline !== 'mean') return resolved
  return { ...resolved, baseline: { kind: 'mean', values: [datasetMean] } }
}

function overChannels({ maps, grid }: Explanation, channels: number): Float32Array {
  if (!grid.channelWise) return maps.data
  const mean = new Float32Array(maps.data.length / channels)
  maps.data.forEach((value, i) => {
    mean[Math.floor(i / channels)]! += value / channels
  })
  return mean
}
