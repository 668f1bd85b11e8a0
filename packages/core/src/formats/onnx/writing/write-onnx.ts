import type { Layer, Network, Operation } from '@umbra/occlusion-wasm'
import { writeActivation } from './activations.js'
import type { LayerOf, LayerWriting, Tensor } from './layer-writing.js'
import {
  writeGroupNorm,
  writeL2Normalize,
  writeLayerNorm,
  writeLocalResponseNorm,
  writeRmsNorm,
  writeScaleShift,
  writeSoftmax,
} from './norms.js'
import { OnnxGraph } from './onnx-graph.js'
import {
  writeCombination,
  writeConcat,
  writeCrop,
  writePad,
  writeReduce,
  writeReshape,
  writeResize,
  writeSelect,
  writeTranspose,
  writeZeroPad,
} from './shapes.js'
import {
  writeAveragePool,
  writeConvolution,
  writeDense,
  writeGlobalPool,
  writeMaxPool,
  writeTransposedConvolution,
} from './windows.js'

/**
 * A network as an ONNX model (opset 19), so that ONNX Runtime and others can run it: input `images` float32 [N, H, W, C], output
 * `logits` [N, K], the scores before the head. ONNX keeps channels first, so the model begins by moving them there, and moves
 * them back before flattening, whose order the weights after it follow.
 *
 * @throws UmbraError ONNX_LAYER for a layer that ONNX has no operators for: a thresholded ReLU with a limit below zero
 */
export function onnxModel(network: Network): Uint8Array<ArrayBuffer> {
  const graph = new OnnxGraph()
  const { inputShape, layers, classes } = network
  const image: Tensor = {
    name: graph.add('Transpose', ['images'], { perm: [0, 3, 1, 2] }),
    shape: inputShape,
  }
  const values: Tensor[] = []
  for (const [index, layer] of layers.entries()) {
    const inputs = layer.inputs.map((input) => (input < 0 ? image : values[input]!))
    const label = `layer ${index}, ${layer.kind}${layer.name ? ` "${layer.name}"` : ''},`
    const { outputShape: output } = layer
    const write = writers[layer.kind] as (writing: LayerWriting, layer: Layer) => string
    const name = write({ graph, inputs, input: inputs[0]!, output, label }, layer)
    values.push({ name, shape: output })
  }
  return graph.file(
    { name: 'images', shape: ['N', ...inputShape], denotations: AXES },
    { name: 'logits', shape: ['N', classes], value: values.at(-1)!.name },
  )
}

/** What the axes of images are: sizes alone do not tell which are the channels. */
const AXES = ['DATA_BATCH', 'DATA_FEATURE', 'DATA_FEATURE', 'DATA_CHANNEL']

/** Every operation there is. One that a network may have and that is not here is refused by the compiler. */
const writers: {
  readonly [Kind in Operation['kind']]: (writing: LayerWriting, layer: LayerOf<Kind>) => string
} = {
  conv2d: writeConvolution,
  depthwiseConv2d: writeConvolution,
  conv2dTranspose: writeTransposedConvolution,
  dense: writeDense,
  scaleShift: writeScaleShift,
  layerNorm: writeLayerNorm,
  rmsNorm: writeRmsNorm,
  groupNorm: writeGroupNorm,
  l2Normalize: writeL2Normalize,
  localResponseNorm: writeLocalResponseNorm,
  softmax: writeSoftmax,
  logSoftmax: writeSoftmax,
  activation: writeActivation,
  maxPool: writeMaxPool,
  averagePool: writeAveragePool,
  globalMaxPool: writeGlobalPool,
  globalAveragePool: writeGlobalPool,
  zeroPad: writeZeroPad,
  pad: writePad,
  crop: writeCrop,
  resize: writeResize,
  flatten: writeReshape,
  reshape: writeReshape,
  transpose: writeTranspose,
  select: writeSelect,
  reduce: writeReduce,
  concat: writeConcat,
  add: writeCombination,
  subtract: writeCombination,
  multiply: writeCombination,
  divide: writeCombination,
  maximum: writeCombination,
  minimum: writeCombination,
}
