/**
 * Makes shapes.onnx, which stands for a network of one's own: the one that train-shapes.mjs trains, written as an ONNX file.
 *
 *     node make-onnx.mjs shapes.onnx          needs onnx-buf and @bufbuild/protobuf, too
 */
import { writeFileSync } from 'node:fs'
import { create, toBinary } from '@bufbuild/protobuf'
import { ModelProtoSchema } from 'onnx-buf'
import { SIZE } from './draw-shapes.mjs'
import { trainShapes } from './train-shapes.mjs'

const { model } = await trainShapes()
const weights = model.getWeights()
const [kernel1, bias1, kernel2, bias2, dense, biasOfDense] = weights
// TensorFlow.js has [height, width, in, out] and flattens [height, width, channels], ONNX [out, in, height, width] and channels first.
const { units, side, channels } = { units: 2, side: SIZE / 4, channels: 16 }
const tensors = {
  kernel1: kernel1.transpose([3, 2, 0, 1]),
  bias1,
  kernel2: kernel2.transpose([3, 2, 0, 1]),
  bias2,
  dense: dense.reshape([side, side, channels, units]).transpose([3, 2, 0, 1]).reshape([units, -1]),
  biasOfDense,
}

const FLOAT = 1
const INTS = 7
const INT = 2
const convolution = (input, kernel, bias, output) => ({
  ...{ opType: 'Conv', input: [input, kernel, bias], output: [output] },
  attribute: [
    { name: 'strides', type: INTS, ints: [2n, 2n] },
    // What `same` is in TensorFlow.js for a stride of 2: one pixel after, none before.
    { name: 'pads', type: INTS, ints: [0n, 0n, 1n, 1n] },
  ],
})
const value = (name, shape) => ({
  name,
  type: {
    value: {
      case: 'tensorType',
      value: {
        elemType: FLOAT,
        shape: { dim: shape.map((size) => ({ value: { case: 'dimValue', value: BigInt(size) } })) },
      },
    },
  },
})
const graph = {
  name: 'shapes',
  node: [
    convolution('pixels', 'kernel1', 'bias1', 'c1'),
    { opType: 'Relu', input: ['c1'], output: ['r1'] },
    convolution('r1', 'kernel2', 'bias2', 'c2'),
    { opType: 'Relu', input: ['c2'], output: ['r2'] },
    { opType: 'Flatten', input: ['r2'], output: ['flat'] },
    {
      ...{ opType: 'Gemm', input: ['flat', 'dense', 'biasOfDense'], output: ['logits'] },
      attribute: [{ name: 'transB', type: INT, i: 1n }],
    },
  ],
  initializer: Object.entries(tensors).map(([name, tensor]) => ({
    ...{ name, dataType: FLOAT, dims: tensor.shape.map(BigInt) },
    rawData: new Uint8Array(tensor.dataSync().buffer.slice(0)),
  })),
  input: [value('pixels', [1, 3, SIZE, SIZE])],
  output: [value('logits', [1, units])],
}
const file = { irVersion: 8n, opsetImport: [{ domain: '', version: 13n }], graph }
writeFileSync(process.argv[2], toBinary(ModelProtoSchema, create(ModelProtoSchema, file)))
