import fc from 'fast-check'
import { expect, test } from 'vitest'
import { assertWellFormed } from '../../test/well-formed.js'
import { coordinate, figure, svg, text } from './svg.js'

test('any text, also in attributes, leaves a well-formed document', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string(), (title, label) => {
      const drawn = figure(
        { width: 10, height: 10, title, subtitle: label, description: title },
        svg('g', { 'aria-label': label }, text(1, 2, title)),
      )
      assertWellFormed(drawn)
      expect(drawn.includes('\u0000')).toBe(false)
    }),
  )
})

test('markup in text stays text', () => {
  expect(text(0, 0, '<script>"&')).toBe('<text x="0" y="0">&lt;script&gt;&quot;&amp;</text>')
})

test('coordinates are rounded to hundredths, never negative zero, and must be finite', () => {
  expect([1.23456, -0.001, 12].map(coordinate)).toEqual(['1.23', '0', '12'])
  expect(() => svg('rect', { x: Number.NaN })).toThrow(RangeError)
})
