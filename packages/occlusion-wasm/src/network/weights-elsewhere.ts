import { ownArray } from '../own-array.js'
import type { Layer } from './layer.js'
import type { Network } from './network.js'
import { type AbsentKernel, weightedGain } from './operations/weighted-gain.js'

/**
 * A network without its kernels, for threads that find them packed in memory: all else is there, in arrays of its own, so that it
 * may be sent. Nothing that reads a weight can be done with it.
 */
export function withWeightsElsewhere(network: Network): Network {
  return { ...network, layers: network.layers.map(withKernelElsewhere) }
}

function withKernelElsewhere(layer: Layer): Layer {
  const entries = Object.entries(layer).map(([key, value]) => {
    if (!(value instanceof Float32Array)) return [key, value]
    if (!('kernel' in layer) || value !== layer.kernel) return [key, ownArray(value)]
    return [key, { length: value.length, gain: weightedGain(layer) } satisfies AbsentKernel]
  })
  return Object.fromEntries(entries) as Layer
}
