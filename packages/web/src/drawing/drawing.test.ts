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
