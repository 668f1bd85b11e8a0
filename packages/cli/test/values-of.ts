import type { Pixels } from '@umbra/core'

/** A picture's values, [height, width, channels]. */
export function valuesOf({ width, height, channels, rows }: Pixels): Float32Array {
  const values = new Float32Array(width * height * channels)
  let y = 0
  for (const row of rows()) values.set(row, y++ * width * channels)
  if (y !== height) throw new Error(`${y} rows came, expected ${height}`)
  return values
}
