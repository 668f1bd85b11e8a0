import type { Layer, Network } from '@umbra/occlusion-wasm'
import { InputError } from '../errors.js'
import type { Initialisers, LayerInitialisers } from '../formats/keras/initialisers.js'
import type { Random } from '../random.js'
import { fansOf, initialValues } from './initial-values.js'
import { preparingLayers, type TensorName, tensorsOf } from './learnt-tensors.js'

/** Layers that are drawn anew together: one with weights, or several that share theirs. */
export interface DrawnLayer {
  /** The last of them, by the model's name for it, or its kind and place where it has none. */
  readonly name: string
  /** Their indices in the network, ascending. */
  readonly layers: readonly number[]
  /** Whether weights come from the layer's initialiser, or are its own, permuted within each tensor. */
  readonly drawn: 'initialised' | 'permuted'
}

export interface RandomisedOptions {
  /** Which of `drawnLayers` are drawn anew, by their place among them; all unless told. */
  readonly layers?: readonly number[] | undefined
  /** How layers began, as far as that is known. */
  readonly initialisers?: Initialisers | undefined
}

/**
 * What of a network can be drawn anew, in the order of their last layers. Left out is what prepares the image, and what permuting
 * leaves as it is, such as a factor that all channels share.
 */
export function drawnLayers(network: Network, initialisers: Initialisers = new Map()): DrawnLayer[] {
  const prepares = preparingLayers(network)
  const { layers } = network
  const groups = new Map<number, number[]>()
  const alike = new Map<string, number[]>()
  for (const [i, layer] of layers.entries()) {
    if (prepares[i] || tensorsOf(layer).length === 0) continue
    const key = [layer.kind, ...tensorsOf(layer).map(([, values]) => values.length)].join()
    const before = alike.get(key) ?? []
    const shared = varies(layer) ? before.find((other) => sharesWeights(layers[other]!, layer)) : undefined
    if (shared === undefined) alike.set(key, [...before, i])
    groups.set(shared ?? i, [...(groups.get(shared ?? i) ?? []), i])
  }
  return [...groups.values()]
    .flatMap((members): DrawnLayer[] => {
      const [first, last] = [layers[members[0]!]!, layers[members.at(-1)!]!]
      const known = beginningOf(first, initialisers)
      if (!known && !varies(first)) return []
      const name = last.name ?? `${last.kind} ${members.at(-1)}`
      return [{ name, layers: members, drawn: known ? 'initialised' : 'permuted' }]
    })
    .sort((a, b) => a.layers.at(-1)! - b.layers.at(-1)!)
}

/**
 * The same network with weights drawn anew (Adebayo et al., 2018, Sanity checks for saliency maps, NeurIPS 31): by the layer's initialiser
 * where that is known, else its own weights, permuted within each tensor, so that each keeps what values it has and loses where. Biases
 * and the factors and offsets of norms are permuted likewise; a batch norm folded into a layer's kernel and bias is drawn with them, and
 * where that layer's initialiser is known begins, as an untrained one does, with nothing to do. Layers that share weights go on
 * sharing them. What only prepares the image is kept.
 *
 * @param random - gives each layer a stream by its place: which others are drawn changes nothing in it
 * @throws InputError NOTHING_TO_RANDOMISE where no layer has weights that differ; OPTION_INVALID for a layer that is not there
 */
export function randomised(network: Network, random: Random, options: RandomisedOptions = {}): Network {
  const { initialisers = new Map() } = options
  const all = requireDrawn(drawnLayers(network, initialisers))
  const chosen = options.layers ?? [...all.keys()]
  const layers = [...network.layers]
  for (const place of chosen) {
    const group = all[place]
    if (!group) {
      throw new InputError('OPTION_INVALID', `layers: expected 0 … ${all.length - 1}, got ${place}`)
    }
    const [first] = group.layers as readonly [number]
    const channels = inputChannels(network, network.layers[first]!)
    const weights = drawnAnew(layers[first]!, initialisers, channels, random.split(`layer ${first}`))
    for (const i of group.layers) layers[i] = { ...layers[i]!, ...weights } as Layer
  }
  return { ...network, layers }
}

/** @throws InputError NOTHING_TO_RANDOMISE */
export function requireDrawn(layers: readonly DrawnLayer[]): readonly DrawnLayer[] {
  if (layers.length > 0) return layers
  throw new InputError('NOTHING_TO_RANDOMISE', 'the network has no layer whose weights could be drawn anew')
}

/** The tensors of one layer anew, each from a stream of its own. */
function drawnAnew(
  layer: Layer,
  initialisers: Initialisers,
  channels: number,
  random: Random,
): Partial<Record<TensorName, Float32Array>> {
  const known = beginningOf(layer, initialisers)
  return Object.fromEntries(
    tensorsOf(layer).map(([name, values]) => {
      const stream = random.split(name)
      const initialiser = known?.tensors[name]
      const drawn = initialiser
        ? initialValues(initialiser, values.length, fansOf(layer, known.fans, channels), stream)
        : stream.shuffle(values.slice())
      return [name, drawn]
    }),
  )
}

function beginningOf(layer: Layer, initialisers: Initialisers): LayerInitialisers | undefined {
  return layer.name === undefined ? undefined : initialisers.get(`${layer.kind} ${layer.name}`)
}

function inputChannels(network: Network, { inputs }: Layer): number {
  const input = inputs[0]!
  return (input < 0 ? network.inputShape : network.layers[input]!.outputShape).at(-1)!
}

/** Whether some tensor has two values that differ, so that permuting can change it. */
function varies(layer: Layer): boolean {
  return tensorsOf(layer).some(([, values]) => values.some((value) => value !== values[0]))
}

/** Whether two layers hold the same values throughout: one layer that is called twice. */
function sharesWeights(a: Layer, b: Layer): boolean {
  const others = tensorsOf(b)
  return tensorsOf(a).every(([, values], t) => {
    const other = others[t]![1]
    return values === other || values.every((value, i) => value === other[i])
  })
}
