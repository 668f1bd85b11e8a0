import type { Padding, Pool } from '@umbra/occlusion-wasm'
import type { NodeContext } from '../node-context.js'
import { mapView } from '../view.js'
import type { Operator } from './operator.js'
import { slidingOf, windowsOver } from './sliding.js'

/** MaxPool. Padding is never the largest. */
export const maxPooling: Operator = (node) => pooling(node, 'maxPool')

/** AveragePool. With `count_include_pad` zeros around the map count, without they do not. */
export const averagePooling: Operator = (node) => pooling(node, 'averagePool')

function pooling(node: NodeContext, kind: Pool['kind']) {
  const input = node.feature()
  const [, , height, width] = node.mapDims(input)
  const sliding = slidingOf(node, [height, width])
  const { kernelSize: windowSize, strides, dilation, padding: pads } = sliding
  const outputs = windowsOver(node, [height, width], sliding)
  if (outputs.some((count) => count < 1))
    throw node.malformed(`its window does not fit into ${height}×${width}`)
  // Windows of a count rounded up stick out at the end; rounded down, they may leave some of the padding.
  const [bottom, right] = ([0, 1] as const).map((axis) => {
    const reach = (outputs[axis] - 1) * strides[axis] + (windowSize[axis] - 1) * dilation[axis] + 1
    return Math.max(0, reach - [height, width][axis]! - pads[2 * axis]!)
  }) as [number, number]
  const padding: Padding = [pads[0], bottom, pads[2], right]
  const counts = kind === 'averagePool' && node.attributes.integer('count_include_pad', 0) !== 0
  const counted: Padding = [pads[0], Math.min(bottom, pads[1]), pads[2], Math.min(right, pads[3])]
  const value = node.reading.map(input, node.name)
  const spaced = dilation.some((step) => step !== 1) && { dilation }
  const zeros = counts && counted.some((cells) => cells > 0) && { counted }
  const operation = { kind, windowSize, strides, padding, ...spaced, ...zeros }
  const output = node.reading.add([value], operation, node.name)
  return node.gives(output, mapView(output.shape))
}

/** GlobalAveragePool and GlobalMaxPool: [1, C, H, W] to [1, C, 1, 1]. */
export const globalPooling =
  (kind: 'globalMaxPool' | 'globalAveragePool'): Operator =>
  (node) => {
    const input = node.feature()
    const [, channels] = node.mapDims(input)
    const value = node.reading.map(input, node.name)
    const output = node.reading.add([value], { kind }, node.name)
    return node.gives(output, {
      factors: [channels],
      axes: channels === 1 ? [[], [], [], []] : [[], [0], [], []],
    })
  }
