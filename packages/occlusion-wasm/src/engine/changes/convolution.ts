import { isLinear, type Nonlinearity } from '../../kernels/nonlinearity.js'
import type { Conv2d } from '../../network/operations/conv2d.js'
import { FeatureMap, padded, slideFields } from '../memory/feature-map.js'
import { identitySliding, placeSliding, type SlidingSpec, usedOutputs } from '../memory/sliding.js'
import { packFilters, padRows, slicesOf } from '../memory/weights.js'
import type { Workspace } from '../memory/workspace.js'
import { gathering, gatheringOf } from './gathering.js'
import type { Stage } from './stage.js'

/** Filters whose products are in hand at a time: fewer keep them in the cache, more make longer runs for the kernel. */
const FILTERS_AT_ONCE = 16

/** A convolution, with the nonlinearity after it and the max-pooling after that, where there are any. */
export function convolutionStage(
  workspace: Workspace,
  input: FeatureMap,
  layer: Conv2d,
  sliding: SlidingSpec,
  nonlinearity: Nonlinearity,
  pooling: SlidingSpec | undefined,
): Stage {
  const { kernels, arena } = workspace
  const filters = layer.bias.length
  const taps = layer.kernelSize[0] * layer.kernelSize[1]
  const by: SlidingSpec = pooling ? { ...sliding, outputs: usedOutputs(sliding.outputs, pooling) } : sliding
  const pool = pooling ?? identitySliding(...by.outputs)
  const slid = slideFields(input.fields, by)
  const linear = isLinear(nonlinearity) && !pooling
  const mode = gatheringOf(nonlinearity, pooling !== undefined)
  const output = new FeatureMap(arena, ...pool.outputs, filters, slideFields(slid, pool))
  /** The convolution itself; the very output if nothing follows. */
  const raw = linear ? output : new FeatureMap(arena, ...by.outputs, filters, slid)
  const [byRecord, poolRecord] = [placeSliding(arena, by), placeSliding(arena, pool)]
  const bias = arena.place(padRows(layer.bias, 1))
  const [all, allRaw] = [workspace.wholeMap(input, 0), workspace.wholeMap(raw, raw.base)]
  const identity = pooling ? placeSliding(arena, identitySliding(...by.outputs)) : poolRecord
  const underPool = pool.size[0] * pool.size[1]
  const slices = slicesOf(filters, FILTERS_AT_ONCE).map((slice) => ({
    ...slice,
    weights: arena.place(packFilters(layer.kernel, taps, input.channels, filters, slice)),
  }))

  return {
    output,
    scratch(limits) {
      const changes = Math.max(input.mostChanges(limits), input.cells)
      return {
        entries: changes * input.stride * 8,
        counts: changes * 4,
        order: 0,
        products: changes * taps * Math.min(FILTERS_AT_ONCE, padded(filters)) * 4,
        terms: Math.max(output.mostChanges(limits) * underPool, raw.cells) * (taps + 2) * 4,
      }
    },
    base() {
      const { entries, counts, products, terms } = workspace.scratch
      let listed = 0
      for (const { offset, filters: n, weights } of slices) {
        if (n !== listed) {
          kernels.compress(
            entries,
            counts,
            input.base,
            0,
            input.cells,
            input.stride,
            taps * n * 4,
            workspace.shuffles,
          )
          kernels.listNonZero(all.ids, counts, input.cells)
          kernels.listTerms(terms, all.record, allRaw.record, byRecord, identity, n)
          listed = n
        }
        kernels.spreadChanges(products, all.record, entries, counts, weights, byRecord, n)
        kernels.gather(allRaw.record, terms, products, bias, 0, 1, offset, n, gathering.raw)
      }
      if (linear) return
      kernels.poolBase(raw.record, output.record, poolRecord, false)
      workspace.activate(output.base, output.cells * output.stride, nonlinearity)
    },
    score({ windows, boxes }) {
      const { entries, counts, products, terms } = workspace.scratch
      kernels.slidePatches(input.record, output.record, byRecord, poolRecord, windows)
      workspace.listChanges(output, boxes, windows)
      let listed = 0
      for (const { offset, filters: n, weights } of slices) {
        if (n !== listed) {
          kernels.compress(
            entries,
            counts,
            input.deltas,
            input.alive,
            input.changes,
            input.stride,
            taps * n * 4,
            workspace.shuffles,
          )
          kernels.listTerms(terms, input.record, output.record, byRecord, poolRecord, n)
          listed = n
        }
        workspace.multiplyAdds += kernels.spreadChanges(
          products,
          input.record,
          entries,
          counts,
          weights,
          byRecord,
          n,
        )
        kernels.gather(output.record, terms, products, raw.base, raw.stride, underPool, offset, n, mode)
      }
      if (mode === gathering.raw) workspace.finish(output, nonlinearity, true)
      kernels.prune(output.record, windows)
    },
  }
}
