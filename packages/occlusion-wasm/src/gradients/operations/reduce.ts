import { type Reduce, reducedPlaces } from '../../network/operations/reduce.js'
import { sizeOf } from '../../network/shape.js'
import type { Differentiation } from '../differentiation.js'

/** Of equal largest values the first has the slope. */
export const reduce: Differentiation<Reduce> = {
  backward({ layer: { by, axes }, inputs: [x], shapes: [input], shape, output }, slope) {
    const places = reducedPlaces(input!, axes)
    if (by !== 'max') {
      const factor = by === 'mean' ? sizeOf(shape) / sizeOf(input!) : 1
      return [x!.map((_, i) => slope[places[i]!]! * factor)]
    }
    const given = new Uint8Array(output.length)
    return [
      x!.map((value, i) => {
        const place = places[i]!
        if (given[place] || value !== output[place]) return 0
        given[place] = 1
        return slope[place]!
      }),
    ]
  },
}
