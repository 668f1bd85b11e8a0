import { type MapShape, type Padding, sizeOf } from '../shape.js'
import { checkSizes, mapShape } from './checks.js'
import { noGain, type OperationRules, type Reference } from './operation-rules.js'
import { padded } from './sliding.js'

/** A map with zeros around it. */
export interface ZeroPad {
  readonly kind: 'zeroPad'
  readonly padding: Padding
}

export const zeroPad: OperationRules<ZeroPad> = {
  arity: 'one',
  check: ({ padding }, _, label) => checkSizes(padding, 4, 0, `${label}, padding`),
  outputShape: ({ padding }, [input], label) => padded(mapShape(input!, label), padding),
  multiplyAdds: () => 0,
  gain: () => noGain,
}

export const zeroPadReference: Reference<ZeroPad> = ({ padding: [top, , left] }, [values], input, output) => {
  const [height, width, channels] = input as MapShape
  const placed = new Float64Array(sizeOf(output))
  for (let y = 0; y < height; y++) {
    const row = values!.subarray(y * width * channels, (y + 1) * width * channels)
    placed.set(row, ((y + top) * output[1]! + left) * channels)
  }
  return placed
}
