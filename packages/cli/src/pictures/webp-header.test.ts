import { expect, it } from 'vitest'
import oracle from '../../test/fixtures/images.json' with { type: 'json' }
import { decodeImage } from './read-image.js'
import { readWebpHeader } from './webp-header.js'

const files = oracle.webp.map(({ base64, ...rest }) => ({
  ...rest,
  bytes: Uint8Array.from(Buffer.from(base64, 'base64')),
}))

it.each(files)('reads the size of $name', ({ bytes, width, height, channels }) => {
  expect(readWebpHeader(bytes)).toMatchObject({ width, height, alpha: channels === 4, animated: false })
})

it('refuses every cut and damaged file in one line, or decodes it to its size', async () => {
  for (const { bytes, width, height } of files) {
    for (let at = 0; at < bytes.length; at += 3) {
      const damaged = bytes.slice()
      damaged[at]! ^= 0x55
      for (const file of [bytes.subarray(0, at), damaged]) {
        const told = await decodeImage(file, 'file').catch((error) => error)
        if (told instanceof Error) expect(told.message).toMatch(/^[A-Z_]+: file [^\n]+$/)
        else expect(Math.max(told.width, told.height)).toBeLessThanOrEqual(2 ** 14 * Math.max(width, height))
      }
    }
  }
})

it('refuses a size that takes too much memory before it decodes, and animations', async () => {
  const huge = extended({ width: 2 ** 24, height: 2 ** 24, flags: 0 })
  await expect(decodeImage(huge, 'file')).rejects.toMatchObject({ code: 'IMAGE_TOO_LARGE' })
  const animated = extended({ width: 4, height: 4, flags: 0x02 })
  await expect(decodeImage(animated, 'file')).rejects.toThrow('it is an animation')
})

/** A file of an extended header alone. */
function extended({ width, height, flags }: { width: number; height: number; flags: number }): Uint8Array {
  const file = Buffer.alloc(30)
  file.write('RIFF')
  file.writeUInt32LE(22, 4)
  file.write('WEBPVP8X', 8)
  file.writeUInt32LE(10, 16)
  file[20] = flags
  file.writeUIntLE(width - 1, 24, 3)
  file.writeUIntLE(height - 1, 27, 3)
  return new Uint8Array(file)
}
