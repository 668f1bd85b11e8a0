/** A decoded picture, row by row, so that a large one need never be in memory as numbers. */
export interface Pixels {
  readonly width: number
  readonly height: number
  /** 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha. */
  readonly channels: 1 | 2 | 3 | 4
  /** What it was read from: `PNG, 8-bit palette`. */
  readonly format: string
  /** From the top, [width, channels] in 0 … 1; each is to be used before the next is asked for. */
  rows(): Iterable<Float32Array>
}

/** What channels are called. */
export const CHANNEL_NAMES = { 1: 'grey', 2: 'grey with alpha', 3: 'RGB', 4: 'RGB with alpha' } as const
