import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { coveredCopy } from '../../test/covered-copy.js'
import fixture from '../../test/fixtures/inpainting.json' with { type: 'json' }
import { checkFill, type Fill, fillerOf } from './fill.js'

type Shape = readonly [number, number, number]

function filled(fill: Fill, shape: Shape, image: Float32Array, window: readonly number[]): Float32Array {
  const [y0, x0, c0, y1, x1, c1] = window as [number, number, number, number, number, number]
  const out = new Float32Array((y1 - y0) * (x1 - x0) * (c1 - c0))
  fillerOf(fill, shape)(image, new Float32Array(image.length), Int32Array.from(window), 0, out)
  return out
}

/** A shape, and a window in it that leaves a rim. */
const covered = fc
  .tuple(fc.integer({ min: 3, max: 9 }), fc.integer({ min: 3, max: 9 }), fc.integer({ min: 1, max: 3 }))
  .chain(([height, width, channels]) =>
    fc
      .tuple(
        fc.integer({ min: 0, max: height - 1 }),
        fc.integer({ min: 0, max: width - 1 }),
        fc.integer({ min: 1, max: height - 1 }),
        fc.integer({ min: 1, max: width }),
        fc.integer({ min: 0, max: channels - 1 }),
      )
      .map(([y, x, h, w, c]) => ({
        shape: [height, width, channels] as const,
        window: [y, x, c, Math.min(height, y + h), Math.min(width, x + w), channels],
      })),
  )

describe('in-painting', () => {
  it('is ROAD’s linear imputation without noise, as SciPy solves it', () => {
    let compared = 0
    for (const { shape, image, windows } of fixture) {
      for (const { window, values } of windows) {
        const ours = filled({ kind: 'inpaint' }, shape as unknown as Shape, Float32Array.from(image), window)
        expect(ours.length).toBe(values.length)
        for (const [i, value] of values.entries()) {
          // The one rounding to float32, and what either solver's float64 leaves.
          expect(Math.abs(ours[i]! - value)).toBeLessThan(
            2 ** -24 * Math.max(Math.abs(value), 2 ** -8) + 1e-14,
          )
          compared++
        }
      }
    }
    expect(compared).toBeGreaterThan(900)
  })

  it('continues a ramp exactly wherever the window leaves the image’s border free', () => {
    const shape = [12, 14, 2] as const
    const ramp = Float32Array.from({ length: 12 * 14 * 2 }, (_, i) => {
      const [y, x, c] = [Math.floor(i / 28), Math.floor(i / 2) % 14, i % 2]
      return (3 * y + 2 * x + 5 * c + 1) / 128
    })
    for (const window of [
      [1, 1, 0, 11, 13, 2],
      [3, 4, 0, 7, 6, 2],
      [2, 2, 1, 3, 13, 2],
    ]) {
      const copy = Float32Array.from(ramp)
      const [y0, x0, c0, y1, x1, c1] = window as [number, number, number, number, number, number]
      const values = filled({ kind: 'inpaint' }, shape, ramp, window)
      let i = 0
      for (let y = y0; y < y1; y++)
        for (let x = x0; x < x1; x++) for (let c = c0; c < c1; c++) copy[(y * 14 + x) * 2 + c] = values[i++]!
      expect(copy).toEqual(ramp)
    }
  })

  it('refuses the whole image, and windows whose system would take all memory, in one line', () => {
    const refusal = (window: number[], shape: Shape) => () =>
      checkFill({ kind: 'inpaint' }, Int32Array.from(window), shape)
    expect(refusal([0, 0, 0, 5, 6, 1], [5, 6, 1])).toThrow(/^FILL_WINDOW: a window of 5×6 is the whole image/)
    expect(refusal([0, 0, 0, 999, 999, 1], [1000, 1000, 1])).toThrow(/^FILL_WINDOW: .* is too large/)
    expect(refusal([0, 0, 0, 4, 999, 1], [1000, 1000, 1])).not.toThrow()
  })
})

describe('every fill', () => {
  const fills = fc.constantFrom<Fill>(
    { kind: 'patch-mean' },
    { kind: 'inpaint' },
    { kind: 'soft', sigma: 0.25 },
    { kind: 'soft', sigma: 3 },
  )

  it('gives the values of its definition', () => {
    fc.assert(
      fc.property(
        covered,
        fills,
        fc.infiniteStream(fc.float({ min: 0, max: 1, noNaN: true })),
        (at, fill, stream) => {
          const { shape, window } = at
          const size = shape[0] * shape[1] * shape[2]
          const image = Float32Array.from({ length: size }, () => stream.next().value)
          const ours = filled(fill, shape, image, window)
          const windows = Int32Array.from(window)
          const slow = coveredCopy(shape, image, new Float32Array(size), windows, 0, fill)
          const [y0, x0, c0, y1, x1, c1] = window as [number, number, number, number, number, number]
          let i = 0
          for (let y = y0; y < y1; y++) {
            for (let x = x0; x < x1; x++) {
              for (let c = c0; c < c1; c++) {
                expect(ours[i++]).toBeCloseTo(slow[(y * shape[1] + x) * shape[2] + c]!, 6)
              }
            }
          }
        },
      ),
    )
  })

  it('leaves an image of one value as it is, bit by bit', () => {
    fc.assert(
      fc.property(
        covered,
        fills,
        fc.float({ min: 0, max: 1, noNaN: true }),
        ({ shape, window }, fill, value) => {
          const image = new Float32Array(shape[0] * shape[1] * shape[2]).fill(value)
          if (fill.kind === 'soft') {
            const out = new Float32Array(image.length)
            fillerOf(fill, shape)(image, image, Int32Array.from(window), 0, out)
            const [y0, x0, c0, y1, x1, c1] = window as [number, number, number, number, number, number]
            expect(new Set(out.subarray(0, (y1 - y0) * (x1 - x0) * (c1 - c0)))).toEqual(new Set([image[0]]))
          } else {
            expect(new Set(filled(fill, shape, image, window))).toEqual(new Set([image[0]]))
          }
        },
      ),
    )
  })
})

it('takes only a width of a Gaussian that is one', () => {
  for (const sigma of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(() => checkFill({ kind: 'soft', sigma }, new Int32Array(6), [1, 1, 1])).toThrow('FILL_INVALID')
  }
})
