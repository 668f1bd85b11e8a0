/** Whether every value is a number and none infinite: x − x is zero then, and NaN otherwise. */
export function allFinite(values: Float32Array | Float64Array): boolean {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]! - values[i]!
  return sum === 0
}
