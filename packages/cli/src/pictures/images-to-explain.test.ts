import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { npy } from '@umbra/core/study'
import { afterAll, expect, it } from 'vitest'
import { readImages } from './images-to-explain.js'

const folder = mkdtempSync(join(tmpdir(), 'umbra-images-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Images of an array of a shape, for a model that takes 2×3 pixels of one channel. */
function read(...shape: number[]) {
  const path = join(folder, `${shape.join('-')}.npy`)
  writeFileSync(path, npy({ data: new Float32Array(shape.reduce((product, d) => product * d)), shape }))
  const terminal = { note: () => undefined, warn: () => undefined }
  return readImages([path], [2, 3, 1], { fit: 'contain', background: 0 }, terminal)
}

it.each([[[2, 3]], [[2, 3, 1]], [[1, 2, 3]], [[4, 2, 3, 1]]])(
  'an array of %j holds images',
  async (shape) => {
    const images = await read(...shape)
    expect(images.map(({ images: { shape: own } }) => own.join())).toEqual(
      new Array(shape.length > 3 ? 4 : 1).fill('1,2,3,1'),
    )
  },
)

it.each([[[3, 2]], [[4, 3, 2]], [[3, 2, 1]], [[2, 2, 3, 3]]])(
  'one of %j is not of the model’s size, which is what is said of it',
  async (shape) => {
    await expect(read(...shape)).rejects.toMatchObject({
      code: 'IMAGE_SHAPE',
      message: expect.stringContaining(`is ${shape.join('×')}, the model takes images of 2×3×1`),
    })
  },
)
