import { nonlinearityOf } from '../../kernels/nonlinearity.js'
import { isTotal } from '../../network/activation.js'
import type { Operation } from '../../network/layer.js'
import type { OfKind } from '../../network/operations/table.js'
import type { MapShape } from '../../network/shape.js'
import { channelReductionStage } from '../changes/channel-reduction.js'
import { channelSelectionStage } from '../changes/channel-selection.js'
import { concatStage } from '../changes/concat.js'
import { convolutionStage } from '../changes/convolution.js'
import { denseStage } from '../changes/dense.js'
import { depthwiseStage } from '../changes/depthwise.js'
import { directConvolutionStage, sharesNone } from '../changes/direct-convolution.js'
import { activationStage, scaleShiftStage } from '../changes/elementwise.js'
import { groupNormStage } from '../changes/group-norm.js'
import { paddingStage, transposingStage } from '../changes/placement.js'
import { type Divisors, poolingStage } from '../changes/pooling.js'
import { resamplingOf, resamplingStage, selectionOf } from '../changes/resampling.js'
import { partialActivationStage, type RowOperation, rowStage } from '../changes/rows.js'
import { sumStage } from '../changes/sum.js'
import { tiledConvolutionStage } from '../changes/tiled-convolution.js'
import { tiledDenseStage } from '../changes/tiled-dense.js'
import { transposedConvolutionStage } from '../changes/transposed-convolution.js'
import { winogradConvolutionStage } from '../changes/winograd-convolution.js'
import { identitySliding } from '../memory/sliding.js'
import { combined, combining } from './combining-stages.js'
import { gridsOf, mapAxis, mapShape, mapsOf, reshaped, type StageMaker, sameShape } from './stage-site.js'
import { globalPool, pool, poolSliding, slidingOf } from './window-stages.js'

const rowwise: StageMaker<RowOperation> = {
  takesActivation: true,
  make(layer, input, site) {
    const map = reshaped(input, mapShape(site.shape), site)
    return site.add(rowStage(site.workspace, map, layer, site.after))
  },
}

/** How the engine computes every operation there is. One that is not here is refused by the compiler. */
export const stageMakers: { readonly [Kind in Operation['kind']]: StageMaker<OfKind<Kind>> } = {
  conv2d: {
    takesActivation: true,
    make(layer, input, { workspace, after, pooling, strategy, add }) {
      // The kernel [kh, kw, 1, filters] of groups of one channel is that of a depthwise convolution, [kh, kw, Cin, multiplier].
      if (layer.groups === input.channels && layer.groups > 1 && !pooling) {
        const { bias, kernel, kernelSize } = layer
        return add(depthwiseStage(workspace, input, { bias, kernel, kernelSize }, slidingOf(layer), after))
      }
      const under = pooling && poolSliding(pooling)
      if (strategy !== 'sparse') {
        const stage = strategy === 'winograd' ? winogradConvolutionStage : tiledConvolutionStage
        const map = add(stage(workspace, input, layer, slidingOf(layer), after))
        return under ? add(poolingStage(workspace, map, under, undefined, nonlinearityOf())) : map
      }
      if (sharesNone(layer, input.ownEach) && !under) {
        return add(directConvolutionStage(workspace, input, layer, slidingOf(layer), after))
      }
      return add(convolutionStage(workspace, input, layer, slidingOf(layer), after, under))
    },
  },
  depthwiseConv2d: {
    takesActivation: true,
    make: (layer, input, { workspace, after, add }) =>
      add(depthwiseStage(workspace, input, layer, slidingOf(layer), after)),
  },
  dense: {
    takesActivation: true,
    make(layer, input, { workspace, after, order, strategy, add }) {
      const stage = strategy === 'tiled' ? tiledDenseStage : denseStage
      return add(stage(workspace, input, layer, after, order))
    },
  },
  scaleShift: {
    takesActivation: true,
    make: (layer, input, { workspace, shape, after, add }) =>
      add(scaleShiftStage(workspace, input, layer, shape.length === 1, after)),
  },
  multiply: combining('multiply'),
  subtract: combining('subtract'),
  divide: combining('divide'),
  maximum: combining('maximum'),
  minimum: combining('minimum'),
  layerNorm: rowwise,
  rmsNorm: rowwise,
  l2Normalize: rowwise,
  softmax: rowwise,
  logSoftmax: rowwise,
  localResponseNorm: rowwise,
  groupNorm: {
    takesActivation: true,
    make: (layer, input, { workspace, after, add }) => add(groupNormStage(workspace, input, layer, after)),
  },
  activation: {
    takesActivation: false,
    make({ activation }, input, { workspace, add }) {
      const stage = isTotal(activation) ? activationStage : partialActivationStage
      return add(stage(workspace, input, nonlinearityOf(activation)))
    },
  },
  maxPool: pool,
  averagePool: pool,
  globalMaxPool: globalPool,
  globalAveragePool: globalPool,
  zeroPad: {
    takesActivation: false,
    make: ({ padding }, input, { workspace, add }) => add(paddingStage(workspace, input, padding, 0)),
  },
  pad: {
    takesActivation: false,
    make: (layer, input, { workspace, add }) =>
      add(
        layer.mode === 'constant'
          ? paddingStage(workspace, input, layer.padding, layer.value!)
          : resamplingStage(workspace, input, resamplingOf(layer, input)),
      ),
  },
  crop: {
    takesActivation: false,
    make: (layer, input, { workspace, add }) =>
      add(resamplingStage(workspace, input, resamplingOf(layer, input))),
  },
  resize: {
    takesActivation: false,
    make: (layer, input, { workspace, add }) =>
      add(resamplingStage(workspace, input, resamplingOf(layer, input))),
  },
  flatten: { takesActivation: false, make: (_, input) => input },
  reshape: {
    takesActivation: false,
    make: ({ shape }, input, site) => reshaped(input, mapShape(shape), site),
  },
  add: {
    takesActivation: true,
    make: (_, __, site) =>
      site.shapes.every((shape) => sameShape(shape, site.shape))
        ? site.add(sumStage(site.workspace, gridsOf(site), site.after))
        : combined('add', site),
  },
  conv2dTranspose: {
    takesActivation: true,
    make(layer, input, { workspace, after, add }) {
      const [height, width] = layer.outputShape as MapShape
      return add(transposedConvolutionStage(workspace, input, layer, [height, width], after))
    },
  },
  reduce: {
    takesActivation: false,
    make({ by, axes: own, outputShape }, _, site) {
      const { workspace, shape, add } = site
      const axes = own.map((axis) => mapAxis(axis, shape))
      let map = mapsOf(site)[0]!
      const size = [axes.includes(0) ? map.height : 1, axes.includes(1) ? map.width : 1] as const
      if (size[0] * size[1] > 1) {
        const outputs = [map.height / size[0], map.width / size[1]] as const
        const window = { ...identitySliding(...outputs), size, strides: size }
        const counts = by === 'mean' ? size : [1, 1]
        const divisors = outputs.map((length, axis) => new Array<number>(length).fill(counts[axis]!))
        const means = by === 'max' ? undefined : (divisors as unknown as Divisors)
        map = add(poolingStage(workspace, map, window, means, nonlinearityOf()))
      }
      if (axes.includes(2) && map.channels > 1) map = add(channelReductionStage(workspace, map, by))
      return outputShape.length === 1 ? map : reshaped(map, mapShape(outputShape), site)
    },
  },
  transpose: {
    takesActivation: false,
    make({ axes: own }, _, site) {
      const map = mapsOf(site)[0]!
      const before = 3 - own.length
      const axes = [0, 1, 2].map((axis) => (axis < before ? axis : own[axis - before]! + before))
      if (axes.every((axis, i) => axis === i)) return site.inputs[0]!
      return site.add(transposingStage(site.workspace, map, axes as [number, number, number]))
    },
  },
  concat: {
    takesActivation: false,
    make: ({ axis }, _, site) =>
      site.add(concatStage(site.workspace, mapsOf(site), mapAxis(axis, site.shape))),
  },
  select: {
    takesActivation: false,
    make(layer, _, site) {
      const { workspace, shape, add } = site
      const [map, axis] = [mapsOf(site)[0]!, mapAxis(layer.axis, shape)]
      if (axis === 2) return add(channelSelectionStage(workspace, map, layer.indices))
      return add(resamplingStage(workspace, map, selectionOf(axis, layer.indices, map)))
    },
  },
}
