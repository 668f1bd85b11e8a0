import { GraphModelWriter } from './graph-model-writer.js'

/** The name of its weight file. */
export const GRAPH_SHARD = 'group1-shard1of1.bin'

/**
 * A graph model with every kind of attribute, shape arithmetic and branches, small enough to be read thousands of times.
 *
 * @returns besides, where among its weights, counted in 32 bits, whole numbers lie
 */
export function tinyGraph() {
  const writer = new GraphModelWriter()
  const whole: number[] = []
  let at = 0
  const floats = (...shape: number[]) => {
    const count = shape.reduce((product, size) => product * size, 1)
    at += count
    return writer.floats(
      shape,
      Float32Array.from({ length: count }, (_, i) => 0.1 + ((i * 7) % 5)),
    )
  }
  const list = (values: number[] | number) => {
    for (const _ of [values].flat()) whole.push(at++)
    return writer.whole(values)
  }
  const x = writer.input([-1, 4, 4, 1])
  const sides = writer.node('Reshape', [list([0, 0, 1, 0, 0, 1, 0, 0]), list([4, 2])])
  const windows = { strides: [1, 1, 1, 1], dilations: [1, 1, 1, 1], data_format: 'NHWC' }
  const fused = { ...windows, padding: 'SAME', fused_ops: ['BiasAdd', 'Relu'], num_args: 1 }
  const conv = writer.node(
    '_FusedConv2D',
    [writer.node('Pad', [x, sides]), floats(2, 2, 1, 2), floats(2)],
    fused,
  )
  const norm = writer.node('FusedBatchNormV3', [conv, floats(2), floats(2), floats(2), floats(2)], {
    epsilon: { float: 0.001 },
  })
  const sum = writer.node('AddV2', [conv, writer.node('Mul', [norm, writer.node('Sigmoid', [norm])])])
  const pool = writer.node('MaxPool', [sum], { ...windows, ksize: [1, 2, 2, 1], padding: 'VALID' })
  const batch = writer.node('StridedSlice', [writer.node('Shape', [pool]), list([0]), list([1]), list([1])], {
    shrink_axis_mask: 1,
  })
  const flat = writer.node('Reshape', [pool, writer.node('Pack', [batch, list(-1)], { axis: 0 })])
  const fc = writer.node('MatMul', [flat, floats(32, 3)], { transpose_b: false })
  return { ...writer.model([writer.node('Softmax', [writer.node('BiasAdd', [fc, floats(3)])])]), whole }
}
