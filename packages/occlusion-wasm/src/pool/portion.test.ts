import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dividePortions, portionOf, type Slice, SliceSize, shareRest, takeSlice } from './portion.js'

/** Windows that cost this and that, some of them nothing. */
const work = (windows: number) => () => Float64Array.from({ length: windows }, (_, p) => (p * p * 7) % 11)

const jobs = fc.record({
  n: fc.integer({ min: 0, max: 40 }),
  windows: fc.integer({ min: 0, max: 300 }),
  threads: fc.integer({ min: 1, max: 9 }),
})

describe('portions and slices', () => {
  it('cover every window of every image once, whatever the number of threads and the size of slices', () => {
    fc.assert(
      fc.property(jobs, fc.integer({ min: 1, max: 400 }), ({ n, windows, threads }, size) => {
        const scored = Array.from({ length: n }, () => new Array<number>(windows).fill(0))
        const begun = new Array<number>(n).fill(0)
        for (const portion of dividePortions(n, windows, threads, work(windows))) {
          for (let slice = takeSlice(portion, size); slice; slice = takeSlice(portion, size)) {
            begun[slice.image]!++
            for (let p = slice.from; p < slice.to; p++) scored[slice.image]![p]!++
          }
        }
        expect(scored.flat().every((times) => times === 1)).toBe(true)
        expect(begun.every((times) => times >= 1)).toBe(true)
      }),
    )
  })

  it('are whole images, but the last ones parts of images, one for every thread', () => {
    const portions = dividePortions(7, 625, 3, work(625))
    const of = (image: number) => portions.filter((portion) => portion.image === image).length
    expect([0, 1, 2, 3, 4, 5, 6].map(of)).toEqual([1, 1, 1, 1, 3, 3, 3])
  })

  it('give away half of what nobody has begun, but not of a little', () => {
    const [portion] = dividePortions(1, 101, 1, work(101))
    takeSlice(portion!, 20)
    const half = shareRest(portion!)!
    expect(half).toMatchObject({ image: 0, next: 61, end: 101, begun: false })
    expect(portion).toMatchObject({ next: 20, end: 61 })
    expect(takeSlice(half, 400)).toMatchObject({ from: 61, to: 101 })
    takeSlice(portion!, 20)
    expect(shareRest(portion!)).toBeUndefined()
  })

  it('do not share so few windows that running the image anew costs more', () => {
    expect(dividePortions(1, 20, 4, work(20))).toHaveLength(1)
    expect(dividePortions(1, 0, 4, work(0))).toHaveLength(1)
  })

  it('come back whole when their thread dies', () => {
    const [portion] = dividePortions(1, 100, 1, work(100))
    takeSlice(portion!, 30)
    const lost = takeSlice(portion!, 30) as Slice
    const again = portionOf(lost)
    expect(again.deaths).toBe(1)
    expect(takeSlice(again, 400)).toMatchObject({ image: 0, from: 30, to: 60 })
    expect(takeSlice(again, 400)).toBeUndefined()
    expect(takeSlice(portion!, 400)).toMatchObject({ from: 60, to: 100 })
  })

  it('take about as long as they should, but grow no more than fourfold at once', () => {
    const size = new SliceSize()
    const before = size.windows
    size.measured(before, 0)
    expect(size.windows).toBe(before * 4)
    size.measured(100, 100)
    expect(size.windows).toBe(15)
    size.measured(1, 1e6)
    expect(size.windows).toBe(1)
    size.measured(0, 5)
    expect(size.windows).toBe(1)
    size.measured(1, 1e6, 16)
    expect(size.windows).toBe(16)
  })

  it('are long where one cannot be shorter', () => {
    const size = new SliceSize()
    size.measured(1, 40)
    expect([size.windows, size.long]).toEqual([1, true])
    size.measured(1, 2, 16)
    expect([size.windows, size.long]).toEqual([16, true])
    size.measured(16, 16)
    expect([size.windows, size.long]).toEqual([15, false])
  })

  it('have about the same work in the parts of an image', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 64, maxLength: 300 }),
        fc.integer({ min: 2, max: 4 }),
        (costs, threads) => {
          const portions = dividePortions(1, costs.length, threads, () => Float64Array.from(costs))
          const share = costs.reduce((sum, cost) => sum + cost, 0) / threads
          for (const { next, end } of portions) {
            const own = costs.slice(next, end).reduce((sum, cost) => sum + cost, 0)
            expect(Math.abs(own - share)).toBeLessThanOrEqual(20)
          }
        },
      ),
    )
  })
})
