import type { ScaleShift } from '../../network/operations/scale-shift.js'
import type { Differentiation } from '../differentiation.js'

export const scaleShift: Differentiation<ScaleShift> = {
  backward: ({ layer: { scale } }, slope) => {
    const channels = scale.length
    return [slope.map((g, i) => g * scale[i % channels]!)]
  },
}
