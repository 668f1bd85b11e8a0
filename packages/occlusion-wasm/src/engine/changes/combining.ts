import { isLinear, type Nonlinearity } from '../../kernels/nonlinearity.js'
import { FeatureMap, type Fields, padded, type ReceptiveField, uniteAlong } from '../memory/feature-map.js'
import type { Workspace } from '../memory/workspace.js'
import { noScratch, type Stage } from './stage.js'

/** What two values are combined to, by the kernels' numbers: assembly/changes/combining.ts. */
const combinations = { add: 0, subtract: 1, multiply: 2, divide: 3, maximum: 4, minimum: 5 } as const

export type Combination = keyof typeof combinations

/**
 * Two maps combined value by value, with the nonlinearity after it, if there is one. A map of one row, column or channel goes over
 * as many as the other has. Where a gate of one cell changes, every cell of the map behind it does; what came before the gate is
 * computed as ever, and only where the image is covered.
 */
export function combiningStage(
  workspace: Workspace,
  kind: Combination,
  a: FeatureMap,
  b: FeatureMap,
  nonlinearity: Nonlinearity,
): Stage {
  const { kernels, arena, constants } = workspace
  const [height, width] = [Math.max(a.height, b.height), Math.max(a.width, b.width)]
  const channels = Math.max(a.channels, b.channels)
  const fields = combinedFields(a, b, [workspace.height, workspace.width])
  const output = new FeatureMap(arena, height, width, channels, fields)
  const linear = isLinear(nonlinearity)
  const raw = linear ? output : new FeatureMap(arena, height, width, channels, fields)
  const zeros = constants.place(padded(channels), () => {})
  const [spreadA, spreadB] = [a.channels < channels, b.channels < channels]
  const number = combinations[kind]
  const size = output.cells * output.stride
  /** Of what no bound is known. */
  const unbounded = kind === 'divide'
  if (unbounded) workspace.watchInfinite()
  return {
    output,
    scratch: () => noScratch,
    base() {
      kernels.combineBase(number, a.record, b.record, raw.record, spreadA, spreadB)
      kernels.clearPadding(raw.base, raw.cells, raw.stride, channels)
      if (linear) return
      arena.floats(output.base, size).set(arena.floats(raw.base, size))
      workspace.activate(output.base, size, nonlinearity)
    },
    score({ windows, boxes }) {
      kernels.stretchPatches(a.record, output.record, true, windows)
      kernels.stretchPatches(b.record, output.record, false, windows)
      workspace.listChanges(output, boxes, windows)
      kernels.combineChanges(number, a.record, b.record, output.record, spreadA, spreadB, zeros)
      kernels.clearPadding(output.deltas, output.changes, output.stride, channels)
      if (!linear) kernels.addBefore(output.record, raw.base)
      workspace.finish(output, nonlinearity, !linear)
      if (unbounded) workspace.markInfinite(output, windows)
      kernels.prune(output.record, windows)
    },
    ...(unbounded && {
      doubt: (least, windows, doubts) => kernels.doubtSmall(b.record, windows, doubts, b.channels, least),
    }),
  }
}

/** Fields that hold those of both; the whole image along an axis where one cell of the one lies over many of the other. */
function combinedFields(a: FeatureMap, b: FeatureMap, pixels: readonly [number, number]): Fields {
  const along = (axis: 0 | 1, stretched: boolean): ReceptiveField => {
    const [over, under] = [a.fields[axis], b.fields[axis]]
    const whole = stretched || over.step !== under.step
    return whole ? { step: 0, origin: 0, extent: pixels[axis] } : uniteAlong(over, under)
  }
  return [along(0, a.height !== b.height), along(1, a.width !== b.width)]
}
