import { NetworkError } from '../network-error.js'
import { type MapShape, type Pair, sizeOf } from '../shape.js'
import { checkSizes, mapShape } from './checks.js'
import { noGain, type OperationRules, type Reference } from './operation-rules.js'

/**
 * A map of another height and width, by half-pixel centres: row y of the output lies at (y + 1/2)·H/H' − 1/2 of the input. There
 * the nearest row is taken, or the two around it are blended; columns alike. Not antialiased.
 */
export interface Resize {
  readonly kind: 'resize'
  readonly size: Pair
  readonly interpolation: 'nearest' | 'bilinear'
}

export const resize: OperationRules<Resize> = {
  arity: 'one',
  check({ size, interpolation }, _, label) {
    checkSizes(size, 2, 1, `${label}, size`)
    if (interpolation !== 'nearest' && interpolation !== 'bilinear') {
      throw new NetworkError(
        'LAYER_SETTING',
        `${label}, interpolation: expected nearest or bilinear, got ${interpolation}`,
      )
    }
  },
  outputShape: ({ size }, [input], label) => [...size, mapShape(input!, label)[2]],
  multiplyAdds: () => 0,
  gain: () => noGain,
}

/** Each output is the mean of all cells, weighted by how near they lie to its place along both axes. */
export const resizeReference: Reference<Resize> = ({ interpolation }, [values], input, output) => {
  const [height, width, channels] = output as MapShape
  const weigh = interpolation === 'nearest' ? nearestWeight : bilinearWeight
  const result = new Float64Array(sizeOf(output))
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let iy = 0; iy < input[0]!; iy++) {
        const down = weigh(((y + 0.5) * input[0]!) / height, iy, input[0]!)
        if (down === 0) continue
        for (let ix = 0; ix < input[1]!; ix++) {
          const weight = down * weigh(((x + 0.5) * input[1]!) / width, ix, input[1]!)
          for (let c = 0; weight !== 0 && c < channels; c++) {
            const value = values![(iy * input[1]! + ix) * channels + c]!
            result[(y * width + x) * channels + c]! += weight * value
          }
        }
      }
    }
  }
  return result
}

/** @param place - where the output's centre lies, in cells from the input's edge; cell i reaches from i to i + 1 */
function nearestWeight(place: number, i: number): number {
  return place >= i && place < i + 1 ? 1 : 0
}

/** A triangle as wide as two cells around the place, which is no further out than the outermost centres. */
function bilinearWeight(place: number, i: number, size: number): number {
  const centre = Math.min(size - 0.5, Math.max(0.5, place))
  return Math.max(0, 1 - Math.abs(i + 0.5 - centre))
}
