import { isLinear, type Nonlinearity } from '../../kernels/nonlinearity.js'
import type { Dense } from '../../network/operations/dense.js'
import { FeatureMap, padded, wholeFields } from '../memory/feature-map.js'
import { packUnits, padRows, slicesOf } from '../memory/weights.js'
import type { Workspace } from '../memory/workspace.js'
import { gathering, gatheringOf } from './gathering.js'
import type { Stage } from './stage.js'

/** Units whose products are in hand at a time. */
const UNITS_AT_ONCE = 64

/** A dense layer over a whole map, with the nonlinearity after it, if there is one. */
export function denseStage(
  workspace: Workspace,
  input: FeatureMap,
  layer: Dense,
  nonlinearity: Nonlinearity,
): Stage {
  const { kernels, arena } = workspace
  const units = layer.bias.length
  const linear = isLinear(nonlinearity)
  const mode = gatheringOf(nonlinearity, false)
  const output = new FeatureMap(arena, 1, 1, units, wholeFields(workspace.height, workspace.width))
  const raw = linear ? output : new FeatureMap(arena, 1, 1, units, output.fields)
  const bias = arena.place(padRows(layer.bias, 1))
  const [all, allRaw] = [workspace.wholeMap(input, 0), workspace.wholeMap(raw, raw.base)]
  const starts = arena.reserve((input.cells + 1) * 4)
  const slices = slicesOf(units, UNITS_AT_ONCE).map((slice) => ({
    ...slice,
    weights: arena.place(packUnits(layer.kernel, input.cells, input.channels, units, slice)),
  }))

  return {
    output,
    scratch(limits) {
      const changes = Math.max(input.mostChanges(limits), input.cells)
      return {
        entries: changes * input.stride * 8,
        counts: changes * 4,
        order: changes * 4,
        products: changes * Math.min(UNITS_AT_ONCE, padded(units)) * 4,
        terms: (changes + 2 * limits.windows) * 4,
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
            n * 4,
            workspace.shuffles,
          )
          kernels.listNonZero(all.ids, counts, input.cells)
          kernels.listAllTerms(terms, all.record, allRaw.record, n)
          listed = n
        }
        kernels.multiplyChanges(
          products,
          workspace.identity(input.cells),
          all.record,
          entries,
          counts,
          weights,
          n,
        )
        kernels.gather(allRaw.record, terms, products, bias, 0, 1, offset, n, gathering.raw)
      }
      if (linear) return
      arena.floats(output.base, output.stride).set(arena.floats(raw.base, output.stride))
      workspace.activate(output.base, output.stride, nonlinearity)
    },
    score({ windows }) {
      const { entries, counts, order, products, terms } = workspace.scratch
      kernels.reachWhole(input.record, output.record, windows)
      kernels.orderByCell(order, starts, input.record)
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
            n * 4,
            workspace.shuffles,
          )
          kernels.listAllTerms(terms, input.record, output.record, n)
          listed = n
        }
        workspace.multiplyAdds += kernels.multiplyChanges(
          products,
          order,
          input.record,
          entries,
          counts,
          weights,
          n,
        )
        kernels.gather(output.record, terms, products, raw.base, 0, 1, offset, n, mode)
      }
      if (mode === gathering.raw) workspace.finish(output, nonlinearity, true)
      kernels.prune(output.record, windows)
    },
  }
}
