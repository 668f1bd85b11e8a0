import { fitImage, readJpeg } from '@umbra/core'
import { describe, expect, it } from 'vitest'
import oracle from '../../../core/test/fixtures/jpegs.json' with { type: 'json' }
import { readImageFile } from './read-image-file.js'

describe('a JPEG in the page', () => {
  const bytes = Uint8Array.from(
    Buffer.from(oracle.find(({ name }) => name === 'RGB as cjpeg writes it')!.base64, 'base64'),
  )

  it('is the picture of the command line, with its options', async () => {
    const { pixels, options } = await readImageFile(new File([bytes], 'photo.jpg'))
    expect(options?.[0]).toBe('--centre')
    const invert = options!.includes('--invert')
    const { data } = fitImage(
      readJpeg(bytes, () => {}),
      [28, 28, 1],
      { centre: true, invert },
    )
    expect([...pixels]).toEqual(Array.from(data, (value) => Math.round(255 * value)))
  })

  it('is refused in words where it is not whole', async () => {
    await expect(readImageFile(new File([bytes.subarray(0, -60)], 'cut.jpg'))).rejects.toMatchObject({
      code: 'IMAGE_UNREADABLE',
      message: expect.stringContaining('its data end after'),
    })
  })
  it('is refused by the size its header claims before memory is taken for it', async () => {
    const claims = Uint8Array.from(bytes)
    const frame = claims.findIndex((byte, i) => byte === 0xff && claims[i + 1] === 0xc0)
    claims.set([0xff, 0xff, 0xff, 0xff], frame + 5)
    await expect(readImageFile(new File([claims], 'huge.jpg'))).rejects.toMatchObject({
      code: 'IMAGE_TOO_LARGE',
      message: expect.stringContaining('65535×65535'),
    })
  })
})
