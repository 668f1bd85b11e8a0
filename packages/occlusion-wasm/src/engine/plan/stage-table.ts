import { type Nonlinearity, nonlinearityOf } from '../../kernels/nonlinearity.js'
import { isTotal } from '../../network/activation.js'
import type { Operation, Wiring } from '../../network/layer.js'
import type { Conv2d } from '../../network/operations/conv2d.js'
import type { DepthwiseConv2d } from '../../network/operations/depthwise-conv2d.js'
import type { GlobalPool } from '../../network/operations/global-pool.js'
import { countsAlong, type Pool, slidingOf as windowsOf } from '../../network/operations/pool.js'
import type { OfKind } from '../../network/operations/table.js'
import type { MapShape, Shape } from '../../network/shape.js'
import { channelReductionStage } from '../changes/channel-reduction.js'
import { channelSelectionStage } from '../changes/channel-selection.js'
import { type Combination, combiningStage } from '../changes/combining.js'
import { concatStage } from '../changes/concat.js'
import { convolutionStage } from '../changes/convolution.js'
import { denseStage } from '../changes/dense.js'
import { depthwiseStage } from '../changes/depthwise.js'
import { activationStage, scaleShiftStage } from '../changes/elementwise.js'
import { groupNormStage } from '../changes/group-norm.js'
import { paddingStage, reshapingStage, transposingStage } from '../changes/placement.js'
import { type Divisors, poolingStage } from '../changes/pooling.js'
import { resamplingOf, resamplingStage, selectionOf } from '../changes/resampling.js'
import { partialActivationStage, type RowOperation, rowStage } from '../changes/rows.js'
import type { Stage } from '../changes/stage.js'
import { sumStage } from '../changes/sum.js'
import { transposedConvolutionStage } from '../changes/transposed-convolution.js'
import type { FeatureMap } from '../memory/feature-map.js'
import { identitySliding, type SlidingSpec } from '../memory/sliding.js'
import type { Workspace } from '../memory/workspace.js'

/** What a step of a network is laid out from. */
export interface StageSite {
  readonly workspace: Workspace
  readonly inputs: readonly FeatureMap[]
  /** Of the first input, as the network has it. */
  readonly shape: Shape
  /** Of every input. */
  readonly shapes: readonly Shape[]
  /** What follows the operation and is computed with it. */
  readonly after: Nonlinearity
  readonly pooling: (Pool & Wiring) | undefined
  /** In which order the axes of the first input are read, where it is not their own. */
  readonly order: readonly number[] | undefined
  /** Appends a stage. @returns its output */
  add(stage: Stage): FeatureMap
}

/** How the engine computes an operation. */
export interface StageMaker<L> {
  /** Whether its stage applies the nonlinearity that follows. */
  readonly takesActivation: boolean
  /** Lays the stages out. @returns the map whose values are the layer's */
  make(layer: L & Wiring, input: FeatureMap, site: StageSite): FeatureMap
}

const pool: StageMaker<Pool> = {
  takesActivation: true,
  make(layer, input, { workspace, after, add }) {
    const by = poolSliding(layer)
    const along = (axis: 0 | 1, size: number) =>
      countsAlong(windowsOf(layer), size, by.outputs[axis], axis, layer.counted)
    const divisors = [along(0, input.height), along(1, input.width)] as const
    return add(poolingStage(workspace, input, by, layer.kind === 'averagePool' ? divisors : undefined, after))
  },
}

const globalPool: StageMaker<GlobalPool> = {
  takesActivation: true,
  make({ kind }, input, { workspace, after, add }) {
    const size = [input.height, input.width] as const
    const by = { ...identitySliding(1, 1), size, strides: size }
    return add(
      poolingStage(
        workspace,
        input,
        by,
        kind === 'globalAveragePool' ? [[input.height], [input.width]] : undefined,
        after,
      ),
    )
  },
}

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
    make(layer, input, { workspace, after, pooling, add }) {
      // The kernel [kh, kw, 1, filters] of groups of one channel is that of a depthwise convolution, [kh, kw, Cin, multiplier].
      if (layer.groups === input.channels && layer.groups > 1 && !pooling) {
        const { bias, kernel, kernelSize } = layer
        return add(depthwiseStage(workspace, input, { bias, kernel, kernelSize }, slidingOf(layer), after))
      }
      const under = pooling && poolSliding(pooling)
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
    make: (layer, input, { workspace, after, order, add }) =>
      add(denseStage(workspace, input, layer, after, order)),
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

function combining(kind: Combination): StageMaker<Operation> {
  return { takesActivation: false, make: (_, __, site) => combined(kind, site) }
}

/** A stage for every input after the first. */
function combined(kind: Combination, site: StageSite): FeatureMap {
  return gridsOf(site).reduce((a, b, i, { length }) => {
    const after = i === length - 1 ? site.after : nonlinearityOf(undefined)
    return site.add(combiningStage(site.workspace, kind, a, b, after))
  })
}

/** The inputs as maps whose cells and channels lie over one another. */
function gridsOf(site: StageSite): readonly FeatureMap[] {
  const { inputs, shape, shapes } = site
  const [first] = inputs
  const alike = inputs.every((map, i) => sameShape(shapes[i]!, shape) && sameGrid(map, first!))
  return alike ? inputs : inputs.map((map, i) => reshaped(map, mapShape(shapes[i]!), site))
}

function reshaped(input: FeatureMap, shape: MapShape, { workspace, add }: StageSite): FeatureMap {
  // A vector may stay the map it was made of; so may a map that gets its own shape back.
  const same = input.height === shape[0] && input.width === shape[1] && input.channels === shape[2]
  return same ? input : add(reshapingStage(workspace, input, shape))
}

/** The inputs with the axes of maps: a vector becomes one cell. */
function mapsOf(site: StageSite): readonly FeatureMap[] {
  if (site.shape.length > 1) return site.inputs
  return site.inputs.map((map) => reshaped(map, [1, 1, map.cells * map.channels], site))
}

/** Which axis of a map it is: the last ones of both are the same. */
function mapAxis(axis: number, shape: Shape): number {
  return axis + 3 - shape.length
}

/** Any shape as that of a map: a vector is one cell; what has more axes than a map is one long row of cells. */
function mapShape(shape: Shape): MapShape {
  const channels = shape.at(-1) ?? 1
  if (shape.length === 3) return [shape[0]!, shape[1]!, channels]
  return [1, shape.slice(0, -1).reduce((product, size) => product * size, 1), channels]
}

function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis])
}

function sameGrid(a: FeatureMap, b: FeatureMap): boolean {
  return a.height === b.height && a.width === b.width && a.channels === b.channels
}

function slidingOf(layer: (Conv2d | DepthwiseConv2d) & Wiring): SlidingSpec {
  const { kernelSize: size, strides, dilation: dilations } = layer
  return { size, strides, dilations, ...placeOf(layer) }
}

function poolSliding(layer: Pool & Wiring): SlidingSpec {
  const { windowSize: size, strides, dilation: dilations = [1, 1] } = layer
  return { size, strides, dilations, ...placeOf(layer) }
}

function placeOf({ padding, outputShape }: (Conv2d | DepthwiseConv2d | Pool) & Wiring) {
  const [height, width] = outputShape as MapShape
  const [top, , left] = padding
  return { top, left, outputs: [height, width] as const }
}
