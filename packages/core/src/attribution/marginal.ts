import type { ImageBatch } from '../dataset/dataset.js'
import { InputError } from '../errors.js'
import type { ResolvedBaseline } from './baseline.js'
import type { MarginalBaseline } from './occlusion/options.js'

/**
 * The same patch of other images of the data, so that what covers is what is seen there: the marginal distribution of the patch
 * (Zintgraf, Cohen, Adel and Welling, 2017, *Visualizing deep neural network decisions*, ICLR, section 3.1). All images are covered
 * by the same ones; one that was itself drawn takes the last in its own place.
 *
 * @throws InputError BASELINE_NEEDS_DATA, BASELINE_SHAPE
 */
export function marginal(
  { draws, images: drawn, of }: MarginalBaseline,
  images: ImageBatch,
): ResolvedBaseline {
  if (!drawn) {
    throw new InputError(
      'BASELINE_NEEDS_DATA',
      'baseline marginal covers with patches of other images, and there are no data here to draw them from',
    )
  }
  const [, height, width, channels] = images.shape
  const size = height * width * channels
  const expected = [draws + 1, height, width, channels]
  if (drawn.shape.join() !== expected.join() || drawn.data.length !== (draws + 1) * size) {
    throw new InputError(
      'BASELINE_SHAPE',
      `images drawn for the baseline marginal have shape ${drawn.shape.join('×')} and ${drawn.data.length} values, expected ${expected.join('×')}`,
    )
  }
  const one = (i: number) => drawn.data.subarray(i * size, (i + 1) * size)
  return {
    description: `the same patch of ${draws} other images${of === undefined ? '' : ` of ${of}`}`,
    draws,
    fill(from, n, draw) {
      const filled = new Float32Array(n * size)
      for (let i = 0; i < n; i++) {
        const image = images.data.subarray((from + i) * size, (from + i + 1) * size)
        filled.set(sameValues(image, one(draw)) ? one(draws) : one(draw), i * size)
      }
      return filled
    },
  }
}

/** Whether two images are one. */
export function sameValues(a: Float32Array, b: Float32Array): boolean {
  return a.every((value, i) => value === b[i])
}
