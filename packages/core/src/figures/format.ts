/**
 * How numbers are written for people, everywhere: verdicts, terminal tables, figures and reports. A true minus sign,
 * powers of ten as `4.1 × 10⁻⁷`, as many digits as the uncertainty warrants, and never a p-value of zero.
 */

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹'
const MINUS = '\u2212'
/** Stands where a number is undefined: an effect with no variance, a region with no ink. */
const UNDEFINED = '–'

/**
 * A number at a number of significant digits: `0.0123`, `−4.10`, `12,300`, `3.2 × 10⁻⁷`.
 *
 * @param digits - significant digits, 1 or more; whole parts are never cut
 * @returns `–` for NaN, `∞` or `−∞` for infinities
 */
export function formatNumber(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return formatSpecial(value)
  if (value === 0) return '0'
  const rounded = Number(Math.abs(value).toPrecision(digits))
  if (rounded < 1e-3 || rounded >= 1e6) return formatScientific(value, digits)
  return formatFixed(value, Math.max(0, digits - 1 - Math.floor(Math.log10(rounded))))
}

/** A number at a number of decimals, thousands parted by commas: `−1,234.50`; a rounded zero carries no sign. */
export function formatFixed(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return formatSpecial(value)
  const [whole = '', fraction] = Math.abs(value).toFixed(decimals).split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  const magnitude = fraction === undefined ? grouped : `${grouped}.${fraction}`
  return value < 0 && /[1-9]/.test(magnitude) ? MINUS + magnitude : magnitude
}

/** A whole number of things: `60,000`. */
export function formatCount(count: number): string {
  return formatFixed(count, 0)
}

/** `3.2 × 10⁻⁷`. @param digits - significant digits of the mantissa */
export function formatScientific(value: number, digits = 2): string {
  if (!Number.isFinite(value)) return formatSpecial(value)
  const [mantissa = '', exponent = '0'] = value.toExponential(digits - 1).split('e')
  return `${mantissa.replace('-', MINUS)} × ${powerOfTen(Number(exponent))}`
}

/** A share of one as a percentage: `99.12%`. */
export function formatPercent(share: number, decimals = 1): string {
  return Number.isFinite(share) ? `${formatFixed(share * 100, decimals)}%` : formatSpecial(share)
}

/** `−0.41 to −0.32`: words, not a dash, since limits may be negative. */
export function formatInterval(
  interval: readonly [number, number],
  decimals = decimalsFor(interval),
): string {
  return `${formatFixed(interval[0], decimals)} to ${formatFixed(interval[1], decimals)}`
}

/**
 * An estimate with its interval, all at the decimals the interval warrants: `−0.36 [−0.41, −0.32]`; the estimate
 * alone, at three significant digits, when there is no interval.
 */
export function formatEstimate(value: number, interval?: readonly [number, number]): string {
  if (!interval?.every(Number.isFinite)) return formatNumber(value)
  return `${formatFixed(value, decimalsFor(interval))} ${formatLimits(interval)}`
}

/** An interval for tables: `[−0.41, −0.32]`. */
export function formatLimits(interval: readonly [number, number], decimals = decimalsFor(interval)): string {
  return `[${formatFixed(interval[0], decimals)}, ${formatFixed(interval[1], decimals)}]`
}

/** Decimals that show an interval's half-width with two significant digits, from 0 to 8. */
export function decimalsFor(interval: readonly [number, number]): number {
  const half = Math.abs(interval[1] - interval[0]) / 2
  if (!(half > 0) || !Number.isFinite(half)) return 3
  return Math.min(8, Math.max(0, 1 - Math.floor(Math.log10(half))))
}

/**
 * A p-value with its relation: `p = 0.012`, `p = 3.2 × 10⁻⁴¹`, `p > 0.99`. Two significant digits; below 1e-300,
 * where doubles thin out and then underflow, it is computed from the logarithm, so no p is printed as zero.
 *
 * @param p - 0 … 1
 * @param logP - natural logarithm of p; needed only where p may underflow
 */
export function formatP(p: number, logP?: number): string {
  const value = formatPValue(p, logP)
  return /^[<>]/.test(value) ? `p ${value}` : `p = ${value}`
}

/** As `formatP` without the letter, for table columns: `0.012`, `3.2 × 10⁻⁴¹`, `> 0.99`. */
export function formatPValue(p: number, logP = Math.log(p)): string {
  if (Number.isNaN(p)) return UNDEFINED
  if (p >= 0.995) return '> 0.99'
  if (p >= 0.00095) return formatNumber(p, 2)
  if (p >= 1e-300) return formatScientific(p, 2)
  if (!Number.isFinite(logP)) return `< ${powerOfTen(-300)}`
  const log10 = logP / Math.LN10
  const exponent = Math.floor(log10)
  const mantissa = (10 ** (log10 - exponent)).toFixed(1)
  return mantissa === '10.0' ? `1.0 × ${powerOfTen(exponent + 1)}` : `${mantissa} × ${powerOfTen(exponent)}`
}

/** A level someone chose, without trailing zeros or rounding noise: 1 − 0.95 is `0.05`. */
export function formatLevel(alpha: number): string {
  return String(+alpha.toPrecision(6))
}

/** Degrees of freedom: `397.2`, or `1.94, 772.3` for numerator and denominator; whole ones without decimals. */
export function formatDf(df: number | readonly [number, number] | undefined): string {
  if (df === undefined) return ''
  const each = typeof df === 'number' ? [df] : df
  return each.map((value) => formatFixed(value, Number.isInteger(value) ? 0 : 1)).join(', ')
}

/** Seconds for people: `0.42 s`, `12.3 s`, `4 min 5 s`, `1 h 2 min`. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return formatSpecial(seconds)
  if (seconds < 60) return `${formatNumber(seconds, seconds < 1 ? 2 : 3)} s`
  const whole = Math.round(seconds)
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60]
  return hours > 0 ? `${hours} h ${minutes} min` : `${minutes} min ${whole % 60} s`
}

function powerOfTen(exponent: number): string {
  const digits = [...String(Math.abs(exponent))].map((digit) => SUPERSCRIPTS[Number(digit)])
  return `10${exponent < 0 ? '⁻' : ''}${digits.join('')}`
}

function formatSpecial(value: number): string {
  if (Number.isNaN(value)) return UNDEFINED
  return value > 0 ? '∞' : `${MINUS}∞`
}
