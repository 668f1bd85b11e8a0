import { NetworkError } from '../network-error.js'
import { type MapShape, type Padding, sizeOf } from '../shape.js'
import { checkSizes, mapShape } from './checks.js'
import { noGain, type OperationRules, type Reference } from './operation-rules.js'

/** A map without its outer rows and columns. */
export interface Crop {
  readonly kind: 'crop'
  /** Rows and columns left out on each side. */
  readonly cropping: Padding
}

export const crop: OperationRules<Crop> = {
  arity: 'one',
  check: ({ cropping }, _, label) => checkSizes(cropping, 4, 0, `${label}, cropping`),
  outputShape({ cropping }, [input], label) {
    const [height, width, channels] = mapShape(input!, label)
    const [top, bottom, left, right] = cropping
    const [rows, columns] = [height - top - bottom, width - left - right]
    if (rows < 1 || columns < 1) {
      throw new NetworkError(
        'SHAPE_MISMATCH',
        `${label}: cropping [${[top, bottom, left, right].join(', ')}] leaves nothing of ${height}×${width}`,
      )
    }
    return [rows, columns, channels]
  },
  multiplyAdds: () => 0,
  gain: () => noGain,
}

export const cropReference: Reference<Crop> = ({ cropping: [top, , left] }, [values], input, output) => {
  const [, width, channels] = output as MapShape
  return Float64Array.from({ length: sizeOf(output) }, (_, i) => {
    const cell = Math.floor(i / channels)
    const [y, x] = [Math.floor(cell / width) + top, (cell % width) + left]
    return values![(y * input[1]! + x) * channels + (i % channels)]!
  })
}
