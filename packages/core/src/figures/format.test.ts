import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
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
  expect(formatFixed(-1234567.891, 2)).toBe('−1,234,567.89')
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
