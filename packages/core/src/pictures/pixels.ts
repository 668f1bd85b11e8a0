/** A decoded picture: values in 0 … 1, row-major, channels last. */
export interface Pixels {
  readonly width: number
  readonly height: number
  /** 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha. */
  readonly channels: 1 | 2 | 3 | 4
  /** [height, width, channels] */
  readonly data: Float32Array
  /** What it was read from: `PNG, 8-bit palette`. */
  readonly format: string
}

/** What channels are called. */
export const CHANNEL_NAMES = { 1: 'grey', 2: 'grey with alpha', 3: 'RGB', 4: 'RGB with alpha' } as const
