/** The largest magnitude of the values `from` to `to` − 1; NaN where one is NaN. */
export function largestMagnitude(values: Float32Array, from = 0, to = values.length): number {
  let largest = 0
  for (let i = from; i < to; i++) {
    const magnitude = Math.abs(values[i]!)
    if (magnitude <= largest) continue
    if (Number.isNaN(magnitude)) return magnitude
    largest = magnitude
  }
  return largest
}
