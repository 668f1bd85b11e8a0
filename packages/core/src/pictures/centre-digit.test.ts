import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { centreDigit, type GreyBytes } from './centre-digit.js'
import { fitImage, isDarkOnLight } from './fit-image.js'
import type { Pixels } from './pixels.js'

const PAD_SIZE = 112

function picture(width: number, height: number, data: Float32Array): Pixels {
  return {
    ...{ width, height, channels: 1, format: 'PNG' },
    *rows() {
      for (let at = 0; at < data.length; at += width) yield data.subarray(at, at + width)
    },
  }
}

/** A filled rectangle of a picture of 112×112. */
function rectangle(left: number, top: number, width: number, height: number, level = 255): GreyBytes {
  const pixels = new Uint8Array(PAD_SIZE * PAD_SIZE)
  for (let y = top; y < top + height; y++)
    pixels.fill(level, y * PAD_SIZE + left, y * PAD_SIZE + left + width)
  return { data: pixels, width: PAD_SIZE, height: PAD_SIZE }
}

function centreOf(pixels: Uint8Array): { x: number; y: number; mass: number } {
  let [x, y, mass] = [0, 0, 0]
  pixels.forEach((value, i) => {
    mass += value
    x += value * ((i % 28) + 0.5)
    y += value * (Math.floor(i / 28) + 0.5)
  })
  return { x: x / mass, y: y / mass, mass }
}

describe('centring', () => {
  const boxes = fc.record({
    left: fc.integer({ min: 2, max: 60 }),
    top: fc.integer({ min: 2, max: 60 }),
    width: fc.integer({ min: 4, max: 48 }),
    height: fc.integer({ min: 36, max: 48 }),
  })

  it('puts the centre of mass at the centre of the field', () => {
    fc.assert(
      fc.property(boxes, ({ left, top, width, height }) => {
        const { x, y } = centreOf(centreDigit(rectangle(left, top, width, height)))
        expect(Math.abs(x - 14)).toBeLessThan(0.1)
        expect(Math.abs(y - 14)).toBeLessThan(0.1)
      }),
    )
  })

  it('gives the same wherever on the pad a digit is drawn', () => {
    fc.assert(
      fc.property(boxes, ({ left, top, width, height }) => {
        const here = centreDigit(rectangle(left, top, width, height))
        const there = centreDigit(rectangle(4, 4, width, height))
        here.forEach((value, i) => {
          expect(Math.abs(value - there[i]!)).toBeLessThanOrEqual(1)
        })
      }),
    )
  })

  it('makes the longer side 20 pixels, and keeps a dot a dot', () => {
    const tall = centreDigit(rectangle(50, 20, 8, 60))
    const rows = Array.from({ length: 28 }, (_, y) => tall.subarray(28 * y, 28 * y + 28).some((v) => v > 127))
    expect(rows.filter(Boolean)).toHaveLength(20)
    expect(centreOf(centreDigit(rectangle(50, 50, 4, 4))).mass).toBeLessThan(255 * 9)
    expect(centreDigit(rectangle(0, 0, 0, 0))).toEqual(new Uint8Array(784))
  })
})

describe('a picture centred', () => {
  it('is what its bytes are centred to, in every channel, dark strokes inverted', () => {
    const { data, width, height } = rectangle(30, 20, 20, 60, 200)
    const expected = centreDigit({ data, width, height })
    const light = Float32Array.from(data, (value) => value / 255)
    const dark = light.map((value) => 1 - value)
    const base = (values: Float32Array) => picture(width, height, values)
    for (const channels of [1, 3] as const) {
      const shape = [28, 28, channels] as const
      const own = fitImage(base(light), shape, { centre: true })
      expect(own.data.filter((_, i) => i % channels === 0)).toEqual(
        Float32Array.from(expected, (v) => v / 255),
      )
      const turned = fitImage(base(dark), shape, { centre: true, invert: true })
      expect(turned.data.length).toBe(own.data.length)
      turned.data.forEach((value, i) => {
        expect(Math.abs(value - own.data[i]!)).toBeLessThanOrEqual(1.001 / 255)
      })
    }
    expect(isDarkOnLight(base(light))).toBe(false)
    expect(isDarkOnLight(base(dark))).toBe(true)
    expect(fitImage(base(light), [28, 28, 1], { centre: true }).steps).toEqual([
      'PNG, 112×112',
      'centred in 28×28 as MNIST’s digits are',
    ])
    const options = { centre: true, fit: 'cover' } as const
    expect(() => fitImage(base(light), [28, 28, 1], options)).toThrow('OPTION_CONFLICT')
  })

  it('takes any size and shape, and keeps the whole of it', () => {
    const side = fc.integer({ min: 1, max: 400 })
    fc.assert(
      fc.property(
        side,
        side,
        fc.constantFrom([28, 28], [32, 20], [1, 1]),
        (width, height, [rows, columns]) => {
          const data = new Float32Array(width * height)
          data.fill(1, Math.floor(data.length / 3), Math.ceil((2 * data.length) / 3))
          const fitted = fitImage(picture(width, height, data), [rows!, columns!, 1], { centre: true })
          expect(fitted.data).toHaveLength(rows! * columns!)
          expect(fitted.data.every((value) => value >= 0 && value <= 1)).toBe(true)
        },
      ),
      { numRuns: 40 },
    )
  })
})
