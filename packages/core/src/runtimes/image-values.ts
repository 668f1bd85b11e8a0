/**
 * Images as a tensor of other axes: H and W before or after C, with or without a batch, or flat, row by row.
 *
 * @param images - float32 [n, H, W, C]
 * @param dims - of the tensor; places that no image fills are 0
 */
export function imageValues(images: Float32Array, axes: string, dims: readonly number[]): Float32Array {
  const length = dims.reduce((product, size) => product * size, 1)
  const whole = images.length === length ? images : padded(images, length)
  if (!axes.includes('CH')) return whole
  const [channels, height, width] = dims.slice(-3) as [number, number, number]
  const [plane, size] = [height * width, channels * height * width]
  const moved = new Float32Array(length)
  for (let from = 0; from < length; from += size) {
    for (let at = 0; at < plane; at++) {
      for (let c = 0; c < channels; c++) moved[from + c * plane + at] = whole[from + at * channels + c]!
    }
  }
  return moved
}

function padded(images: Float32Array, length: number): Float32Array {
  const whole = new Float32Array(length)
  whole.set(images)
  return whole
}
