import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sinaOffsets } from './sina.js'

test('offsets stay within the column, and are the same for the same values', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { maxLength: 60 }), (values) => {
      const offsets = sinaOffsets(values)
      expect(offsets).toHaveLength(values.length)
      expect(offsets.every((offset) => offset >= -1 && offset <= 1)).toBe(true)
      expect(sinaOffsets(values)).toEqual(offsets)
    }),
  )
})

test('a crowd is spread wide, an outlier stays in the middle', () => {
  const crowd = Array.from({ length: 50 }, (_, i) => i / 50)
  const offsets = sinaOffsets([...crowd, 30])
  expect(Math.max(...offsets.slice(0, 50).map(Math.abs))).toBeGreaterThan(0.7)
  expect(Math.abs(offsets[50]!)).toBeLessThan(0.1)
})

test('equal values still fan out', () => {
  expect(new Set(sinaOffsets([1, 1, 1, 1])).size).toBe(4)
})
