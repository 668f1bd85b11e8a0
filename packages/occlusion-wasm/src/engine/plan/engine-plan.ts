import type { Network } from '../../network/network.js'
import { ChangeEstimate } from './change-estimate.js'
import { costsOf, type ProductShape } from './cost-model.js'
import { fuseLayers, type Step } from './fuse-layers.js'

/** Bytes of the products of one input and one tap that are in hand at a time. */
const PRODUCT_BYTES = 64

/**
 * How a layer's products are computed: `sparse`, each value that is not zero times rows of filters; `tiled`, whole rows of values
 * times the filters by register tiles.
 */
export type Strategy = 'sparse' | 'tiled'

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
}

/** Which of the strategies a layer can be computed by to take. */
export type StrategyChoice = (layer: number, possible: readonly Strategy[]) => Strategy

/** Plans a network: for each layer the strategy that costs least, unless `choose` says otherwise. */
export function planEngine(network: Network, choose?: StrategyChoice): EnginePlan {
  const estimate = new ChangeEstimate(network)
  const layers: PlannedLayer[] = []
  for (const step of fuseLayers(network)) {
    const { layer, index } = step
    if (layer.kind !== 'conv2d' && layer.kind !== 'dense') continue
    const shape = productShape(network, step, estimate)
    if (!shape) continue
    const costs = costsOf(shape)
    const possible = Object.keys(costs) as Strategy[]
    const least = possible.reduce((a, b) => (costs[b]! < costs[a]! ? b : a))
    layers.push({ layer: index, kind: layer.kind, strategy: choose?.(index, possible) ?? least, costs })
  }
  return { layers }
}

/** What the cost of a layer's products depends on; nothing if it is computed in one way only. */
function productShape(
  network: Network,
  { layer, index, pooling }: Step,
  estimate: ChangeEstimate,
): ProductShape | undefined {
  const from = behindFlattening(network, layer.inputs[0]!)
  const channels = (from < 0 ? network.inputShape : network.layers[from]!.outputShape).at(-1)!
  const density = densityOf(network, from)
  if (layer.kind === 'dense') {
    const sizes = { taps: 1, inputs: channels, filters: layer.bias.length, reached: 1, keptOutputs: 0 }
    const inputChanges = estimate.changes(from, false)
    return { ...sizes, density, inputChanges, outputTaps: estimate.changes(from, true) }
  }
  if (layer.kind !== 'conv2d') return undefined
  const { kernelSize, strides, groups = 1, bias } = layer
  if (groups > 1 && groups === channels) return undefined
  const taps = kernelSize[0] * kernelSize[1]
  const outputs = estimate.changes(index, false)
  return {
    ...{ taps, inputs: channels / groups, filters: bias.length, density },
    inputChanges: from < 0 ? estimate.pixelChanges(taps * PRODUCT_BYTES) : estimate.changes(from, false),
    reached: 1 / (strides[0] * strides[1]),
    outputTaps: outputs * taps,
    keptOutputs: pooling ? outputs : 0,
  }
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
