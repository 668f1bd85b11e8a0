import type { Operation } from '../layer.js'
import { NetworkError } from '../network-error.js'
import { activation } from './activation.js'
import { add } from './add.js'
import { divide, maximum, minimum, multiply, subtract } from './combine.js'
import { concat } from './concat.js'
import { conv2d } from './conv2d.js'
import { conv2dTranspose } from './conv2d-transpose.js'
import { crop } from './crop.js'
import { dense } from './dense.js'
import { depthwiseConv2d } from './depthwise-conv2d.js'
import { flatten } from './flatten.js'
import { globalPool } from './global-pool.js'
import { groupNorm } from './group-norm.js'
import { l2Normalize } from './l2-normalize.js'
import { layerNorm } from './layer-norm.js'
import { localResponseNorm } from './local-response-norm.js'
import type { OperationRules } from './operation-rules.js'
import { pad } from './pad.js'
import { pool } from './pool.js'
import { reduce } from './reduce.js'
import { reshape } from './reshape.js'
import { resize } from './resize.js'
import { scaleShift } from './scale-shift.js'
import { select } from './select.js'
import { softmax } from './softmax.js'
import { transpose } from './transpose.js'
import { zeroPad } from './zero-pad.js'

/** Every operation there is. One that a network may have and that is not here is refused by the compiler. */
export const operations: { readonly [Kind in Operation['kind']]: OperationRules<OfKind<Kind>> } = {
  conv2d,
  depthwiseConv2d,
  dense,
  scaleShift,
  multiply,
  subtract,
  divide,
  maximum,
  minimum,
  layerNorm,
  rmsNorm: layerNorm,
  groupNorm,
  localResponseNorm,
  softmax,
  logSoftmax: softmax,
  l2Normalize,
  activation,
  maxPool: pool,
  averagePool: pool,
  globalMaxPool: globalPool,
  globalAveragePool: globalPool,
  zeroPad,
  crop,
  resize,
  flatten,
  reshape,
  add,
  conv2dTranspose,
  concat,
  reduce,
  transpose,
  select,
  pad,
}

/** The member of the union that has this kind, among others perhaps. */
export type OfKind<Kind extends string, O = Operation> = O extends { readonly kind: infer K }
  ? Kind extends K
    ? O
    : never
  : never

/**
 * The rules of a layer's operation.
 *
 * @param label - how to call the layer in a message
 * @throws NetworkError `LAYER_UNKNOWN`
 */
export function rulesOf({ kind }: Operation, label: string): OperationRules<Operation> {
  if (!Object.hasOwn(operations, kind)) {
    throw new NetworkError('LAYER_UNKNOWN', `${label}: no layer is of kind ${kind}`)
  }
  return operations[kind]
}
