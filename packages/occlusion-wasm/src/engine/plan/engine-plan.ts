import type { Network } from '../../network/network.js'
import type { Conv2d } from '../../network/operations/conv2d.js'
import type { Pair } from '../../network/shape.js'
import { sharesNone } from '../changes/direct-convolution.js'
import { ChangeEstimate } from './change-estimate.js'
import { costsOf, type ProductShape } from './cost-model.js'
import { fuseLayers, type Step } from './fuse-layers.js'

/** Bytes of the products of one input and one tap that are in hand at a time. */
const PRODUCT_BYTES = 64

/**
 * How a layer's products are computed: `sparse`, each value that is not zero times rows of filters; `tiled`, whole rows of values
 * times the filters by register tiles; `winograd`, the same of tiles' values at Winograd's points.
 */
export type Strategy = 'sparse' | 'tiled' | 'winograd'

/** How one layer of products is to be computed. */
export interface PlannedLayer {
  /** Its index in the network. */
  readonly layer: number
  readonly kind: 'conv2d' | 'dense'
  readonly strategy: Strategy
  /** What each strategy that is possible was reckoned to take, in milliseconds of one thread for the windows of an image. */
  readonly costs: Readonly<Partial<Record<Strategy, number>>>
}

/** How a network is to be computed: found from the network alone, so that it is the same whatever the images and windows. */
export interface EnginePlan {
  readonly layers: readonly PlannedLayer[]
  /** Windows worth scoring together: the weights of tiles pass by once for all of them. */
  readonly windowsAtOnce: number
  /** Memory for the windows of one batch. Larger batches share more between windows, smaller ones stay nearer the processor. */
  readonly batchBytes: number
}

/** How many windows are scored together, and in how much memory, where products are sparse and where some are tiled. */
const sparseBatches = { windowsAtOnce: 1, batchBytes: 12 << 20 }
const tiledBatches = { windowsAtOnce: 16, batchBytes: 96 << 20 }

/** Which of the strategies a layer can be computed by to take. */
export type StrategyChoice = (layer: number, possible: readonly Strategy[]) => Strategy

/** Plans a network: for each layer the strategy that costs least, unless `choose` says otherwise. */
export function planEngine(network: Network, choose?: StrategyChoice): EnginePlan {
  const estimate = new ChangeEstimate(network)
  const layers: PlannedLayer[] = []
  /** Layers under each window of which every cell has a change of its own. */
  const owned = new Set<number>()
  for (const step of fuseLayers(network)) {
    const { layer, index, last } = step
    const own = layer.inputs.some((input) => owned.has(input))
    const shape = productShape(network, step, estimate, own)
    const planned = shape && plannedLayer(index, layer.kind as PlannedLayer['kind'], costsOf(shape), choose)
    if (planned) layers.push(planned)
    if (own || planned?.strategy === 'winograd') owned.add(index).add(last)
  }
  const tiled = layers.some(({ strategy }) => strategy !== 'sparse')
  return { layers, ...(tiled ? tiledBatches : sparseBatches) }
}

function plannedLayer(
  layer: number,
  kind: PlannedLayer['kind'],
  costs: PlannedLayer['costs'],
  choose: StrategyChoice | undefined,
): PlannedLayer {
  const possible = Object.keys(costs) as Strategy[]
  const least = possible.reduce((a, b) => (costs[b]! < costs[a]! ? b : a))
  return { layer, kind, strategy: choose?.(layer, possible) ?? least, costs }
}

/** What the cost of a layer's products depends on; nothing if it is computed in one way only. */
function productShape(
  network: Network,
  { layer, index, pooling }: Step,
  estimate: ChangeEstimate,
  own: boolean,
): ProductShape | undefined {
  const from = behindFlattening(network, layer.inputs[0]!)
  const channels = (from < 0 ? network.inputShape : network.layers[from]!.outputShape).at(-1)!
  const density = densityOf(network, from)
  if (layer.kind === 'dense') {
    const sizes = {
      taps: 1,
      inputs: channels,
      filters: layer.bias.length,
      reached: 1,
      keptOutputs: 0,
      tapByTap: false,
      shared: true,
    }
    const inputChanges = estimate.changes(from, own)
    const outputTaps = estimate.changes(from, true)
    return { ...sizes, density, inputChanges, outputTaps, weights: layer.kernel.length }
  }
  if (layer.kind !== 'conv2d') return undefined
  const { kernelSize, strides, dilation, groups = 1, bias } = layer
  if (groups > 1 && groups === channels) return undefined
  const taps = kernelSize[0] * kernelSize[1]
  const outputs = estimate.changes(index, own)
  return {
    ...{ taps, inputs: channels / groups, filters: bias.length, density },
    inputChanges: from < 0 ? estimate.pixelChanges(taps * PRODUCT_BYTES) : estimate.changes(from, own),
    reached: 1 / (strides[0] * strides[1]),
    outputTaps: outputs * taps,
    keptOutputs: pooling ? outputs : 0,
    shared: pooling !== undefined || !sharesNone(layer, own),
    tapByTap: taps === 1 || [...strides, ...dilation].some((step) => step > 1),
    ...(isWinograd(layer) && { points: estimate.points(index) }),
  }
}

/** Whether Winograd's filtering computes a convolution. */
function isWinograd({ kernelSize, strides, dilation, groups = 1 }: Conv2d): boolean {
  const all = (pair: Pair, value: number) => pair.every((each) => each === value)
  return all(kernelSize, 3) && all(strides, 1) && all(dilation, 1) && groups === 1
}

/** The layer whose map a vector is: flattening moves nothing. */
function behindFlattening({ layers }: Network, layer: number): number {
  while (layer >= 0 && layers[layer]!.kind === 'flatten') layer = layers[layer]!.inputs[0]!
  return layer
}

/** Share of a map's changes that are not zero: rectified values often stay zero. */
function densityOf({ layers }: Network, layer: number): number {
  for (let at = layer; at >= 0; at = layers[at]!.inputs[0]!) {
    const { kind } = layers[at]!
    if (kind === 'activation') return 0.5
    if (kind !== 'maxPool' && kind !== 'flatten') return 1
  }
  return 1
}
