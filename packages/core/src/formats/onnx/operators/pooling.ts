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
  if (node.outputs > 1) throw node.unsupported('with indices')
  const input = node.feature()
  const [, , height, width] = node.mapDims(input)
  const sliding = slidingOf(node, [height, width])
  if (sliding.dilation.some((step) => step !== 1)) throw node.unsupported('with dilations')
  const { kernelSize: windowSize, strides, padding } = sliding
  const [rows, columns] = windowsOver(node, [height, width], sliding)
  if (rows < 1 || columns < 1) throw node.malformed(`its window does not fit into ${height}×${width}`)
  // What windows of a size rounded up reach beyond the map counts in neither case.
  const beyond = [rows, columns].map((count, axis) => {
    const reach = (count - 1) * strides[axis]! + windowSize[axis]!
    return reach - [height, width][axis]! - padding[2 * axis]!
  }) as [number, number]
  const { reading, name } = node
  const counted = kind === 'averagePool' && node.attributes.integer('count_include_pad', 0) !== 0
  let value = reading.map(input, name)
  let around: Padding = [padding[0], Math.max(0, beyond[0]), padding[2], Math.max(0, beyond[1])]
  if (counted && padding.some((zeros) => zeros > 0)) {
    value = reading.add([value], { kind: 'zeroPad', padding }, name)
    around = [0, Math.max(0, beyond[0] - padding[1]), 0, Math.max(0, beyond[1] - padding[3])]
  }
  const output = reading.add([value], { kind, windowSize, strides, padding: around }, name)
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
