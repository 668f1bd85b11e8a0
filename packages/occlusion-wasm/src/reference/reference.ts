import type { Network } from '../network/network.js'
import { referenceOf } from './reference-of.js'

/**
 * Class scores of one image, computed slowly and straight from the definitions in float64: what every fast path is
 * checked against.
 *
 * @param image - [H, W, C]
 * @returns float64 [K]
 */
export function referenceLogits(network: Network, image: ArrayLike<number>): Float64Array {
  const values: Float64Array[] = []
  for (const layer of network.layers) {
    const inputs = layer.inputs.map((i) => (i < 0 ? Float64Array.from(image) : values[i]!))
    const shapes = layer.inputs.map((i) => (i < 0 ? network.inputShape : network.layers[i]!.outputShape))
    values.push(referenceOf(layer)(layer, inputs, shapes[0]!, layer.outputShape, shapes))
  }
  return values.at(-1)!
}

/**
 * Class scores of one image under every window, by covering and running the whole network each time.
 *
 * @param image - [H, W, C]
 * @param baseline - [H, W, C]
 * @param windows - [P, 6]: y0, x0, c0, y1, x1, c1, ends exclusive
 * @returns float64: base [K] and covered [P, K]
 */
export function referenceOcclusion(
  network: Network,
  image: ArrayLike<number>,
  baseline: ArrayLike<number>,
  windows: ArrayLike<number>,
): { base: Float64Array; covered: Float64Array } {
  const [, width, channels] = network.inputShape
  const covered = new Float64Array((windows.length / 6) * network.classes)
  for (let p = 0; p < windows.length / 6; p++) {
    const [y0, x0, c0, y1, x1, c1] = Array.from({ length: 6 }, (_, i) => windows[p * 6 + i]!)
    const copy = Float64Array.from(image)
    for (let y = y0!; y < y1!; y++) {
      for (let x = x0!; x < x1!; x++) {
        for (let c = c0!; c < c1!; c++) {
          const at = (y * width + x) * channels + c
          copy[at] = baseline[at]!
        }
      }
    }
    covered.set(referenceLogits(network, copy), p * network.classes)
  }
  return { base: referenceLogits(network, image), covered }
}
