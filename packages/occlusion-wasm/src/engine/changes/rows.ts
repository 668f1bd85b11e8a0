import { type Nonlinearity, nonlinearityOf } from '../../kernels/nonlinearity.js'
import type { L2Normalize } from '../../network/operations/l2-normalize.js'
import type { LayerNorm } from '../../network/operations/layer-norm.js'
import type { LocalResponseNorm } from '../../network/operations/local-response-norm.js'
import type { Softmax } from '../../network/operations/softmax.js'
import { FeatureMap } from '../memory/feature-map.js'
import type { Workspace } from '../memory/workspace.js'
import { noScratch, type Stage } from './stage.js'

/** What is made of all channels of a cell. */
export type RowOperation = LayerNorm | L2Normalize | Softmax | LocalResponseNorm

/** Makes of rows of values, in place, those after an operation. */
type Apply = (values: number, rows: number) => void

/** An operation on each cell by itself, with the nonlinearity after it, if there is one: only cells that change are computed. */
export function rowStage(
  workspace: Workspace,
  input: FeatureMap,
  operation: RowOperation,
  nonlinearity: Nonlinearity,
): Stage {
  const stage = cellwiseStage(workspace, input, applying(workspace, input, operation), nonlinearity, false)
  const doubt = doubting(workspace, input, operation)
  return doubt ? { ...stage, doubt } : stage
}

/** A nonlinearity that is not finite everywhere. */
export function partialActivationStage(
  workspace: Workspace,
  input: FeatureMap,
  nonlinearity: Nonlinearity,
): Stage {
  const apply: Apply = (values, rows) => workspace.activate(values, rows * input.stride, nonlinearity)
  return {
    ...cellwiseStage(workspace, input, apply, nonlinearityOf(undefined), true),
    doubt: (least, windows, doubts) =>
      workspace.kernels.doubtSmall(input.record, windows, doubts, input.channels, least),
  }
}

/** @param unbounded - whether it may come to what is not finite */
function cellwiseStage(
  workspace: Workspace,
  input: FeatureMap,
  apply: Apply,
  nonlinearity: Nonlinearity,
  unbounded: boolean,
): Stage {
  const { kernels, arena } = workspace
  const { height, width, channels, stride } = input
  const output = new FeatureMap(arena, height, width, channels, input.fields, input)
  const size = output.cells * stride
  if (unbounded) workspace.watchInfinite()
  const compute = (values: number, rows: number) => {
    apply(values, rows)
    kernels.clearPadding(values, rows, stride, channels)
  }
  return {
    output,
    scratch: () => noScratch,
    base() {
      arena.floats(output.base, size).set(arena.floats(input.base, size))
      compute(output.base, output.cells)
      workspace.activate(output.base, size, nonlinearity)
    },
    score({ windows }) {
      kernels.movePatches(input.record, output.record, 0, 0, windows)
      kernels.copyChanges(input.record, output.record)
      kernels.addBefore(output.record, input.base)
      compute(output.deltas, output.changes)
      workspace.finish(output, nonlinearity, true)
      if (unbounded) workspace.markInfinite(output, windows)
      kernels.prune(output.record, windows)
    },
  }
}

function applying(
  { kernels, arena, constants }: Workspace,
  { stride, channels }: FeatureMap,
  layer: RowOperation,
): Apply {
  switch (layer.kind) {
    case 'layerNorm':
    case 'rmsNorm': {
      const [scale, shift] = [constants.placeChannels(layer.scale), constants.placeChannels(layer.shift)]
      const centred = layer.kind === 'layerNorm'
      return (values, rows) =>
        kernels.normaliseRows(values, rows, stride, channels, centred, layer.epsilon, scale, shift)
    }
    case 'l2Normalize':
      return (values, rows) => kernels.shortenRows(values, rows, stride, channels, layer.epsilon)
    case 'softmax':
    case 'logSoftmax':
      return (values, rows) =>
        kernels.softmaxRows(values, rows, stride, channels, layer.kind === 'logSoftmax')
    case 'localResponseNorm': {
      const { radius, alpha, beta, bias } = layer
      const copy = arena.reserveFloats(stride)
      return (values, rows) =>
        kernels.respondRows(values, rows, stride, channels, ...radius, alpha, beta, bias, copy)
    }
  }
}

/** How windows are found under which a norm divides by little. */
function doubting(
  { kernels }: Workspace,
  { record, channels }: FeatureMap,
  layer: RowOperation,
): Stage['doubt'] {
  if (layer.kind !== 'layerNorm' && layer.kind !== 'rmsNorm' && layer.kind !== 'l2Normalize') return undefined
  const by = layer.kind === 'l2Normalize' ? 0 : channels
  const { epsilon } = layer
  return (limit, windows, doubts) =>
    kernels.doubtRows(record, windows, doubts, channels, layer.kind === 'layerNorm', by, epsilon, limit)
}
