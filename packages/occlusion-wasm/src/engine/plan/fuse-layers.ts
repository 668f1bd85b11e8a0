import { type Activation, isTotal, neverFalls } from '../../network/activation.js'
import type { Layer, Wiring } from '../../network/layer.js'
import type { Network } from '../../network/network.js'
import type { ActivationLayer } from '../../network/operations/activation.js'
import type { Pool } from '../../network/operations/pool.js'
import { stageMakers } from './stage-table.js'

/** A layer, and what directly follows it and is computed with it. */
export interface Step {
  /** Index of the first of these layers. */
  readonly own: number
  readonly layer: Layer
  /** Its index in the network: not of the first where a transposition is read with it. */
  readonly index: number
  /** Applied to the layer's values, before or after the pooling: to the largest value it makes no difference. */
  readonly activation?: Activation | undefined
  /** A max-pooling whose windows do not overlap. */
  readonly pooling?: (Pool & Wiring) | undefined
  /** In which order a dense layer reads the axes of a map that was transposed and flattened before it. */
  readonly order?: readonly number[] | undefined
  /** Index of the last of these layers, whose values are the step's. */
  readonly last: number
}

/**
 * Joins layers that are computed together: a nonlinearity with the layer it follows, and a max-pooling with the convolution
 * (and nonlinearity, if it never falls) before it, so that only the largest values are ever kept; and a map's transposition
 * with the dense layer that reads it flattened, so that nothing is moved but weights, once.
 */
export function fuseLayers(network: Network): Step[] {
  const followers = soleFollowers(network)
  const steps: Step[] = []
  const joined = new Set<number>()
  network.layers.forEach((own, index) => {
    if (joined.has(index)) return
    const transposed = denseBehindTranspose(network, followers, index)
    for (const each of transposed?.layers ?? []) joined.add(each)
    const { layer, order } = transposed ?? { layer: own, order: undefined }
    const at = transposed?.layers.at(-1) ?? index
    let last = at
    let activation: Activation | undefined
    let pooling: (Pool & Wiring) | undefined
    for (let next = followers[last]; next !== undefined; next = followers[last]) {
      const follower = network.layers[next]!
      if (canActivate(layer, follower, activation)) activation = (follower as ActivationLayer).activation
      else if (canPool(layer, follower, activation, pooling)) pooling = follower as Pool & Wiring
      else break
      joined.add(next)
      last = next
    }
    steps.push({ own: index, layer, index: at, activation, pooling, order, last })
  })
  return steps
}

/** For each layer the only one that reads it, if there is only one. The last layer is also read as the scores. */
function soleFollowers(network: Network): (number | undefined)[] {
  const readers = network.layers.map((): number[] => [])
  network.layers.forEach((layer, index) => {
    for (const input of layer.inputs) if (input >= 0) readers[input]!.push(index)
  })
  return readers.map((list, index) =>
    list.length === 1 && index < network.layers.length - 1 ? list[0] : undefined,
  )
}

/** One that is not finite everywhere stays by itself, so that no value of its goes unseen. */
function canActivate(layer: Layer, follower: Layer, activation: Activation | undefined): boolean {
  return (
    follower.kind === 'activation' &&
    !activation &&
    stageMakers[layer.kind].takesActivation &&
    isTotal(follower.activation)
  )
}

/**
 * A dense layer that alone reads a map transposed and flattened: reading the map itself.
 *
 * @returns the layers from the transposition to it, by their indices
 */
function denseBehindTranspose(
  { inputShape, layers }: Network,
  followers: readonly (number | undefined)[],
  index: number,
):
  | { readonly layer: Layer; readonly order: readonly number[]; readonly layers: readonly number[] }
  | undefined {
  const transpose = layers[index]!
  const input = transpose.inputs[0]!
  const shape = input < 0 ? inputShape : layers[input]!.outputShape
  if (transpose.kind !== 'transpose' || shape.length !== 3) return undefined
  const passed = [index]
  let next = followers[index]
  while (next !== undefined && isFlattening(layers[next]!)) {
    passed.push(next)
    next = followers[next]
  }
  const dense = next === undefined ? undefined : layers[next]!
  if (next === undefined || dense?.kind !== 'dense') return undefined
  return { layer: { ...dense, inputs: [input] }, order: transpose.axes, layers: [...passed, next] }
}

function isFlattening({ kind, outputShape }: Layer): boolean {
  return kind === 'flatten' || (kind === 'reshape' && outputShape.length === 1)
}

function canPool(
  layer: Layer,
  follower: Layer,
  activation: Activation | undefined,
  pooling: Pool | undefined,
): boolean {
  return (
    layer.kind === 'conv2d' &&
    follower.kind === 'maxPool' &&
    !pooling &&
    follower.strides[0] >= follower.windowSize[0] &&
    follower.strides[1] >= follower.windowSize[1] &&
    (follower.dilation ?? [1, 1]).every((step) => step === 1) &&
    (!activation || neverFalls(activation))
  )
}
