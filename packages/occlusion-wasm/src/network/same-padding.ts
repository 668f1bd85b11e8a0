/**
 * The padding TensorFlow calls `same` along one axis: as many outputs as ceil(size / stride), what is missing for them
 * split in halves, the odd one at the end.
 *
 * @see https://www.tensorflow.org/api_docs/python/tf/nn#notes_on_padding_2
 */
export function samePadding(
  size: number,
  window: number,
  stride: number,
  dilation = 1,
): readonly [before: number, after: number] {
  const extent = (window - 1) * dilation + 1
  const missing = Math.max(0, (Math.ceil(size / stride) - 1) * stride + extent - size)
  const before = Math.floor(missing / 2)
  return [before, missing - before]
}
