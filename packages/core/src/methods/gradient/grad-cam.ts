import { InputError } from '../../errors.js'
import { lastMap } from '../../gradients/last-map.js'
import { resizeRows } from '../../pictures/resize.js'
import type { AttributionMethod } from '../method.js'
import { gradientMaps } from './gradient-maps.js'

/**
 * Grad-CAM: maps of the last convolution, A, each weighed by the mean of ∂f/∂A over its places, added up, what is below 0 left out, and
 * resized to the image bilinearly. No finer than that map: of a 7×7 one a value stands for some 32×32 pixels. One pass an image.
 */
export const gradCam: AttributionMethod = {
  id: 'grad-cam',
  name: 'Grad-CAM',
  source:
    'Selvaraju et al., 2017, Grad-CAM: visual explanations from deep networks via gradient-based localization, ICCV, equations 1 and 2',
  needs: 'gradients',
  async attribute(subject, request) {
    const { network, height, width } = subject
    const layer = network && lastMap(network)
    if (network && layer === undefined) {
      throw new InputError(
        'METHOD_LAYER',
        'Grad-CAM weighs the maps of the last convolution, and this network has none of more than one place: expected another method',
      )
    }
    return gradientMaps(subject, request, async ({ gradients, image, target, name }) => {
      const { values, slopes } = gradients.at(image, target, { layer: layer!, name }).layer!
      const [rows, columns, channels] = network!.layers[layer!]!.outputShape
      const cam = weighedMaps(values, slopes, channels!)
      const size = { height: rows!, width: columns!, channels: 1 }
      return resizeRows(rowsOf(cam, columns!), size, width, height)
    })
  },
}

/** ReLU(Σₖ αₖ Aᵏ), αₖ the mean of the slopes of Aᵏ. @param values - [places, channels] @returns float32 [places] */
function weighedMaps(values: Float32Array, slopes: Float32Array, channels: number): Float32Array {
  const places = values.length / channels
  const weights = new Float64Array(channels)
  for (let i = 0; i < slopes.length; i++) weights[i % channels]! += slopes[i]! / places
  return Float32Array.from({ length: places }, (_, place) => {
    let total = 0
    for (let k = 0; k < channels; k++) total += weights[k]! * values[place * channels + k]!
    return Math.max(0, total)
  })
}

function* rowsOf(map: Float32Array, width: number): Generator<Float32Array, void> {
  for (let at = 0; at < map.length; at += width) yield map.subarray(at, at + width)
}
