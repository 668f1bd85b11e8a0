import type { Operation } from '../network/layer.js'
import type { OfKind } from '../network/operations/table.js'
import type { Differentiation } from './differentiation.js'
import { activation } from './operations/activation.js'
import { add, divide, maximum, minimum, multiply, subtract } from './operations/combine.js'
import { conv2d, conv2dTranspose, depthwiseConv2d } from './operations/convolution.js'
import { dense } from './operations/dense.js'
import { l2Normalize } from './operations/l2-normalize.js'
import { localResponseNorm } from './operations/local-response-norm.js'
import { groupNorm, layerNorm } from './operations/norms.js'
import { globalPool, pool } from './operations/pool.js'
import { rearrangement, sameOrder } from './operations/rearrangement.js'
import { reduce } from './operations/reduce.js'
import { resize } from './operations/resize.js'
import { scaleShift } from './operations/scale-shift.js'
import { softmax } from './operations/softmax.js'

/** How slopes go back through every operation. One without is refused by the compiler. */
const differentiations: { readonly [Kind in Operation['kind']]: Differentiation<OfKind<Kind>> } = {
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
  zeroPad: rearrangement,
  crop: rearrangement,
  resize,
  flatten: sameOrder,
  reshape: sameOrder,
  add,
  conv2dTranspose,
  concat: rearrangement,
  reduce,
  transpose: rearrangement,
  select: rearrangement,
  pad: rearrangement,
}

export function differentiationOf({ kind }: Operation): Differentiation<Operation> {
  return differentiations[kind] as Differentiation<Operation>
}
