import { isLinear, type Nonlinearity } from '../../kernels/nonlinearity.js'
import type { Conv2d } from '../../network/operations/conv2d.js'
import { FeatureMap, padded, slideFields } from '../memory/feature-map.js'
import { ENTRY_BYTES } from '../memory/records.js'
import { identitySliding, placeSliding, type SlidingSpec, usedOutputs } from '../memory/sliding.js'
import { packFilters } from '../memory/weights.js'
import type { Workspace } from '../memory/workspace.js'
import { gathering, gatheringOf } from './gathering.js'
import { slicedProducts } from './sliced-products.js'
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
  const { kernel, bias, groups = 1 } = layer
  const filters = bias.length
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
  const identity = pooling ? placeSliding(arena, identitySliding(...by.outputs)) : poolRecord
  const outputs = pool.size[0] * pool.size[1]
  const products = slicedProducts({
    ...{ workspace, input, raw, output, bias, taps, atOnce: FILTERS_AT_ONCE, groups },
    gather: { step: raw.stride, outputs, mode },
    rows: ({ inputs }) => inputs * taps,
    pack(to, slices) {
      for (const slice of slices) packFilters(to, kernel, taps, input.channels, filters, slice, groups)
    },
    listTerms: (from, to, n, whole) =>
      kernels.listTerms(workspace.scratch.terms, from, to, byRecord, whole ? identity : poolRecord, n),
    multiply(from, weights, n) {
      const { products, entries, counts } = workspace.scratch
      return kernels.spreadChanges(products, from, entries, counts, weights, byRecord, n)
    },
  })

  return {
    output,
    scratch(limits) {
      const changes = Math.max(input.mostChanges(limits), input.cells)
      return {
        entries: changes * input.stride * ENTRY_BYTES,
        counts: changes * 4,
        order: 0,
        products: changes * taps * Math.min(FILTERS_AT_ONCE, padded(filters)) * 4,
        terms: Math.max(output.mostChanges(limits) * outputs, raw.cells) * (taps + 2) * 4,
      }
    },
    base() {
      products.base()
      if (linear) return
      kernels.poolBase(raw.record, output.record, poolRecord, 0)
      workspace.activate(output.base, output.cells * output.stride, nonlinearity)
    },
    score({ windows, boxes }) {
      kernels.slidePatches(input.record, output.record, byRecord, poolRecord, windows)
      workspace.listChanges(output, boxes, windows)
      products.score()
      if (mode === gathering.raw) workspace.finish(output, nonlinearity, true)
      kernels.prune(output.record, windows)
    },
  }
}
