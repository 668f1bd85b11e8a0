/** Chebyshev coefficients of (1 + x)·m(x) in (x − 4)/(x + 4), by scripts/mills-ratio.py. */
const COEFFICIENTS = [
  1.1670525350882472057, -0.16101957671346538914, -0.028002821825452974716, 0.031674521892392658864,
  -0.012103231162345368661, 0.0027056129762167095153, -0.00029931636202703165933, -0.00001716686526879361022,
  0.000010178489264109867437, -4.8948295700041917723e-7, -2.844006500151047843e-7, 3.076628371381150396e-8,
  9.1803786744695372008e-9, -1.2756102213808736222e-9, -3.6602793761041338272e-10, 4.5926359348595205189e-11,
  1.718931468764652685e-11, -1.2726833698700694016e-12, -8.6680819133161884347e-13, 1.1061557204136740861e-15,
  4.2750210770103333828e-14, 3.7909376922639045483e-15, -1.8474103010592331508e-15,
  -4.0419094130708177894e-16, 5.3408543850173578299e-17, 2.941479937590055145e-17, 9.0766918236201425145e-19,
  -1.5916377861588117836e-18,
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
