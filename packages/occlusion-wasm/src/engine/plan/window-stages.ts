import type { Wiring } from '../../network/layer.js'
import type { Conv2d } from '../../network/operations/conv2d.js'
import type { DepthwiseConv2d } from '../../network/operations/depthwise-conv2d.js'
import type { GlobalPool } from '../../network/operations/global-pool.js'
import { countsAlong, type Pool, slidingOf as windowsOf } from '../../network/operations/pool.js'
import type { MapShape } from '../../network/shape.js'
import { poolingStage } from '../changes/pooling.js'
import { identitySliding, type SlidingSpec } from '../memory/sliding.js'
import type { StageMaker } from './stage-site.js'

export const pool: StageMaker<Pool> = {
  takesActivation: true,
  make(layer, input, { workspace, after, add }) {
    const by = poolSliding(layer)
    const along = (axis: 0 | 1, size: number) =>
      countsAlong(windowsOf(layer), size, by.outputs[axis], axis, layer.counted)
    const divisors = [along(0, input.height), along(1, input.width)] as const
    return add(poolingStage(workspace, input, by, layer.kind === 'averagePool' ? divisors : undefined, after))
  },
}

export const globalPool: StageMaker<GlobalPool> = {
  takesActivation: true,
  make({ kind }, input, { workspace, after, add }) {
    const size = [input.height, input.width] as const
    const by = { ...identitySliding(1, 1), size, strides: size }
    return add(
      poolingStage(
        workspace,
        input,
        by,
        kind === 'globalAveragePool' ? [[input.height], [input.width]] : undefined,
        after,
      ),
    )
  },
}

export function slidingOf(layer: (Conv2d | DepthwiseConv2d) & Wiring): SlidingSpec {
  const { kernelSize: size, strides, dilation: dilations } = layer
  return { size, strides, dilations, ...placeOf(layer) }
}

export function poolSliding(layer: Pool & Wiring): SlidingSpec {
  const { windowSize: size, strides, dilation: dilations = [1, 1] } = layer
  return { size, strides, dilations, ...placeOf(layer) }
}

function placeOf({ padding, outputShape }: (Conv2d | DepthwiseConv2d | Pool) & Wiring) {
  const [height, width] = outputShape as MapShape
  const [top, , left] = padding
  return { top, left, outputs: [height, width] as const }
}
