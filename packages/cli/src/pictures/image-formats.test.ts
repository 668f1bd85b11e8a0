import { type Pixels, resizeRows } from '@umbra/core'
import { describe, expect, it } from 'vitest'
import oracle from '../../test/fixtures/images.json' with { type: 'json' }
import { valuesOf } from '../../test/values-of.js'
import { decodeImage } from './read-image.js'

/** A picture as its outside decoder sees it. */
type Case = (typeof oracle.png)[number]

const bytesOf = ({ base64 }: { base64: string }) => Uint8Array.from(Buffer.from(base64, 'base64'))

function expectPixels(pixels: Pixels, { width, height, channels, largest, levels, tolerance }: Case) {
  expect(pixels).toMatchObject({ width, height, channels })
  const data = valuesOf(pixels)
  // Rows can be asked for again.
  expect(valuesOf(pixels)).toEqual(data)
  const worst = levels.reduce((most, level, i) => Math.max(most, Math.abs(data[i]! * largest - level)), 0)
  expect(worst).toBeLessThanOrEqual(tolerance + 0.01)
}

describe('pictures are decoded as Pillow decodes them', () => {
  it.each(oracle.png)('PNG, $name', async (picture) => {
    expectPixels(await decodeImage(bytesOf(picture), 'file'), picture)
  })

  it.each(oracle.jpeg)('JPEG, $name', async (picture) => {
    expectPixels(await decodeImage(bytesOf(picture), 'file'), picture)
  })

  it.each(oracle.webp)('WebP, $name', async (picture) => {
    expectPixels(await decodeImage(bytesOf(picture), 'file'), picture)
  })

  it.each(oracle.turned)('orientation of $name', async (picture) => {
    const pixels = await decodeImage(bytesOf(picture), 'file')
    expectPixels(pixels, picture)
    expect(pixels.format.includes('EXIF')).toBe(!picture.name.endsWith(' 1'))
  })
})

it.each(oracle.resized)('resized to $width×$height as Pillow does', async ({ width, height, values }) => {
  const photo = await decodeImage(bytesOf(oracle.photo), 'file')
  const data = resizeRows(photo.rows(), photo, width, height)
  values.forEach((value, i) => {
    expect(Math.abs(data[i]! * 255 - value)).toBeLessThan(0.02)
  })
})
