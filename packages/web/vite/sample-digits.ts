import { imageText } from '../src/drawing/image-text.ts'
import type { SampleDigit } from '../src/drawing/sample-digit.ts'

/** How many digits of each class the page offers to start from. */
const PER_CLASS = 5
const SIZE = 28 * 28

/** The first images of each class in MNIST's test split. @param images - the unpacked IDX files */
export function sampleDigits(images: Uint8Array, labels: Uint8Array): SampleDigit[] {
  const found = Array.from({ length: 10 }, () => [] as SampleDigit[])
  for (let index = 0; found.some((digits) => digits.length < PER_CLASS); index++) {
    const label = labels[8 + index]!
    if (found[label]!.length === PER_CLASS) continue
    const pixels = images.subarray(16 + index * SIZE, 16 + (index + 1) * SIZE)
    found[label]!.push({ index, label, image: imageText(pixels) })
  }
  return found.flat()
}
