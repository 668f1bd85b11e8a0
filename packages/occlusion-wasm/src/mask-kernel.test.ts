import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { availableVariants } from './kernels/variants.js'
import { createMaskKernel } from './mask-kernel.js'

describe.each(availableVariants())('mask kernel, %s', (variant) => {
  it('runs the variant asked for', async () => {
    expect((await createMaskKernel({ variant })).variant).toBe(variant)
  })

  it('covers windows of every width around the lane count, as plain loops do', async () => {
    const kernel = await createMaskKernel({ variant })
    const shape = [3, 70, 1] as const
    // Around the four floats of a vector, and around the length from which rows are copied as blocks.
    for (const width of [0, 1, 3, 4, 5, 14, 63, 64, 66]) {
      const windows = Int32Array.of(1, 1, 0, 3, 1 + width, 1)
      expectCovered(kernel.cover(ramp(210, 1), ramp(210, -1), windows, 0, 1, shape), windows, shape)
    }
  })

  it('returns arrays that later, larger batches leave alone', async () => {
    const kernel = await createMaskKernel({ variant })
    const window = Int32Array.of(0, 0, 0, 1, 1, 1)
    const first = kernel.cover(ramp(4, 1), ramp(4, -1), window, 0, 1, [2, 2, 1])
    const windows = Int32Array.from({ length: 300 }, (_, i) => window[i % 6]!)
    const copies = kernel.cover(ramp(2500, 1), ramp(2500, -1), windows, 0, 50, [50, 50, 1])
    expectCovered(copies, windows, [50, 50, 1])
    expectCovered(first, window, [2, 2, 1])
  })

  it('covers any windows of any image, as plain loops do', async () => {
    const kernel = await createMaskKernel({ variant })
    fc.assert(
      fc.property(shapes, fc.array(fc.tuple(spans, spans, spans), { maxLength: 7 }), (shape, fractions) => {
        const windows = Int32Array.from(fractions.flatMap((spans) => windowOf(spans, shape)))
        const size = shape[0] * shape[1] * shape[2]
        const count = windows.length / 6
        const from = Math.floor(count / 2)
        const copies = kernel.cover(ramp(size, 1), ramp(size, -1), windows, from, count, shape)
        expectCovered(copies, windows.subarray(from * 6), shape)
      }),
    )
  })

  it('rejects windows outside the image and arrays of another size', async () => {
    const kernel = await createMaskKernel({ variant })
    const image = new Float32Array(4)
    const cover = (window: number[], pixels = image) =>
      kernel.cover(pixels, image, Int32Array.from(window), 0, 1, [2, 2, 1])
    expect(() => cover([0, 0, 0, 2, 3, 1])).toThrow(
      'WINDOW_OUTSIDE_IMAGE: windows: window 0, [0, 0, 0, 2, 3, 1]',
    )
    expect(() => cover([0, 0, 0, 2, 2, 1], new Float32Array(5))).toThrow(
      'LENGTH_MISMATCH: image: expected 4 values, 2×2×1, got 5',
    )
    const ask = (from: number, to: number) => () =>
      kernel.cover(image, image, new Int32Array(12), from, to, [2, 2, 1])
    for (const [from, to] of [
      [0, 3],
      [-1, 1],
      [2, 1],
      [0.5, 1],
    ] as const) {
      expect(ask(from, to)).toThrow(
        `WINDOW_RANGE: windows: expected a range within 0 to 2, got ${from} to ${to}`,
      )
    }
  })
})

const shapes = fc.tuple(
  fc.integer({ min: 1, max: 9 }),
  fc.integer({ min: 1, max: 9 }),
  fc.integer({ min: 1, max: 5 }),
)
const spans = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }))

function windowOf(fractions: [number, number][], shape: readonly number[]): number[] {
  const ends = fractions.map((pair, axis) =>
    pair.map((f) => Math.round(f * shape[axis]!)).sort((a, b) => a - b),
  )
  return [...ends.map((pair) => pair[0]!), ...ends.map((pair) => pair[1]!)]
}

function ramp(length: number, sign: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => sign * (i + 1))
}

/** Images are ramps upwards and baselines ramps downwards, so that a covered value shows by its sign. */
function expectCovered(
  copies: Float32Array,
  windows: Int32Array,
  [height, width, channels]: readonly number[],
): void {
  const expected: number[] = []
  for (let i = 0; i < windows.length; i += 6) {
    const [y0, x0, c0, y1, x1, c1] = windows.subarray(i, i + 6) as unknown as number[]
    let value = 1
    for (let y = 0; y < height!; y++) {
      for (let x = 0; x < width!; x++) {
        for (let c = 0; c < channels!; c++) {
          const inside = y >= y0! && y < y1! && x >= x0! && x < x1! && c >= c0! && c < c1!
          expected.push(inside ? -value : value)
          value++
        }
      }
    }
  }
  expect(Array.from(copies)).toEqual(expected)
}
