/** The largest magnitude of some values; NaN where one is NaN. */
export function largestMagnitude(values: Float32Array): number {
  let largest = 0
  for (let i = 0; i < values.length; i++) {
    const magnitude = Math.abs(values[i]!)
    if (magnitude <= largest) continue
    if (Number.isNaN(magnitude)) return magnitude
    largest = magnitude
  }
  return largest
}
