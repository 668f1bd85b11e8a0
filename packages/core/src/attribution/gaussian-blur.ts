/**
 * Gaussian blur of an image, channel by channel: a separable kernel sampled at whole pixels, cut at four standard
 * deviations and normalised to sum 1, edges mirrored about the edge (d c b a | a b c d), as SciPy's
 * `ndimage.gaussian_filter` does by default. A mirrored line repeats itself after twice its length, so the weights of a kernel
 * longer than that are added up over its repetitions: the work does not grow with sigma.
 *
 * @param sigma - standard deviation in pixels, 0.2 … 65,535
 * @returns a function of an image, float32 [H, W, C], that gives it blurred
 */
export function gaussianBlur(
  [height, width, channels]: readonly [number, number, number],
  sigma: number,
): (image: Float32Array) => Float32Array {
  const kernel = gaussianKernel(sigma)
  const [down, across] = [folded(kernel, 2 * height), folded(kernel, 2 * width)]
  return (image) => {
    const rows = blurAxis(image, down, {
      length: height,
      stride: width * channels,
      lines: [1, width * channels],
    })
    return blurAxis(rows, across, { length: width, stride: channels, lines: [height, channels] })
  }
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
  { weights, first }: Weights,
  axis: { readonly length: number; readonly stride: number; readonly lines: readonly [number, number] },
): Float32Array {
  const { length, stride } = axis
  const blurred = new Float32Array(values.length)
  for (let block = 0; block < axis.lines[0]; block++) {
    for (let line = 0; line < axis.lines[1]; line++) {
      const start = block * length * stride + line
      for (let i = 0; i < length; i++) {
        let sum = 0
        for (let k = 0; k < weights.length; k++) {
          sum += weights[k]! * values[start + mirrored(i + k + first, length) * stride]!
        }
        blurred[start + i * stride] = sum
      }
    }
  }
  return blurred
}

/** Weights of the pixels from `first` on, relative to the one blurred. */
interface Weights {
  readonly weights: Float64Array
  readonly first: number
}

/** A kernel's weights; where it is longer than a period of the line, what each pixel of one period gets in all. */
function folded(kernel: Float64Array, period: number): Weights {
  const radius = (kernel.length - 1) / 2
  if (kernel.length <= period) return { weights: kernel, first: -radius }
  const weights = new Float64Array(period)
  for (let k = 0; k < kernel.length; k++) weights[k % period]! += kernel[k]!
  return { weights, first: -radius }
}

/** The index that i falls on when the line is mirrored at its ends, however far outside it lies. */
function mirrored(i: number, length: number): number {
  const period = 2 * length
  const wrapped = ((i % period) + period) % period
  return wrapped < length ? wrapped : period - 1 - wrapped
}
