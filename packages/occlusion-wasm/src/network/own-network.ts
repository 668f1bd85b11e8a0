import { ownArray } from '../own-array.js'
import type { Layer } from './layer.js'
import type { Network } from './network.js'

/**
 * A network whose weights and lists are its own: whoever made it may overwrite, transfer or share the arrays while work goes on, which
 * starts threads anew when one dies.
 */
export function ownNetwork(network: Network): Network {
  const { inputShape, layers, head } = network
  return {
    ...network,
    inputShape: [...inputShape],
    layers: layers.map(ownLayer),
    head: structuredClone(head),
  }
}

function ownLayer(layer: Layer): Layer {
  const own = Object.entries(layer).map(([key, value]) => [
    key,
    value instanceof Float32Array ? ownArray(value) : Array.isArray(value) ? [...value] : value,
  ])
  return Object.fromEntries(own) as Layer
}
