import type { Fit } from '@umbra/core'
import { fittedPlace } from '@umbra/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { commonGrid } from './common-grid.ts'

const side = fc.integer({ min: 1, max: 60 })
const size = fc.record({ width: side, height: side })
const fit = fc.constantFrom<Fit>('contain', 'cover', 'stretch')

describe('what two networks both see of a picture', () => {
  it('is pixel by pixel where their images are of one size', () => {
    fc.assert(
      fc.property(size, size, fit, (picture, model, how) => {
        const { rows, columns, places, same } = commonGrid(picture, how, [model, { ...model }])
        expect([rows, columns, same]).toEqual([model.height, model.width, true])
        for (const own of places) expect([...own]).toEqual([...own.keys()])
      }),
    )
  })

  it('lies at one point of the picture in both, to less than a pixel, and within both images', () => {
    fc.assert(
      fc.property(size, size, size, fit, (picture, a, b, how) => {
        fc.pre(a.width !== b.width || a.height !== b.height)
        const { rows, columns, places } = commonGrid(picture, how, [a, b])
        for (let i = 0; i < rows * columns; i++) {
          const [first, second] = [a, b].map((model, n) => {
            const at = places[n]![i]!
            expect(at).toBeGreaterThanOrEqual(0)
            expect(at).toBeLessThan(model.width * model.height)
            const { left, top, width, height } = fittedPlace(picture, model, how)
            const [x, y] = [at % model.width, Math.floor(at / model.width)]
            return { x: (x - left + 0.5) / width, y: (y - top + 0.5) / height, dx: 1 / width, dy: 1 / height }
          })
          expect(Math.abs(first!.x - second!.x)).toBeLessThanOrEqual(first!.dx / 2 + second!.dx / 2 + 1e-9)
          expect(Math.abs(first!.y - second!.y)).toBeLessThanOrEqual(first!.dy / 2 + second!.dy / 2 + 1e-9)
        }
      }),
    )
  })

  it('halves the finer image onto the coarser', () => {
    const [a, b] = [
      { width: 4, height: 2 },
      { width: 8, height: 4 },
    ]
    const { rows, columns, places } = commonGrid({ width: 400, height: 200 }, 'cover', [a, b])
    expect([rows, columns]).toEqual([4, 8])
    expect([...places[0]].slice(0, 8)).toEqual([0, 0, 1, 1, 2, 2, 3, 3])
    expect([...places[1]]).toEqual([...places[1].keys()])
  })

  it('is the middle where one network sees more of the picture', () => {
    const picture = { width: 200, height: 100 }
    const { rows, columns, places } = commonGrid(picture, 'cover', [
      { width: 10, height: 10 },
      { width: 20, height: 10 },
    ])
    expect([rows, columns]).toEqual([10, 10])
    expect([...places[1]].slice(0, 10)).toEqual([5, 6, 7, 8, 9, 10, 11, 12, 13, 14])
  })
})
