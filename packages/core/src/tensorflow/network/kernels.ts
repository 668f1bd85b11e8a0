import type { Pair } from '@umbra/occlusion-wasm'

/** The kernel of a convolution, [kh, kw, …], and how its taps lie. */
interface Taps {
  readonly kernel: Float32Array
  readonly kernelSize: Pair
  readonly dilation: Pair
}

/** A dilated kernel as a larger one with zeros in it: TensorFlow.js strides or dilates, and not every backend does both rightly. */
export function undilated(
  { kernel, kernelSize, dilation }: Taps,
  perTap: number,
): { readonly kernel: Float32Array; readonly size: readonly [number, number] } {
  const [rows, columns] = kernelSize
  if (dilation[0] === 1 && dilation[1] === 1) return { kernel, size: kernelSize }
  const size = [(rows - 1) * dilation[0] + 1, (columns - 1) * dilation[1] + 1] as const
  const spread = new Float32Array(size[0] * size[1] * perTap)
  for (let tap = 0; tap < rows * columns; tap++) {
    const at = Math.floor(tap / columns) * dilation[0] * size[1] + (tap % columns) * dilation[1]
    spread.set(kernel.subarray(tap * perTap, (tap + 1) * perTap), at * perTap)
  }
  return { kernel: spread, size }
}

/** A kernel [kh, kw, Cin / groups, Cout] over all channels, of zeros outside of each filter's own group. */
export function ungrouped(
  {
    kernel,
    bias,
    groups = 1,
  }: { readonly kernel: Float32Array; readonly bias: Float32Array; readonly groups?: number | undefined },
  channels: number,
): Float32Array {
  if (groups === 1) return kernel
  const [own, filters] = [channels / groups, bias.length]
  const each = filters / groups
  const taps = kernel.length / (own * filters)
  const whole = new Float32Array(taps * channels * filters)
  for (let tap = 0; tap < taps; tap++) {
    for (let c = 0; c < channels; c++) {
      const first = Math.floor(c / own) * each
      const from = (tap * own + (c % own)) * filters + first
      whole.set(kernel.subarray(from, from + each), (tap * channels + c) * filters + first)
    }
  }
  return whole
}
