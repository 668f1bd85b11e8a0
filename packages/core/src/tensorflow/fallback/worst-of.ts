/** Beyond this, float32 may overflow within a sum whose value it holds; scores that are not finite are refused where they are read. */
const LARGEST_HELD = 1e30

/**
 * The largest difference, relative to the largest value expected.
 *
 * @param least - what that value counts as, where it is less
 */
export function worstOf(
  got: Float32Array,
  expected: Float64Array,
  least = 1e-30,
): { readonly at: number; readonly error: number } {
  if (got.length !== expected.length) return { at: 0, error: Number.POSITIVE_INFINITY }
  const scale = expected.reduce(
    (most, value) => Math.max(most, Number.isFinite(value) ? Math.abs(value) : 0),
    least,
  )
  if (scale > LARGEST_HELD) return { at: 0, error: 0 }
  let [at, error] = [0, 0]
  expected.forEach((value, i) => {
    if (got[i] === Math.fround(value) || (Number.isNaN(value) && Number.isNaN(got[i]))) return
    const own = Math.abs(got[i]! - value) / scale
    const difference = Number.isNaN(own) ? Number.POSITIVE_INFINITY : own
    if (difference > error) [at, error] = [i, difference]
  })
  return { at, error }
}
