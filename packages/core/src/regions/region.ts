/** A named set of pixels. */
export interface Region {
  readonly name: string
  /** Flat pixel indices y·W + x, ascending. */
  readonly pixels: Uint32Array
  /** Where the region is a band of whole rows: its first row, and one past its last. */
  readonly rows?: readonly [number, number]
}

/** A region that is a band of whole rows. */
export interface Band extends Region {
  readonly rows: readonly [number, number]
}
