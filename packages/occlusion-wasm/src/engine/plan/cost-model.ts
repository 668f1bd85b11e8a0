import type { PlannedLayer } from './engine-plan.js'

/**
 * What a layer's products cost by each strategy. The rates are constants, measured once on one machine (bench/profile.mjs):
 * what matters is how they compare, and that a plan, and so the bits of a result, is the same on every machine.
 */

/**
 * Multiply-adds a millisecond: of register tiles, and of values that are not zero times rows of filters, where the filters of several
 * taps are one row, where those of one are, and where they come from beyond the caches.
 */
const TILED = 18e6
const SPARSE = 14e6
const SPARSE_SHORT = 9e6
const SPARSE_FAR = 6e6
/** Bytes of weights that no cache holds while all of them pass by. */
const FAR = 8 << 20
/** Milliseconds to bring one value of a tile to a point of Winograd's filtering or back. */
const TRANSFORMED = 6e-7
/** Filters that are multiplied at once. */
const FILTERS_AT_ONCE = 16
/** Milliseconds to list one input of one output; to begin a tile for one input and 16 filters. */
const LISTED = 2e-6
const BEGUN = 1e-6
/** Milliseconds to write down one input's products with 16 filters of one tap, or to gather them. */
const WRITTEN = 1.5e-6
const GATHERED = 1.5e-6
/** Milliseconds to list one value of an input where nothing is written down. */
const COMPRESSED = 9e-7
/** Milliseconds to list, settle and pool an output that only a pooling reads, and for each 16 of its filters. */
const KEPT = 5e-5
const SETTLED = 1e-5

/** A layer of products, and how many changes it reads and makes under all windows of an image. */
export interface ProductShape {
  readonly taps: number
  /** Inputs of one tap that a filter reads. */
  readonly inputs: number
  readonly filters: number
  /** Whether an input is multiplied by the filters of one tap at a time. */
  readonly tapByTap: boolean
  /** Whether outputs share products, which are therefore written down and gathered. */
  readonly shared: boolean
  /** Of a dense layer, each of whose weights is read for one input of a window only. */
  readonly weights?: number
  /** Share of input values that are not zero. */
  readonly density: number
  /** Changes of the input map, each of which sparse products multiply by all taps that bring it to an output. */
  readonly inputChanges: number
  /** Outputs each input reaches by one tap, on average: less than 1 where there is a stride. */
  readonly reached: number
  /** Inputs that all changed outputs read, tap by tap: what whole rows multiply. */
  readonly outputTaps: number
  /** Changed outputs that are kept only where whole rows are multiplied, for a pooling to read. */
  readonly keptOutputs: number
  /** Points of all tiles of outputs under all windows; none where Winograd's filtering does not compute the layer. */
  readonly points?: number
}

/** Milliseconds of one thread for all windows of an image, by strategy. */
export function costsOf(shape: ProductShape): PlannedLayer['costs'] {
  const { taps, inputs, filters, density, inputChanges, reached, outputTaps, keptOutputs, points } = shape
  const groups = filters / FILTERS_AT_ONCE
  const products = inputChanges * reached * taps
  return {
    sparse: shape.shared
      ? products * ((density * inputs * filters) / sparseRate(shape) + groups * WRITTEN) +
        outputTaps * (LISTED + groups * GATHERED)
      : outputTaps * ((density * inputs * filters) / SPARSE + inputs * COMPRESSED + LISTED),
    tiled:
      outputTaps * ((inputs * filters) / TILED + LISTED + groups * BEGUN) +
      keptOutputs * (KEPT + groups * SETTLED),
    ...(points !== undefined && {
      winograd:
        points * ((inputs * filters) / TILED + (inputs + filters) * TRANSFORMED) +
        keptOutputs * (KEPT + groups * SETTLED),
    }),
  }
}

function sparseRate({ tapByTap, weights = 0 }: ProductShape): number {
  if (weights * 4 > FAR) return SPARSE_FAR
  return tapByTap ? SPARSE_SHORT : SPARSE
}
