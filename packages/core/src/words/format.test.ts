import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  formatConfidence,
  formatCount,
  formatDf,
  formatDuration,
  formatEstimate,
  formatFixed,
  formatInterval,
  formatLevel,
  formatNumber,
  formatP,
  formatPercent,
  formatPValue,
  formatShare,
  intervalName,
} from './format.js'

/** Reads a formatted number back. */
function parse(text: string): number {
  const plain = text.replaceAll('\u2212', '-').replaceAll(',', '')
  const [mantissa = '', power] = plain.split(' × 10')
  if (power === undefined) return Number(mantissa)
  const exponent = [...power].map((digit) => (digit === '⁻' ? '-' : '⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(digit))).join('')
  return Number(`${mantissa}e${exponent}`)
}

const anyNumber = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e12, max: 1e12 })

test('a formatted number reads back to its significant digits', () => {
  fc.assert(
    fc.property(anyNumber, fc.integer({ min: 1, max: 6 }), (value, digits) => {
      if (Math.abs(value) < 1e-300) return
      expect(Math.abs(parse(formatNumber(value, digits)) - value)).toBeLessThanOrEqual(
        Math.abs(value) * 0.5000001 * 10 ** (1 - digits),
      )
    }),
  )
})

test('numbers are written as people write them', () => {
  expect(
    [0, 1234.5, -0.0123, 12, 0.9996, 1e-7, -32100000, Number.NaN, -Infinity].map((x) => formatNumber(x)),
  ).toEqual(['0', '1,235', '−0.0123', '12.0', '1.00', '1.00 × 10⁻⁷', '−3.21 × 10⁷', '–', '−∞'])
  expect(formatFixed(-0.0004, 2)).toBe('0.00')
  expect(formatFixed(-123456.789, 2)).toBe('−123,456.79')
  expect(formatFixed(7712506.59, 2)).toBe('7.71 × 10⁶')
  expect(formatCount(1254400)).toBe('1,254,400')
  expect(formatCount(60000)).toBe('60,000')
  expect(formatPercent(0.99161, 2)).toBe('99.16%')
  expect(formatLevel(1 - 0.95)).toBe('0.05')
  expect(formatDf([1.943, 772.31])).toBe('1.9, 772.3')
  expect(formatDf(398)).toBe('398')
  expect([0.423, 12.34, 245, 3725].map(formatDuration)).toEqual([
    '0.42 s',
    '12.3 s',
    '4 min 5 s',
    '1 h 2 min',
  ])
})

test.each([
  [0.5, '50%'],
  [0.57, '57%'],
  [0.95, '95%'],
  [0.975, '97.5%'],
  [0.999, '99.9%'],
  [0.9999999, '99.99999%'],
  [1 - 2 ** -53, '99.99999999999999%'],
])('a confidence of %d is said in all its digits: %s', (confidence, words) => {
  expect(formatConfidence(confidence)).toBe(words)
  expect(intervalName(confidence)).toBe(`${words} interval`)
})

test('a share is 100% of all and 0% of none only', () => {
  expect([0, 0.0026, 0.004999, 0.006, 0.5, 0.994, 0.9974, 1].map(formatShare)).toEqual([
    '0%',
    '< 1%',
    '< 1%',
    '1%',
    '50%',
    '99%',
    '> 99%',
    '100%',
  ])
  expect([1 - 0.999999, 1 - 0.9999999, 0.005].map(formatLevel)).toEqual(['0.000001', '10⁻⁷', '0.005'])
})

test('very large and very small differences can be read', () => {
  expect(formatEstimate(2.3161317922e27, [2.1e27, 2.5e27])).toBe('2.32 × 10²⁷ [2.10 × 10²⁷, 2.50 × 10²⁷]')
  expect(formatEstimate(3.21e-12, [3.1e-12, 3.32e-12])).toBe('3.21 × 10⁻¹² [3.10 × 10⁻¹², 3.32 × 10⁻¹²]')
  expect(formatEstimate(-4e-30, [-9e-30, 1e-30])).toBe('−4.0 × 10⁻³⁰ [−9.0 × 10⁻³⁰, 1.0 × 10⁻³⁰]')
  expect(formatInterval([0, 4e-12])).toBe('0 to 4.0 × 10⁻¹²')
  expect(formatDf(2508798)).toBe('2,508,798')
})

test('limits read back to within the digits the interval warrants, whatever their size', () => {
  const magnitude = fc.tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.integer({ min: -40, max: 40 }))
  fc.assert(
    fc.property(
      magnitude,
      fc.double({ min: 1e-6, max: 10, noNaN: true }),
      ([mantissa, exponent], relative) => {
        const centre = mantissa * 10 ** exponent
        const half = relative * Math.max(Math.abs(centre), 10 ** (exponent - 1))
        const text = formatEstimate(centre, [centre - half, centre + half])
        expect(text.length).toBeLessThan(90)
        const [value, low, high] = text.split(/ \[|, (?=[−\d])|\]/)
        // Small steps beside large numbers stop at eight decimals.
        const tolerance = Math.max(0.06 * half, Math.abs(centre) < 1e-3 ? 0 : 0.5000001e-8)
        expect(Math.abs(parse(value!) - centre)).toBeLessThanOrEqual(tolerance)
        expect(Math.abs(parse(low!) - (centre - half))).toBeLessThanOrEqual(tolerance)
        expect(Math.abs(parse(high!) - (centre + half))).toBeLessThanOrEqual(tolerance)
      },
    ),
  )
})

test('an estimate carries as many decimals as its interval warrants', () => {
  expect(formatEstimate(-0.3612, [-0.4107, -0.3203])).toBe('−0.361 [−0.411, −0.320]')
  expect(formatEstimate(12.345, [8, 16])).toBe('12.3 [8.0, 16.0]')
  expect(formatInterval([-0.41, 0.32])).toBe('−0.41 to 0.32')
  expect(formatEstimate(0.5, [0.5, 0.5])).toBe('0.500 [0.500, 0.500]')
  expect(formatEstimate(0.5, [Number.NaN, 1])).toBe('0.500')
})

test('a p-value is never printed as zero, and its logarithm carries it on where doubles end', () => {
  expect(formatP(0.0123)).toBe('p = 0.012')
  expect(formatP(1)).toBe('p > 0.99')
  expect(formatP(3.21e-41)).toBe('p = 3.2 × 10⁻⁴¹')
  expect(formatP(0, -2000 * Math.LN10 + Math.log(4.2))).toBe('p = 4.2 × 10⁻²⁰⁰⁰')
  expect(formatP(0, -400 * Math.LN10 + Math.log(9.97))).toBe('p = 1.0 × 10⁻³⁹⁹')
  expect(formatP(0)).toBe('p < 10⁻³⁰⁰')
  expect(formatPValue(Number.NaN)).toBe('–')
})

test('p from itself and p from its logarithm are the same text', () => {
  fc.assert(
    fc.property(fc.double({ min: -680, max: 0, noNaN: true }), (logP) => {
      const p = Math.exp(logP)
      expect(formatPValue(p, logP)).toBe(formatPValue(p))
      const value = formatPValue(p, logP)
      if (!value.startsWith('>')) expect(Math.abs(parse(value) / p - 1)).toBeLessThan(0.051)
    }),
  )
})
