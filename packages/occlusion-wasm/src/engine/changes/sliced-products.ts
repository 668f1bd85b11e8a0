import type { Address } from '../../kernels/change-kernels.js'
import type { FeatureMap } from '../memory/feature-map.js'
import { type PlacedSlice, slicesOf, type WeightSlice } from '../memory/weights.js'
import type { Workspace } from '../memory/workspace.js'
import { gathering } from './gathering.js'

/** What distinguishes one layer of sums of products from another. */
export interface ProductSite {
  readonly workspace: Workspace
  readonly input: FeatureMap
  /** The sums, before what follows them. */
  readonly raw: FeatureMap
  readonly output: FeatureMap
  /** One for each filter. */
  readonly bias: Float32Array
  /** Filters whose products are in hand at a time. */
  readonly atOnce: number
  /** Into which channels and filters fall; one unless told. */
  readonly groups?: number
  /** Products of an input value for each filter. */
  readonly taps: number
  /** How changes are gathered from their sums: floats between rows of `raw`, sums under a pooling window, and the mode. */
  readonly gather: { readonly step: number; readonly outputs: number; readonly mode: number }
  /** How many input values of all cells each filter of a slice weighs, with padding. */
  rows(slice: WeightSlice): number
  /** Writes the weights of slices of filters over zeros, each as float32 [rows, filters] from its place in `to` on. */
  pack(to: Float32Array, slices: readonly PlacedSlice[]): void
  /** Lists of which products each sum is made. @param whole - whether of the uncovered image's values, not of changes */
  listTerms(from: Address, to: Address, filters: number, whole: boolean): void
  /** Multiplies the values listed by a slice's weights. @returns multiply-adds */
  multiply(from: Address, weights: Address, filters: number, whole: boolean): number
}

/** Sums of products, a slice of filters at a time. */
export interface SlicedProducts {
  /** Computes `raw` of the uncovered image. */
  base(): void
  /** Computes the changes listed in `output`, or the new values that `finish` makes changes of. */
  score(): void
}

/** Lays out in memory what sums of a map's values, or of their changes, times weights are computed from. */
export function slicedProducts(site: ProductSite): SlicedProducts {
  const { workspace, input, raw, output, taps } = site
  const { kernels, constants } = workspace
  const bias = constants.placeChannels(site.bias)
  const [all, allRaw] = [workspace.wholeMap(input, 0), workspace.wholeMap(raw, raw.base)]
  let floats = 0
  const placed = slicesOf(site.bias.length, site.atOnce, input.channels, site.groups).map((slice) => {
    const place = floats
    floats += site.rows(slice) * slice.filters
    return { ...slice, place }
  })
  const packed = constants.place(floats, (to) => site.pack(to, placed))
  const slices = placed.map((slice) => ({ ...slice, weights: packed + slice.place * 4 }))
  const sum = (rows: Rows, to: Address, whole: boolean, { before, step, outputs, mode }: Gathering) => {
    const { entries, counts, products, terms } = workspace.scratch
    let done = 0
    let listed: WeightSlice | undefined
    for (const slice of slices) {
      const { offset, filters: n, first, inputs, weights } = slice
      const sameFilters = n === listed?.filters
      const sameInputs = first === listed?.first && inputs === listed.inputs
      if (!sameFilters || !sameInputs) {
        const { values, alive, count } = rows
        kernels.compress(
          entries,
          counts,
          values,
          alive,
          count,
          input.stride,
          first,
          inputs,
          taps * n * 4,
          workspace.shuffles,
        )
        if (whole) kernels.listNonZero(all.ids, counts, count)
        // Which changes there are is the same for all channels; which values of the uncovered image are zero is not.
        if (!sameFilters || whole) site.listTerms(rows.record, to, n, whole)
        listed = slice
      }
      done += site.multiply(rows.record, weights, n, whole)
      kernels.gather(to, terms, products, before, step, outputs, offset, n, mode)
    }
    return done
  }
  return {
    base() {
      const rows = { record: all.record, values: input.base, alive: 0, count: input.cells }
      sum(rows, allRaw.record, true, { before: bias, step: 0, outputs: 1, mode: gathering.raw })
    },
    score() {
      const { record, deltas: values, alive, changes: count } = input
      const how = { before: raw.base, ...site.gather }
      workspace.multiplyAdds += sum({ record, values, alive, count }, output.record, false, how)
    },
  }
}

/** What is multiplied: rows of values, or of changes. */
interface Rows {
  readonly record: Address
  readonly values: Address
  /** Which of them are not all zero; 0 where that is not known. */
  readonly alive: Address
  readonly count: number
}

interface Gathering {
  readonly before: Address
  readonly step: number
  readonly outputs: number
  readonly mode: number
}
