import type { GroupNorm } from '../../network/operations/group-norm.js'
import type { LayerNorm } from '../../network/operations/layer-norm.js'
import type { Differentiation } from '../differentiation.js'
import { slopesByRow } from './rows.js'

/** Of both kinds. */
export const layerNorm: Differentiation<LayerNorm> = {
  backward: ({ layer: { kind, scale, epsilon }, inputs: [x], shapes: [shape] }, slope) => [
    slopesByRow(x!, slope, shape!, (row, slopes) =>
      slopeOfNormal(
        row,
        slopes.map((g, c) => g * scale[c]!),
        kind === 'layerNorm',
        epsilon,
      ),
    ),
  ],
}

export const groupNorm: Differentiation<GroupNorm> = {
  backward({ layer: { groups, scale, epsilon }, inputs: [x], shapes: [shape] }, slope) {
    const channels = shape![2]!
    const size = channels / groups
    const result = new Float32Array(x!.length)
    for (let group = 0; group < groups; group++) {
      // Where value k of the group, place after place, lies in the map.
      const at = (k: number) => Math.floor(k / size) * channels + group * size + (k % size)
      const count = x!.length / groups
      const values = Float64Array.from({ length: count }, (_, k) => x![at(k)]!)
      const slopes = values.map((_, k) => slope[at(k)]! * scale[at(k) % channels]!)
      slopeOfNormal(values, slopes, true, epsilon).forEach((g, k) => {
        result[at(k)] = g
      })
    }
    return [result]
  },
}

/**
 * Back through n = (x − m)/s, of which s = √(mean (x − m)² + ε), and m is the mean or, where nothing is centred, 0:
 * (g − mean g − n·mean(g·n))/s, without mean g in the latter case.
 *
 * @param slopes - of n
 */
function slopeOfNormal(
  values: Float64Array,
  slopes: Float64Array,
  centred: boolean,
  epsilon: number,
): Float64Array {
  const mean = (of: (i: number) => number) => values.reduce((sum, _, i) => sum + of(i), 0) / values.length
  const middle = centred ? mean((i) => values[i]!) : 0
  const spread = Math.sqrt(mean((i) => (values[i]! - middle) ** 2) + epsilon)
  const normal = values.map((x) => (x - middle) / spread)
  const along = mean((i) => slopes[i]! * normal[i]!)
  const level = centred ? mean((i) => slopes[i]!) : 0
  return slopes.map((g, i) => (g - level - normal[i]! * along) / spread)
}
