import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { Random } from '@umbra/core'

const CLASSES = 10
/** Small enough to train on in seconds, large enough for the digit CNN's two poolings. */
const SIZE = 14

/** A folder of its own below the system's temporary one. */
export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'umbra-cli-'))
}

/**
 * Writes a tiny dataset in MNIST's four files: each class is a bright block at a place of its own, over noise. The labels
 * are gzipped, the images are not.
 *
 * @returns the folder
 */
export function writeTinyData(perClass = { train: 12, test: 8 }): string {
  const folder = temporaryFolder()
  const random = new Random(7)
  for (const [prefix, count] of [
    ['train', perClass.train],
    ['t10k', perClass.test],
  ] as const) {
    const labels = Uint8Array.from({ length: CLASSES * count }, (_, i) => i % CLASSES)
    const images = new Uint8Array(labels.length * SIZE * SIZE)
    labels.forEach((label, i) => {
      drawBlock(images.subarray(i * SIZE * SIZE, (i + 1) * SIZE * SIZE), label, random)
    })
    const imageFile = idx([labels.length, SIZE, SIZE], images)
    writeFileSync(join(folder, `${prefix}-images-idx3-ubyte`), imageFile)
    writeFileSync(join(folder, `${prefix}-labels-idx1-ubyte.gz`), gzipSync(idx([labels.length], labels)))
  }
  return folder
}

function drawBlock(image: Uint8Array, label: number, random: Random): void {
  for (let i = 0; i < image.length; i++) image[i] = random.integer(40)
  const top = 1 + 5 * Math.floor(label / 5)
  const left = 1 + 2 * (label % 5)
  for (let y = top; y < top + 5; y++) {
    for (let x = left; x < left + 4; x++) image[y * SIZE + x] = 200 + random.integer(50)
  }
}

/** An IDX file of unsigned bytes. */
export function idx(shape: readonly number[], data: Uint8Array): Uint8Array {
  const header = new Uint8Array(4 + 4 * shape.length)
  header.set([0, 0, 8, shape.length])
  const view = new DataView(header.buffer)
  shape.forEach((size, d) => {
    view.setUint32(4 + 4 * d, size)
  })
  return Uint8Array.from([...header, ...data])
}
