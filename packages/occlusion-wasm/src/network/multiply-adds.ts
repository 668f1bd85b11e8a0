import type { Network } from './network.js'
import { rulesOf } from './operations/table.js'

/** Multiply-adds of one image through the whole network: those of convolutions and dense layers. */
export function multiplyAddsOf({ layers }: Network): number {
  return layers.reduce(
    (sum, layer) => sum + rulesOf(layer, layer.kind).multiplyAdds(layer, layer.outputShape),
    0,
  )
}
