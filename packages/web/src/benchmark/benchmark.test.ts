import { expect, it } from 'vitest'
import { largestError, markdownOf, median, ORACLE } from './benchmark.ts'

it('takes the median of odd and even numbers of runs, and of none', () => {
  expect(median([9, 1, 4])).toBe(4)
  expect(median([4, 1, 9, 2])).toBe(3)
  expect(median([])).toBeNaN()
})

it('measures errors against the largest value', () => {
  expect(largestError(Float32Array.of(1, -3.5, 0), Float32Array.of(1, -4, 0))).toBe(0.125)
  expect(largestError(Float32Array.of(0, 2), Float32Array.of(0, 0))).toBe(2)
  expect(largestError(Float32Array.of(Number.NaN), Float32Array.of(1))).toBeNaN()
})

it('writes a table, and why a backend is not in it', () => {
  const text = markdownOf(
    [
      { name: ORACLE, detail: 'simd', milliseconds: [140], error: 0 },
      { name: 'fast', detail: 'simd, 2 threads', milliseconds: [2], error: 1e-6 },
      { name: 'none', detail: '', milliseconds: [], error: undefined, failure: 'missing' },
    ],
    '2 logical cores.',
  )
  expect(text).toContain('| fast | 2.00 | 70.0 | 1.0e-6 | simd, 2 threads |')
  expect(text).toContain('| none | | | | not run: missing |')
})
