import type { Operation } from '../network/layer.js'
import { activationReference } from '../network/operations/activation.js'
import { addReference } from '../network/operations/add.js'
import {
  divideReference,
  maximumReference,
  minimumReference,
  multiplyReference,
  subtractReference,
} from '../network/operations/combine.js'
import { concatReference } from '../network/operations/concat.js'
import { conv2dReference } from '../network/operations/conv2d.js'
import { conv2dTransposeReference } from '../network/operations/conv2d-transpose.js'
import { cropReference } from '../network/operations/crop.js'
import { denseReference } from '../network/operations/dense.js'
import { depthwiseConv2dReference } from '../network/operations/depthwise-conv2d.js'
import { flattenReference } from '../network/operations/flatten.js'
import { globalPoolReference } from '../network/operations/global-pool.js'
import { groupNormReference } from '../network/operations/group-norm.js'
import { l2NormalizeReference } from '../network/operations/l2-normalize.js'
import { layerNormReference } from '../network/operations/layer-norm.js'
import { localResponseNormReference } from '../network/operations/local-response-norm.js'
import type { Reference } from '../network/operations/operation-rules.js'
import { padReference } from '../network/operations/pad.js'
import { poolReference } from '../network/operations/pool.js'
import { reduceReference } from '../network/operations/reduce.js'
import { reshapeReference } from '../network/operations/reshape.js'
import { resizeReference } from '../network/operations/resize.js'
import { scaleShiftReference } from '../network/operations/scale-shift.js'
import { selectReference } from '../network/operations/select.js'
import { softmaxReference } from '../network/operations/softmax.js'
import type { OfKind } from '../network/operations/table.js'
import { transposeReference } from '../network/operations/transpose.js'
import { zeroPadReference } from '../network/operations/zero-pad.js'

/** The definition of every operation. One without is refused by the compiler. */
const references: { readonly [Kind in Operation['kind']]: Reference<OfKind<Kind>> } = {
  conv2d: conv2dReference,
  depthwiseConv2d: depthwiseConv2dReference,
  dense: denseReference,
  scaleShift: scaleShiftReference,
  multiply: multiplyReference,
  subtract: subtractReference,
  divide: divideReference,
  maximum: maximumReference,
  minimum: minimumReference,
  layerNorm: layerNormReference,
  rmsNorm: layerNormReference,
  groupNorm: groupNormReference,
  localResponseNorm: localResponseNormReference,
  softmax: softmaxReference,
  logSoftmax: softmaxReference,
  l2Normalize: l2NormalizeReference,
  activation: activationReference,
  maxPool: poolReference,
  averagePool: poolReference,
  globalMaxPool: globalPoolReference,
  globalAveragePool: globalPoolReference,
  zeroPad: zeroPadReference,
  crop: cropReference,
  resize: resizeReference,
  flatten: flattenReference,
  reshape: reshapeReference,
  add: addReference,
  conv2dTranspose: conv2dTransposeReference,
  concat: concatReference,
  reduce: reduceReference,
  transpose: transposeReference,
  select: selectReference,
  pad: padReference,
}

/** What an operation means, in float64. */
export function referenceOf({ kind }: Operation): Reference<Operation> {
  return references[kind] as Reference<Operation>
}
