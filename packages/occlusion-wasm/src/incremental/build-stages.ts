import type { Conv2d, DepthwiseConv2d, Pool, Shape, Wiring } from '../network/layer.js'
import type { Network } from '../network/network.js'
import type { FeatureMap } from './feature-map.js'
import { fuseLayers, type Step } from './fuse-layers.js'
import { identitySliding, type SlidingSpec } from './sliding.js'
import { nonlinearityOf } from './stages/activation.js'
import { convolutionStage } from './stages/convolution.js'
import { denseStage } from './stages/dense.js'
import { depthwiseStage } from './stages/depthwise.js'
import { activationStage, scaleShiftStage } from './stages/elementwise.js'
import { reshapingStage, zeroPaddingStage } from './stages/placement.js'
import { poolingStage } from './stages/pooling.js'
import { resamplingOf, resamplingStage } from './stages/resampling.js'
import type { Stage } from './stages/stage.js'
import { sumStage } from './stages/sum.js'
import type { Workspace } from './workspace.js'

/** A network as stages, in order, and the map whose values are the class scores. */
export interface Stages {
  readonly stages: readonly Stage[]
  readonly scores: FeatureMap
}

/**
 * Lays a network out in memory as stages. Flattening costs nothing: a vector is kept as the map it was made of, and each layer
 * that reads it takes its values in order.
 */
export function buildStages(network: Network, workspace: Workspace, pixels: FeatureMap): Stages {
  const stages: Stage[] = []
  const maps: FeatureMap[] = []
  const add = (stage: Stage): FeatureMap => {
    stages.push(stage)
    return stage.output
  }
  const mapOf = (index: number) => (index < 0 ? pixels : maps[index]!)
  for (const step of fuseLayers(network)) {
    const inputs = step.layer.inputs.map(mapOf)
    const from = step.layer.inputs[0]!
    const shape = from < 0 ? network.inputShape : network.layers[from]!.outputShape
    maps[step.last] = buildStep(step, inputs, shape, workspace, add)
  }
  return { stages, scores: maps[network.layers.length - 1]! }
}

/** @param shape - of the first input, as the network has it */
function buildStep(
  { layer, activation, pooling }: Step,
  inputs: readonly FeatureMap[],
  shape: Shape,
  workspace: Workspace,
  add: (stage: Stage) => FeatureMap,
): FeatureMap {
  const input = inputs[0]!
  const after = nonlinearityOf(activation)
  switch (layer.kind) {
    case 'conv2d':
      return add(
        convolutionStage(workspace, input, layer, slidingOf(layer), after, pooling && poolSliding(pooling)),
      )
    case 'depthwiseConv2d':
      return add(depthwiseStage(workspace, input, layer, slidingOf(layer), after))
    case 'dense':
      return add(denseStage(workspace, input, layer, after))
    case 'scaleShift':
      return add(scaleShiftStage(workspace, input, layer, shape.length === 1, after))
    case 'activation':
      return add(activationStage(workspace, input, nonlinearityOf(layer.activation)))
    case 'maxPool':
    case 'averagePool':
      return add(poolingStage(workspace, input, poolSliding(layer), layer.kind === 'averagePool', after))
    case 'globalMaxPool':
    case 'globalAveragePool': {
      const size = [input.height, input.width] as const
      const by = { ...identitySliding(1, 1), size, strides: size }
      return add(poolingStage(workspace, input, by, layer.kind === 'globalAveragePool', after))
    }
    case 'zeroPad':
      return add(zeroPaddingStage(workspace, input, layer.padding))
    case 'crop':
    case 'resize':
      return add(resamplingStage(workspace, input, resamplingOf(layer, input)))
    case 'flatten':
      return input
    case 'reshape':
      return reshaped(workspace, input, mapShape(layer.shape), add)
    case 'add': {
      const [first, ...others] = inputs
      const alike = others.every((other) => sameGrid(other, first!))
      const summands = alike
        ? inputs
        : inputs.map((map) => reshaped(workspace, map, mapShape(layer.outputShape), add))
      return add(sumStage(workspace, summands, after))
    }
  }
}

function reshaped(
  workspace: Workspace,
  input: FeatureMap,
  shape: MapShape,
  add: (stage: Stage) => FeatureMap,
): FeatureMap {
  // A vector may stay the map it was made of; so may a map that gets its own shape back.
  const same = input.height === shape[0] && input.width === shape[1] && input.channels === shape[2]
  return same ? input : add(reshapingStage(workspace, input, shape))
}

type MapShape = readonly [height: number, width: number, channels: number]

/** Any shape as that of a map: a vector is one cell; what has more axes than a map is one long row of cells. */
function mapShape(shape: Shape): MapShape {
  const channels = shape.at(-1) ?? 1
  if (shape.length === 3) return [shape[0]!, shape[1]!, channels]
  return [1, shape.slice(0, -1).reduce((product, size) => product * size, 1), channels]
}

function sameGrid(a: FeatureMap, b: FeatureMap): boolean {
  return a.height === b.height && a.width === b.width && a.channels === b.channels
}

function slidingOf(layer: (Conv2d | DepthwiseConv2d) & Wiring): SlidingSpec {
  const [height, width] = layer.outputShape as MapShape
  const [top, , left] = layer.padding
  return {
    size: layer.kernelSize,
    strides: layer.strides,
    dilations: layer.dilation,
    top,
    left,
    outputs: [height, width],
  }
}

function poolSliding(layer: Pool & Wiring): SlidingSpec {
  const [height, width] = layer.outputShape as MapShape
  const [top, , left] = layer.padding
  return {
    size: layer.windowSize,
    strides: layer.strides,
    dilations: [1, 1],
    top,
    left,
    outputs: [height, width],
  }
}
