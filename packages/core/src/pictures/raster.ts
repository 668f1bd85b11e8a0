import type { Pixels } from './pixels.js'

/** Samples of up to 8 bits, or of up to 16. */
export type Samples = Uint8Array | Uint16Array

/** A picture in the whole numbers of its file. */
export interface Raster extends Pick<Pixels, 'width' | 'height' | 'channels' | 'format'> {
  /** What is 1: 255 of 8 bits. */
  readonly largest: number
  /** From the top, [width, channels]; each is to be used before the next is asked for. */
  rows(): Iterable<Samples>
}

/** The picture in values of 0 … 1. */
export function pixelsOf(raster: Raster): Pixels {
  const { width, height, channels, format, largest } = raster
  return {
    ...{ width, height, channels, format },
    *rows() {
      const values = new Float32Array(width * channels)
      for (const row of raster.rows()) {
        for (let i = 0; i < values.length; i++) values[i] = row[i]! / largest
        yield values
      }
    },
  }
}
