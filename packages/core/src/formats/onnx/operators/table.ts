import { activated, affine, type Expression } from '../../graph/expression.js'
import {
  clip,
  elementwise,
  gelu,
  hardSigmoid,
  named,
  prelu,
  selu,
  shrink,
  swish,
  thresholdedRelu,
  withAlpha,
} from './activations.js'
import { arithmetic, bounded, mean, power, sum } from './arithmetic.js'
import { convolution, transposedConvolution } from './convolution.js'
import { gemm, matMul } from './dense.js'
import { argMax, softmax } from './heads.js'
import { layerNormalisation, lpNormalisation } from './layer-norm.js'
import {
  batchNormalisation,
  groupNormalisation,
  instanceNormalisation,
  localResponseNorm,
} from './normalisation.js'
import type { Operator } from './operator.js'
import { pad } from './padding.js'
import { averagePooling, globalPooling, maxPooling } from './pooling.js'
import { reduced, reducedOf, smallest } from './reduction.js'
import { resize } from './resizing.js'
import { concat, expand, gather, slice, split, tile } from './selection.js'
import {
  cast,
  castLike,
  depthToSpace,
  dropout,
  flatten,
  passing,
  reshape,
  shape,
  size,
  spaceToDepth,
  squeeze,
  transpose,
  unsqueeze,
} from './shapes.js'

const squared = (of: Expression) => activated(of, { name: 'square' })

/** What is made of nodes whose inputs depend on the image, by operator. Those of constants alone are in `constants/fold.ts`. */
export const operators: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['Conv', convolution],
  ['ConvTranspose', transposedConvolution],
  ['Gemm', gemm],
  ['MatMul', matMul],
  ['BatchNormalization', batchNormalisation],
  ['InstanceNormalization', instanceNormalisation],
  ['GroupNormalization', groupNormalisation],
  ['LayerNormalization', layerNormalisation('layerNorm')],
  ['RMSNormalization', layerNormalisation('rmsNorm')],
  ['SimplifiedLayerNormalization', layerNormalisation('rmsNorm')],
  ['LpNormalization', lpNormalisation],
  ['LRN', localResponseNorm],
  ['MaxPool', maxPooling],
  ['AveragePool', averagePooling],
  ['GlobalMaxPool', globalPooling('globalMaxPool')],
  ['GlobalAveragePool', globalPooling('globalAveragePool')],
  ['ReduceMean', reduced('mean')],
  ['ReduceSum', reduced('sum')],
  ['ReduceMax', reduced('max')],
  ['ReduceMin', smallest],
  ['ReduceSumSquare', reducedOf(squared, 'sum', (of) => of)],
  [
    'ReduceL1',
    reducedOf(
      (of) => activated(of, { name: 'abs' }),
      'sum',
      (of) => of,
    ),
  ],
  ['ReduceL2', reducedOf(squared, 'sum', (of) => activated(of, { name: 'sqrt' }))],
  ['Pad', pad],
  ['Resize', resize],
  ['Upsample', resize],

  ['Add', arithmetic('sum')],
  ['Sub', arithmetic('difference')],
  ['Mul', arithmetic('product')],
  ['Div', arithmetic('quotient')],
  ['Sum', sum],
  ['Mean', mean],
  ['Pow', power],
  ['Max', bounded('maximum')],
  ['Min', bounded('minimum')],
  ['Neg', elementwise((of) => affine(of, -1, 0))],

  ['Relu', named({ name: 'relu' })],
  ['Sigmoid', named({ name: 'sigmoid' })],
  ['Tanh', named({ name: 'tanh' })],
  ['Softplus', named({ name: 'softplus' })],
  ['Softsign', named({ name: 'softsign' })],
  ['Exp', named({ name: 'exponential' })],
  ['HardSwish', named({ name: 'hardSwish' })],
  ['Mish', named({ name: 'mish' })],
  ['LeakyRelu', withAlpha('leakyRelu', 0.01)],
  ['Elu', withAlpha('elu', 1)],
  ['Celu', withAlpha('celu', 1)],
  ['Selu', selu],
  ['HardSigmoid', hardSigmoid],
  ['Gelu', gelu],
  ['Swish', swish],
  ['Clip', clip],
  ['ThresholdedRelu', thresholdedRelu],
  ['Shrink', shrink],
  ['PRelu', prelu],
  ['Erf', named({ name: 'erf' })],
  ['Log', named({ name: 'log' })],
  ['Sqrt', named({ name: 'sqrt' })],
  ['Abs', named({ name: 'abs' })],
  ['Reciprocal', named({ name: 'reciprocal' })],

  ['Identity', passing],
  ['Dropout', dropout],
  ['Cast', cast],
  ['CastLike', castLike],
  ['Shape', shape],
  ['Size', size],
  ['Reshape', reshape],
  ['Flatten', flatten],
  ['Squeeze', squeeze],
  ['Unsqueeze', unsqueeze],
  ['Transpose', transpose],
  ['DepthToSpace', depthToSpace],
  ['SpaceToDepth', spaceToDepth],
  ['Expand', expand],
  ['Tile', tile],
  ['Concat', concat],
  ['Split', split],
  ['Slice', slice],
  ['Gather', gather],

  ['Softmax', softmax],
  ['LogSoftmax', softmax],
  ['ArgMax', argMax],
  ['ai.onnx.ml.ZipMap', passing],
])
