import type { Network } from './network.js'

/** Bytes of a network's weights. */
export function weightBytes({ layers }: Network): number {
  return layers
    .flatMap((layer) => Object.values(layer))
    .reduce((sum, value) => sum + (value instanceof Float32Array ? value.byteLength : 0), 0)
}
