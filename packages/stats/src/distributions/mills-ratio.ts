/** Chebyshev coefficients of (1 + x)·m(x) in (x − 4)/(x + 4), by scripts/mills-ratio.py. */
const COEFFICIENTS = [
  1.1670525350882472, -0.1610195767134654, -0.028002821825452974, 0.03167452189239266, -0.012103231162345369,
  0.0027056129762167095, -0.00029931636202703166, -1.716686526879361e-5, 1.0178489264109868e-5,
  -4.894829570004192e-7, -2.844006500151048e-7, 3.0766283713811506e-8, 9.180378674469537e-9,
  -1.2756102213808737e-9, -3.660279376104134e-10, 4.5926359348595205e-11, 1.7189314687646526e-11,
  -1.2726833698700693e-12, -8.668081913316188e-13, 1.1061557204136741e-15, 4.2750210770103334e-14,
  3.790937692263904e-15, -1.8474103010592332e-15, -4.0419094130708177e-16, 5.340854385017358e-17,
  2.941479937590055e-17, 9.076691823620142e-19, -1.5916377861588117e-18,
]

/**
 * Mills ratio of the standard normal, m(x) = (1 − Φ(x)) / φ(x), for x ≥ 0, to about 1e-15 relative.
 *
 * It falls like 1/x where Φ falls like exp(−x²/2), so tails of any depth come from it without underflow. Computed as a
 * Chebyshev series (Clenshaw's recurrence) after the substitution of Shepherd and Laframboise (1981, Mathematics of
 * Computation 36, 249–253).
 */
export function millsRatio(x: number): number {
  if (x > 1e8) return 1 / x
  const s = (x - 4) / (x + 4)
  let b1 = 0
  let b2 = 0
  for (let k = COEFFICIENTS.length - 1; k > 0; k--) {
    const b0 = 2 * s * b1 - b2 + COEFFICIENTS[k]!
    b2 = b1
    b1 = b0
  }
  return (s * b1 - b2 + COEFFICIENTS[0]!) / (1 + x)
}
