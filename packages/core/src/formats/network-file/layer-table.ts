import { readActivation, readSoftmax } from './activation-layers.js'
import { readCombination, readConcat } from './joining-layers.js'
import { type LayerReading, refuse } from './layer-reading.js'
import type { LayerFile, LayerOf } from './layer-schemas.js'
import {
  readBatchNorm,
  readL2Normalize,
  readLocalResponseNorm,
  readNorm,
  readScaleShift,
} from './norm-layers.js'
import { readGlobalPool, readPool, readReduce } from './pool-layers.js'
import {
  readChannelShuffle,
  readCrop,
  readFlatten,
  readPad,
  readReshape,
  readResize,
  readSelect,
  readTranspose,
} from './rearranging-layers.js'
import type { Value } from './value.js'
import { readConv2d, readConv2dTranspose, readDense } from './weighted-layers.js'

/** Reads a layer of the file into the network. @throws InputError NETWORK_LAYER, WEIGHT_MISSING, WEIGHT_SHAPE; NetworkError */
export function readLayer(reading: LayerReading): Value {
  const read = readers[reading.layer.kind] as (reading: LayerReading) => Value
  return read(reading)
}

/** @throws InputError NETWORK_LAYER unless a layer reads as many values as its kind does */
export function requireInputs(kind: LayerFile['kind'], count: number, label: string): void {
  const joins = [readCombination, readConcat].includes(readers[kind] as never)
  const [least, most] = joins ? [2, joinsTwo(kind) ? 2 : Number.POSITIVE_INFINITY] : [1, 1]
  if (count >= least && count <= most) return
  throw refuse(label, `has ${count} inputs, expected ${least}${most > least ? ' or more' : ''}`)
}

function joinsTwo(kind: LayerFile['kind']): boolean {
  return kind === 'subtract' || kind === 'divide'
}

/** Every kind of layer there is. One that the schema has and that is not here is refused by the compiler. */
const readers: { readonly [Kind in LayerFile['kind']]: (reading: LayerReading<LayerOf<Kind>>) => Value } = {
  conv2d: readConv2d,
  conv2dTranspose: readConv2dTranspose,
  dense: readDense,
  batchNorm: readBatchNorm,
  scaleShift: readScaleShift,
  layerNorm: readNorm,
  rmsNorm: readNorm,
  instanceNorm: readNorm,
  groupNorm: readNorm,
  l2Normalize: readL2Normalize,
  localResponseNorm: readLocalResponseNorm,
  maxPool: readPool,
  averagePool: readPool,
  globalAveragePool: readGlobalPool,
  globalMaxPool: readGlobalPool,
  reduce: readReduce,
  linear: readActivation,
  relu: readActivation,
  relu6: readActivation,
  selu: readActivation,
  sigmoid: readActivation,
  logSigmoid: readActivation,
  tanh: readActivation,
  tanhShrink: readActivation,
  hardTanh: readActivation,
  softplus: readActivation,
  softsign: readActivation,
  silu: readActivation,
  hardSwish: readActivation,
  mish: readActivation,
  exponential: readActivation,
  log: readActivation,
  sqrt: readActivation,
  reciprocal: readActivation,
  square: readActivation,
  abs: readActivation,
  negate: readActivation,
  erf: readActivation,
  leakyRelu: readActivation,
  elu: readActivation,
  celu: readActivation,
  gelu: readActivation,
  hardSigmoid: readActivation,
  thresholdRelu: readActivation,
  clip: readActivation,
  softShrink: readActivation,
  hardShrink: readActivation,
  power: readActivation,
  softmax: readSoftmax,
  logSoftmax: readSoftmax,
  flatten: readFlatten,
  reshape: readReshape,
  transpose: readTranspose,
  select: readSelect,
  channelShuffle: readChannelShuffle,
  zeroPad: readPad,
  pad: readPad,
  crop: readCrop,
  resize: readResize,
  upsample: readResize,
  dropout: ({ input }) => input,
  add: readCombination,
  subtract: readCombination,
  multiply: readCombination,
  divide: readCombination,
  maximum: readCombination,
  minimum: readCombination,
  concat: readConcat,
}
