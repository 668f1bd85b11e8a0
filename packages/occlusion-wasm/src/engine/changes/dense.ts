import { isLinear, type Nonlinearity } from '../../kernels/nonlinearity.js'
import type { Dense } from '../../network/operations/dense.js'
import { transposedPlaces } from '../../network/operations/transpose.js'
import { FeatureMap, padded, wholeFields } from '../memory/feature-map.js'
import { ENTRY_BYTES } from '../memory/records.js'
import { packUnits } from '../memory/weights.js'
import type { Workspace } from '../memory/workspace.js'
import { gathering, gatheringOf } from './gathering.js'
import { slicedProducts } from './sliced-products.js'
import type { Stage } from './stage.js'

/** Units whose products are in hand at a time. */
const UNITS_AT_ONCE = 64

/**
 * A dense layer over a whole map, with the nonlinearity after it, if there is one.
 *
 * @param order - in which order the map's axes are read; their own unless told
 */
export function denseStage(
  workspace: Workspace,
  input: FeatureMap,
  { kernel, bias }: Dense,
  nonlinearity: Nonlinearity,
  order?: readonly number[],
): Stage {
  const { kernels, arena } = workspace
  const units = bias.length
  const linear = isLinear(nonlinearity)
  const mode = gatheringOf(nonlinearity, false)
  const output = new FeatureMap(arena, 1, 1, units, wholeFields(workspace.height, workspace.width))
  const raw = linear ? output : new FeatureMap(arena, 1, 1, units, output.fields)
  const { height, width, channels } = input
  const places = order && transposedPlaces([height, width, channels], order)
  const starts = arena.reserve((input.cells + 1) * 4)
  const products = slicedProducts({
    ...{ workspace, input, raw, output, bias, taps: 1, atOnce: UNITS_AT_ONCE },
    gather: { step: 0, outputs: 1, mode },
    rows: () => input.cells * input.stride,
    pack: (to, slices) => packUnits(to, kernel, input.cells, channels, units, slices, places),
    listTerms: (from, to, n) => kernels.listAllTerms(workspace.scratch.terms, from, to, n),
    multiply(from, weights, n, whole) {
      const { products, order, entries, counts } = workspace.scratch
      const rows = whole ? workspace.identity(input.cells) : order
      return kernels.multiplyChanges(products, rows, from, entries, counts, weights, n)
    },
  })

  return {
    output,
    scratch(limits) {
      const changes = Math.max(input.mostChanges(limits), input.cells)
      // Pixels change once for all windows, and every window lists all that it covers.
      const listed = limits.windows * input.cellsUnder(limits.height, limits.width)
      return {
        entries: changes * input.stride * ENTRY_BYTES,
        counts: changes * 4,
        order: changes * 4,
        products: changes * Math.min(UNITS_AT_ONCE, padded(units)) * 4,
        terms: (Math.max(listed, changes) + 2 * limits.windows) * 4,
      }
    },
    base() {
      products.base()
      if (linear) return
      arena.floats(output.base, output.stride).set(arena.floats(raw.base, output.stride))
      workspace.activate(output.base, output.stride, nonlinearity)
    },
    score({ windows }) {
      kernels.reachWhole(input.record, output.record, windows)
      kernels.orderByCell(workspace.scratch.order, starts, input.record)
      products.score()
      if (mode === gathering.raw) workspace.finish(output, nonlinearity, true)
      kernels.prune(output.record, windows)
    },
  }
}
