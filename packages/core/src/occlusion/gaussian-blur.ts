/**
 * Gaussian blur of an image, channel by channel: a separable kernel sampled at whole pixels, cut at four standard
 * deviations and normalised to sum 1, edges mirrored about the edge (d c b a | a b c d), as SciPy's
 * `ndimage.gaussian_filter` does by default.
 *
 * @param image - float32 [H, W, C]
 * @param sigma - standard deviation in pixels, above 0
 * @returns float32 [H, W, C]
 */
export function gaussianBlur(
  image: Float32Array,
  [height, width, channels]: readonly [number, number, number],
  sigma: number,
): Float32Array {
  const kernel = gaussianKernel(sigma)
  const rows = blurAxis(image, kernel, {
    length: height,
    stride: width * channels,
    lines: [1, width * channels],
  })
  return blurAxis(rows, kernel, { length: width, stride: channels, lines: [height, channels] })
}

function gaussianKernel(sigma: number): Float64Array {
  const radius = Math.floor(4 * sigma + 0.5)
  const weights = Float64Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * sigma ** 2)),
  )
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return weights.map((weight) => weight / sum)
}

/** One axis: `length` values `stride` apart; lines[0] outer blocks of length·stride values hold lines[1] lines each. */
function blurAxis(
  values: Float32Array,
  kernel: Float64Array,
  axis: { readonly length: number; readonly stride: number; readonly lines: readonly [number, number] },
): Float32Array {
  const { length, stride } = axis
  const radius = (kernel.length - 1) / 2
  const blurred = new Float32Array(values.length)
  for (let block = 0; block < axis.lines[0]; block++) {
    for (let line = 0; line < axis.lines[1]; line++) {
      const start = block * length * stride + line
      for (let i = 0; i < length; i++) {
        let sum = 0
        for (let k = 0; k < kernel.length; k++) {
          sum += kernel[k]! * values[start + mirrored(i + k - radius, length) * stride]!
        }
        blurred[start + i * stride] = sum
      }
    }
  }
  return blurred
}

/** The index that i falls on when the line is mirrored at its ends, however far outside it lies. */
function mirrored(i: number, length: number): number {
  const period = 2 * length
  const wrapped = ((i % period) + period) % period
  return wrapped < length ? wrapped : period - 1 - wrapped
}
