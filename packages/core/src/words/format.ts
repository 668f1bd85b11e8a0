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

/** Whole parts from here on are written as powers of ten; counts are not. */
const LARGE = 1e6

/**
 * A number at a number of decimals, thousands parted by commas: `−12,345.50`; a rounded zero carries no sign. From a
 * million up `7.71 × 10⁶`.
 */
export function formatFixed(value: number, decimals: number): string {
  return Math.abs(value) >= LARGE ? formatScientific(value, 3) : grouped(value, decimals)
}

/** A whole number of things: `60,000`, `1,254,400`. */
export function formatCount(count: number): string {
  return grouped(count, 0)
}

/** Digits written out, from 1e15, where doubles no longer count in ones, as powers of ten. */
function grouped(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return formatSpecial(value)
  if (Math.abs(value) >= 1e15) return formatScientific(value, 3)
  const [whole = '', fraction] = Math.abs(value).toFixed(decimals).split('.')
  const magnitude = whole.replace(/\B(?=(\d{3})+$)/g, ',') + (fraction === undefined ? '' : `.${fraction}`)
  return value < 0 && /[1-9]/.test(magnitude) ? MINUS + magnitude : magnitude
}

/** `3.2 × 10⁻⁷`. @param digits - significant digits of the mantissa */
export function formatScientific(value: number, digits = 2): string {
  if (!Number.isFinite(value)) return formatSpecial(value)
  const [mantissa = '', exponent = '0'] = value.toExponential(digits - 1).split('e')
  return `${mantissa.replace('-', MINUS)} × ${powerOfTen(Number(exponent))}`
}

/**
 * A share of one as a percentage: `99.12%`. It says 0% of none and 100% of all only: what would round to either is `< 0.1%` or
 * `> 99.9%`.
 */
export function formatPercent(share: number, decimals = 1): string {
  if (!Number.isFinite(share)) return formatSpecial(share)
  const [none, all] = [formatFixed(0, decimals), formatFixed(100, decimals)]
  const rounded = formatFixed(share * 100, decimals)
  const unit = 10 ** -decimals
  if (share > 0 && rounded === none) return `< ${formatFixed(unit, decimals)}%`
  if (share < 1 && rounded === all) return `> ${formatFixed(100 - unit, decimals)}%`
  return `${rounded}%`
}

/** A share as a whole percentage: `97%`, `> 99%`, `< 1%`. */
export function formatShare(share: number): string {
  return formatPercent(share, 0)
}

/** A level of confidence in all its digits: `95%`, `97.5%`, `99.99%`. */
export function formatConfidence(confidence: number): string {
  const percent = 100 * confidence
  const rounded = +percent.toPrecision(15)
  return `${rounded < 100 ? rounded : percent}%`
}

/** `95% interval`. */
export function intervalName(confidence: number): string {
  return `${formatConfidence(confidence)} interval`
}

/** `−0.41 to −0.32`: words, not a dash, since limits may be negative. */
export function formatInterval(
  interval: readonly [number, number],
  decimals = decimalsFor(interval),
): string {
  return `${atDecimals(interval[0], decimals)} to ${atDecimals(interval[1], decimals)}`
}

/**
 * An estimate with its interval, all at the decimals the interval warrants: `−0.36 [−0.41, −0.32]`; the estimate
 * alone, at three significant digits, when there is no interval.
 */
export function formatEstimate(value: number, interval?: readonly [number, number]): string {
  if (!interval?.every(Number.isFinite)) return formatNumber(value)
  return `${formatWithin(value, interval)} ${formatLimits(interval)}`
}

/** An estimate at the decimals its interval warrants: `−0.36` within −0.41 to −0.32. */
export function formatWithin(value: number, interval: readonly [number, number]): string {
  return atDecimals(value, decimalsFor(interval))
}

/** An interval for tables: `[−0.41, −0.32]`. */
export function formatLimits(interval: readonly [number, number], decimals = decimalsFor(interval)): string {
  return `[${atDecimals(interval[0], decimals)}, ${atDecimals(interval[1], decimals)}]`
}

/** Decimals that show an interval's half-width with two significant digits; undefined where it has no width. */
function decimalsFor(interval: readonly [number, number]): number | undefined {
  const half = Math.abs(interval[1] - interval[0]) / 2
  return half > 0 && Number.isFinite(half) ? 1 - Math.floor(Math.log10(half)) : undefined
}

/** Decimals beyond which a number is written as a power of ten if it is small. */
const MOST_DECIMALS = 8

/** A number to a place after the point, or before it where negative; three significant digits where there is none. */
function atDecimals(value: number, decimals: number | undefined): string {
  if (decimals === undefined || !Number.isFinite(value)) return formatNumber(value)
  const magnitude = Math.abs(value)
  const small = decimals > MOST_DECIMALS && magnitude < 1e-3
  if (magnitude < LARGE && !small) return grouped(value, Math.min(MOST_DECIMALS, Math.max(0, decimals)))
  const digits = Math.floor(Math.log10(magnitude)) + decimals + 1
  return digits < 1 || magnitude === 0 ? '0' : formatScientific(value, Math.min(10, Math.max(2, digits)))
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

/** Beyond this power of ten a p-value is only bounded: no logarithm in a double says more of it. */
const MOST_EXPONENT = 1e6

/** As `formatP` without the letter, for table columns: `0.012`, `3.2 × 10⁻⁴¹`, `> 0.99`. */
export function formatPValue(p: number, logP = Math.log(p)): string {
  if (Number.isNaN(p)) return UNDEFINED
  if (p >= 0.995) return '> 0.99'
  if (p >= 0.00095) return formatNumber(p, 2)
  if (p >= 1e-300) return formatScientific(p, 2)
  if (!Number.isFinite(logP)) return `< ${powerOfTen(-300)}`
  const log10 = logP / Math.LN10
  if (log10 < -MOST_EXPONENT) return `< ${powerOfTen(-MOST_EXPONENT)}`
  const exponent = Math.floor(log10)
  const mantissa = (10 ** (log10 - exponent)).toFixed(1)
  return mantissa === '10.0' ? `1.0 × ${powerOfTen(exponent + 1)}` : `${mantissa} × ${powerOfTen(exponent)}`
}

/** A level someone chose, without trailing zeros or rounding noise: 1 − 0.95 is `0.05`, 1 − 0.9999999 `10⁻⁷`. */
export function formatLevel(alpha: number): string {
  const rounded = +alpha.toPrecision(6)
  if (rounded >= 1e-6 || !(rounded > 0)) return String(rounded)
  const [mantissa = '', exponent] = rounded.toExponential().split('e')
  return `${mantissa === '1' ? '' : `${mantissa} × `}${powerOfTen(Number(exponent))}`
}

/** Degrees of freedom: `397.2`, or `1.94, 772.3` for numerator and denominator; whole ones without decimals. */
export function formatDf(df: number | readonly [number, number] | undefined): string {
  if (df === undefined) return ''
  const each = typeof df === 'number' ? [df] : df
  return each.map((value) => grouped(value, Number.isInteger(value) ? 0 : 1)).join(', ')
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
