import { afterEach, describe, expect, it, vi } from 'vitest'
import { bestRate, peakRate } from './peak-rate.js'

afterEach(() => {
  vi.restoreAllMocks()
})

/** Work that takes so many milliseconds of a clock that shows whole steps only; a reading takes a microsecond. */
function workOf(milliseconds: number, step: number): () => number {
  let now = 0
  vi.spyOn(performance, 'now').mockImplementation(() => {
    now += 0.001
    return Math.floor(now / step) * step
  })
  return () => {
    now += milliseconds
    return 1
  }
}

describe('the peak rate', () => {
  it.each([
    { milliseconds: 0.32, step: 0.005 },
    { milliseconds: 0.32, step: 0.1 },
    { milliseconds: 0.32, step: 1 },
    { milliseconds: 0.08, step: 1 },
    { milliseconds: 0.08, step: 100 / 6 },
    { milliseconds: 0.08, step: 100 },
    { milliseconds: 500, step: 1 },
  ])('is known to a tenth: $milliseconds ms of work on a clock of $step ms', ({ milliseconds, step }) => {
    const rate = bestRate(workOf(milliseconds, step))
    expect(Math.abs((rate * milliseconds) / 1000 - 1)).toBeLessThan(0.1)
  })

  it('is the best of the tries', () => {
    const work = workOf(1, 0.1)
    let calls = 0
    const rate = bestRate(() => {
      // Slow at first.
      if (calls++ < 30) work()
      return work()
    })
    expect(rate / 1000).toBeGreaterThan(0.9)
  })

  it('is found of the kernels', async () => {
    expect(await peakRate('scalar')).toBeGreaterThan(0)
  })
})
