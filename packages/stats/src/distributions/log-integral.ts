import { StatisticsError } from '../statistics-error.js'

/** Gauss–Kronrod pair of 7 and 15 points (Piessens et al., 1983, QUADPACK, routine QK15). */
const NODES = [
  0.9914553711208126, 0.9491079123427585, 0.8648644233597691, 0.7415311855993945, 0.5860872354676911,
  0.4058451513773972, 0.20778495500789848, 0,
]
const KRONROD = [
  0.022935322010529224, 0.06309209262997856, 0.10479001032225019, 0.14065325971552592, 0.1690047266392679,
  0.19035057806478542, 0.20443294007529889, 0.20948214108472782,
]
const GAUSS = [0.1294849661688697, 0.27970539148927664, 0.3818300505051189, 0.4179591836734694]

/** Beyond this many nats under its peak an integrand adds nothing that a double could hold. */
const NEGLIGIBLE = 46
const MOST_PANELS = 2000
/** Of the whole integral, for the (cautious) error estimate of one panel. */
const TOLERANCE = 1e-14

/** The logarithm of an integrand with one peak, on the whole line. */
export interface UnimodalLogIntegrand {
  readonly log: (u: number) => number
  /** Its derivative, or anything of the same sign: positive left of the peak, negative right of it. */
  readonly slope: (u: number) => number
  /** Where sharp changes begin and end: panels get borders there, so that none is overlooked. */
  readonly borders: readonly number[]
}

/**
 * log ∫ exp(log(u)) du over the line, for an integrand with one peak, to about 1e-13 of the integral: the peak is
 * found first and everything is scaled by it, so integrals far below the smallest double are as exact as others.
 * Between the points where the integrand is e^−46 of its peak it is summed by the trapezoidal rule, which converges
 * exponentially on a smooth peak (Trefethen and Weideman, 2014, SIAM Review 56, 385–458); one with sharp changes in it
 * by adaptive Gauss–Kronrod quadrature.
 *
 * @throws StatisticsError NO_CONVERGENCE
 */
export function logIntegral(integrand: UnimodalLogIntegrand): number {
  const { log, slope } = integrand
  const peak = findPeak(slope)
  const height = log(peak)
  if (height === -Infinity) return -Infinity
  const left = findEdge(log, peak, height, -1)
  const right = findEdge(log, peak, height, 1)
  const scaled = (u: number): number => Math.exp(log(u) - height)
  const smooth = trapezoidal(scaled, left, right)
  if (smooth !== undefined) return height + Math.log(smooth)
  const inside = integrand.borders.filter((u) => u > left && u < right)
  const borders = [left, peak, right, ...inside].sort((a, b) => a - b)
  // A logarithm of size h is only known to ε·h, which is the noise of the scaled integrand.
  const tolerance = Math.min(0.1, Math.max(TOLERANCE, (400 * Number.EPSILON * Math.abs(height)) ** 1.5))
  return height + Math.log(adaptive(scaled, borders, tolerance))
}

function findPeak(slope: (u: number) => number): number {
  let low = -1
  let high = 1
  while (slope(low) < 0) low *= 2
  while (slope(high) > 0) high *= 2
  // Only the scale depends on the peak, so a few digits of it are enough.
  for (let step = 0; step < 60 && high - low > 1e-9 * (1 + Math.abs(low)); step++) {
    const middle = 0.5 * (low + high)
    if (slope(middle) > 0) low = middle
    else high = middle
  }
  return 0.5 * (low + high)
}

/** Where the integrand has become negligible, on one side of the peak: doubling outwards, then halving back. */
function findEdge(log: (u: number) => number, peak: number, height: number, side: 1 | -1): number {
  const negligible = (distance: number): boolean => !(log(peak + side * distance) > height - NEGLIGIBLE)
  let far = 1e-6
  while (!negligible(far)) far *= 2
  let near = far / 2
  for (let step = 0; step < 5; step++) {
    const middle = 0.5 * (near + far)
    if (negligible(middle)) far = middle
    else near = middle
  }
  return peak + side * far
}

/** ∫ f of a function that is negligible at both ends; undefined where halving the step twice does not settle it. */
function trapezoidal(f: (u: number) => number, left: number, right: number): number | undefined {
  let step = (right - left) / 32
  let sum = 0
  for (let i = 1; i < 32; i++) sum += f(left + i * step)
  for (let points = 32; points <= 64; points *= 2) {
    let between = 0
    for (let i = 0; i < points; i++) between += f(left + (i + 0.5) * step)
    const gap = Math.abs(sum - between)
    sum += between
    step /= 2
    // Each halving squares the error or better: agreement to 1e-11 of two sums means full precision of their mean.
    if (gap <= 1e-11 * sum) return sum * step
  }
  return undefined
}

/** ∫ f between the first border and the last, to `tolerance` of itself, panels halved until each is good enough. */
function adaptive(f: (u: number) => number, borders: readonly number[], tolerance: number): number {
  const panels = borders.slice(1).map((high, i) => kronrod(f, borders[i]!, high))
  let sum = panels.reduce((total, panel) => total + panel.integral, 0)
  let settled = 0
  for (let count = 0; panels.length > 0; count++) {
    if (count > MOST_PANELS) throw new StatisticsError('NO_CONVERGENCE', 'quadrature needs too many panels')
    const { low, high, integral, error } = panels.pop()!
    const middle = 0.5 * (low + high)
    if (error <= tolerance * sum || middle <= low || middle >= high) {
      settled += integral
      continue
    }
    const halves = [kronrod(f, low, middle), kronrod(f, middle, high)] as const
    sum += halves[0].integral + halves[1].integral - integral
    panels.push(...halves)
  }
  return settled
}

/** An interval, its integral, and how far off that may be. */
interface Panel {
  readonly low: number
  readonly high: number
  readonly integral: number
  readonly error: number
}

function kronrod(f: (u: number) => number, low: number, high: number): Panel {
  const center = 0.5 * (low + high)
  const half = 0.5 * (high - low)
  const middle = f(center)
  let fine = KRONROD[7]! * middle
  let coarse = GAUSS[3]! * middle
  for (let i = 0; i < 7; i++) {
    const pair = f(center - half * NODES[i]!) + f(center + half * NODES[i]!)
    fine += KRONROD[i]! * pair
    if (i % 2 === 1) coarse += GAUSS[(i - 1) / 2]! * pair
  }
  const gap = Math.abs(fine - coarse) * half
  // The 15-point rule is far better than its distance from the 7-point rule says (QUADPACK's own scaling of it).
  const scale = Math.abs(fine) * half
  const error = scale > 0 ? scale * Math.min(1, (200 * (gap / scale)) ** 1.5) : gap
  return { low, high, integral: fine * half, error }
}
