/** A named set of pixels. */
export interface Region {
  readonly name: string
  /** Flat pixel indices y·W + x, ascending. */
  readonly pixels: Uint32Array
}

/** A region that is a band of whole rows. */
export interface Band extends Region {
  /** First row, and one past the last. */
  readonly rows: readonly [number, number]
}
