import { centreDigit } from '@umbra/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { imageText, pixelsOfText } from './image-text.ts'
import { PAD_SIZE, Pad } from './pad.ts'

const image = fc
  .uint8Array({ minLength: 784, maxLength: 784 })
  .map((bytes) => bytes.map((b) => (b < 160 ? 0 : b)))

describe('an image as text', () => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(image, (pixels) => {
        expect(pixelsOfText(imageText(pixels), 784)).toEqual(pixels)
      }),
    )
  })

  it('is refused unless it is whole', () => {
    const text = imageText(new Uint8Array(784).fill(7, 100, 200))
    for (let length = 0; length < text.length - 1; length++) {
      expect(pixelsOfText(text.slice(0, length), 784)).toBeUndefined()
    }
    for (const wrong of ['', '%%%', 'a b', `${text}AAAA`, '🙂'])
      expect(pixelsOfText(wrong, 784)).toBeUndefined()
  })
})

/** A filled rectangle of the pad. */
function rectangle(left: number, top: number, width: number, height: number): Uint8Array {
  const pixels = new Uint8Array(PAD_SIZE * PAD_SIZE)
  for (let y = top; y < top + height; y++) pixels.fill(255, y * PAD_SIZE + left, y * PAD_SIZE + left + width)
  return pixels
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
        const { x, y } = centreOf(centreDigit(rectangle(left, top, width, height), PAD_SIZE))
        expect(Math.abs(x - 14)).toBeLessThan(0.1)
        expect(Math.abs(y - 14)).toBeLessThan(0.1)
      }),
    )
  })

  it('gives the same wherever on the pad a digit is drawn', () => {
    fc.assert(
      fc.property(boxes, ({ left, top, width, height }) => {
        const here = centreDigit(rectangle(left, top, width, height), PAD_SIZE)
        const there = centreDigit(rectangle(4, 4, width, height), PAD_SIZE)
        here.forEach((value, i) => {
          expect(Math.abs(value - there[i]!)).toBeLessThanOrEqual(1)
        })
      }),
    )
  })

  it('makes the longer side 20 pixels, and keeps a dot a dot', () => {
    const tall = centreDigit(rectangle(50, 20, 8, 60), PAD_SIZE)
    const rows = Array.from({ length: 28 }, (_, y) => tall.subarray(28 * y, 28 * y + 28).some((v) => v > 127))
    expect(rows.filter(Boolean)).toHaveLength(20)
    expect(centreOf(centreDigit(rectangle(50, 50, 4, 4), PAD_SIZE)).mass).toBeLessThan(255 * 9)
    expect(centreDigit(new Uint8Array(PAD_SIZE * PAD_SIZE), PAD_SIZE)).toEqual(new Uint8Array(784))
  })
})

describe('the pad', () => {
  it('draws where the pen goes, and an eraser of the same size takes it away', () => {
    const pad = new Pad()
    pad.line({ x: 0.2, y: 0.5 }, { x: 0.8, y: 0.5 }, 0.05, false)
    expect(pad.pixels[56 * PAD_SIZE + 56]).toBe(255)
    expect(pad.pixels[20 * PAD_SIZE + 56]).toBe(0)
    pad.line({ x: 0.2, y: 0.5 }, { x: 0.8, y: 0.5 }, 0.08, true)
    expect(pad.empty).toBe(true)
  })

  it('takes strokes that leave it', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -2, max: 3, noNaN: true }),
        fc.double({ min: -2, max: 3, noNaN: true }),
        (x, y) => {
          new Pad().line({ x: 0.5, y: 0.5 }, { x, y }, 0.05, false)
        },
      ),
    )
  })
})
