import type { Operation } from '@umbra/occlusion-wasm'
import { absentLayers } from './absent-layers.js'
import { activationOf, fusedActivationOf } from './activation-of.js'
import { readBatchNormalization } from './batch-normalization.js'
import { readConv2dTranspose } from './conv2d-transpose.js'
import type { LayerContext, LayerValue } from './layer-context.js'
import { mergingLayers, readAverage, readConcatenate, readMerge, readSubtract } from './merge-layers.js'
import {
  readGroupNormalization,
  readLayerNormalization,
  readRmsNormalization,
  readUnitNormalization,
} from './norm-layers.js'
import { readPrelu } from './prelu.js'
import {
  readCenterCrop,
  readNormalization,
  readRandomCrop,
  readRescaling,
  readResizing,
  readUpSampling,
} from './preprocessing-layers.js'
import { malformed, paddingOf, pairOf, sidesOf, unsupported } from './settings.js'
import type { LayerJson } from './topology.js'
import { readConv2d, readDense, readDepthwiseConv2d, readSeparableConv2d } from './weighted-layers.js'

/**
 * Adds to the network what a Keras layer does, in one operation, several, or none.
 * @throws UnsupportedLayerError
 */
export function readLayer(context: LayerContext): LayerValue {
  const { layer } = context
  const read = Object.hasOwn(readers, layer.className) ? readers[layer.className] : undefined
  if (!read) throw unsupported(layer)
  const format = layer.config.data_format
  if (format === 'channels_first' || format === 'channelsFirst') {
    throw unsupported(layer, 'has data format channels_first')
  }
  if (context.inputs.length > 1 && !mergingLayers.some((name) => name === layer.className)) {
    throw unsupported(layer, `has ${context.inputs.length} inputs`)
  }
  const result = read(context)
  return 'activation' in layer.config ? activated(context, result) : result
}

/** The activation a layer names in its config, after its own work. */
function activated({ layer, builder }: LayerContext, value: LayerValue): LayerValue {
  const activation = fusedActivationOf(layer)
  if (activation === 'softmax') return { ...value, softmax: layer }
  if (activation.name === 'linear') return value
  return builder.add([value], { kind: 'activation', activation }, layer.name)
}

/** Layers that do nothing, or nothing but apply the activation in their config. */
const absent = (context: LayerContext) => context.input

const simply = (operation: (context: LayerContext) => Operation) => (context: LayerContext) =>
  context.builder.add(context.inputs, operation(context), context.layer.name)

const readers: Readonly<Record<string, (context: LayerContext) => LayerValue>> = {
  Conv2D: readConv2d,
  Conv2DTranspose: readConv2dTranspose,
  DepthwiseConv2D: readDepthwiseConv2d,
  SeparableConv2D: readSeparableConv2d,
  Dense: readDense,
  BatchNormalization: readBatchNormalization,
  Rescaling: readRescaling,
  Normalization: readNormalization,
  Resizing: readResizing,
  CenterCrop: readCenterCrop,
  RandomCrop: readRandomCrop,
  UpSampling2D: (context) => readUpSampling(context, pairOf(context.layer, 'size', [2, 2])),
  Activation: absent,
  Softmax: readSoftmax,
  PReLU: readPrelu,
  ThresholdedReLU: simply(({ layer }) => ({ kind: 'activation', activation: activationOf(layer) })),
  ReLU: simply(({ layer }) => ({ kind: 'activation', activation: activationOf(layer) })),
  LeakyReLU: simply(({ layer }) => ({ kind: 'activation', activation: activationOf(layer) })),
  ELU: simply(({ layer }) => ({ kind: 'activation', activation: activationOf(layer) })),
  MaxPooling2D: simply((context) => poolOf(context, 'maxPool')),
  AveragePooling2D: simply((context) => poolOf(context, 'averagePool')),
  GlobalMaxPooling2D: (context) => readGlobalPool(context, 'globalMaxPool'),
  GlobalAveragePooling2D: (context) => readGlobalPool(context, 'globalAveragePool'),
  ZeroPadding2D: simply(({ layer }) => ({ kind: 'zeroPad', padding: sidesOf(layer, 'padding', 1) })),
  Cropping2D: simply(({ layer }) => ({ kind: 'crop', cropping: sidesOf(layer, 'cropping', 0) })),
  Flatten: simply(() => ({ kind: 'flatten' })),
  Reshape: simply(reshapeOf),
  Permute: simply(({ layer }) => ({ kind: 'transpose', axes: permutedAxes(layer) })),
  Add: readMerge('add'),
  Average: readAverage,
  Subtract: readSubtract,
  Multiply: readMerge('multiply'),
  Maximum: readMerge('maximum'),
  Minimum: readMerge('minimum'),
  Concatenate: readConcatenate,
  LayerNormalization: readLayerNormalization,
  RMSNormalization: readRmsNormalization,
  GroupNormalization: readGroupNormalization,
  UnitNormalization: readUnitNormalization,
  ...Object.fromEntries(absentLayers.map((className) => [className, absent])),
}

function poolOf({ layer, input }: LayerContext, kind: 'maxPool' | 'averagePool'): Operation {
  const windowSize = pairOf(layer, 'pool_size', [2, 2])
  const strides = pairOf(layer, 'strides', windowSize)
  return { kind, windowSize, strides, padding: paddingOf(layer, input.shape, windowSize, strides, [1, 1]) }
}

function readGlobalPool(
  { layer, input, builder }: LayerContext,
  kind: 'globalMaxPool' | 'globalAveragePool',
): LayerValue {
  const pooled = builder.add([input], { kind }, layer.name)
  if (layer.config.keepdims !== true) return pooled
  return builder.add([pooled], { kind: 'reshape', shape: [1, 1, ...pooled.shape] }, layer.name)
}

function readSoftmax({ layer, input }: LayerContext): LayerValue {
  const axis = layer.config.axis ?? -1
  const axes = Array.isArray(axis) ? axis : [axis]
  if (axes.length !== 1 || (axes[0] !== -1 && axes[0] !== input.shape.length)) {
    throw unsupported(layer, `has axis ${JSON.stringify(axis)}`)
  }
  return { ...input, softmax: layer }
}

/** Keras counts axes from 1, the first behind the batch's. */
function permutedAxes(layer: LayerJson): number[] {
  const dims = layer.config.dims
  if (Array.isArray(dims) && dims.every((axis) => Number.isInteger(axis))) return dims.map((axis) => axis - 1)
  throw malformed(layer, 'dims', 'whole numbers')
}

/** One size may be −1: whatever the others leave. */
function reshapeOf({ layer, input }: LayerContext): Operation {
  const target = layer.config.target_shape
  if (!Array.isArray(target)) throw unsupported(layer, 'has no target_shape')
  const known = target.reduce(
    (product: number, size) => (size === -1 || size === null ? product : product * size),
    1,
  )
  const values = input.shape.reduce((product, size) => product * size, 1)
  return {
    kind: 'reshape',
    shape: target.map((size) => (size === -1 || size === null ? values / known : size)),
  }
}
