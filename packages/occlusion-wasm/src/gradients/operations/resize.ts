import type { Resize } from '../../network/operations/resize.js'
import { type MapShape, sizeOf } from '../../network/shape.js'
import type { Differentiation } from '../differentiation.js'

/** Which two rows (or columns) of the input make one of the output, and how much of the second. */
interface Tap {
  readonly near: number
  readonly far: number
  readonly share: number
}

/** Every output's slope goes to the cells that it was blended of, by their shares. */
export const resize: Differentiation<Resize> = {
  forward({ layer, inputs: [values], shapes: [input], shape }) {
    const [, width, channels] = input as MapShape
    const resized = new Float64Array(sizeOf(shape))
    eachShare(layer, input as MapShape, (cell, y, x, share) => {
      const from = (y * width + x) * channels
      for (let c = 0; c < channels; c++) resized[cell * channels + c]! += share * values![from + c]!
    })
    return new Float32Array(resized)
  },
  backward({ layer, shapes: [input] }, slope) {
    const [, width, channels] = input as MapShape
    const slopes = new Float64Array(sizeOf(input!))
    eachShare(layer, input as MapShape, (cell, y, x, share) => {
      const to = (y * width + x) * channels
      for (let c = 0; c < channels; c++) slopes[to + c]! += share * slope[cell * channels + c]!
    })
    return [new Float32Array(slopes)]
  },
}

function eachShare(
  { size: [rows, columns], interpolation }: Resize,
  [height, width]: MapShape,
  visit: (cell: number, y: number, x: number, share: number) => void,
): void {
  const across = Array.from({ length: columns }, (_, x) => tapOf(x, width, columns, interpolation))
  for (let row = 0; row < rows; row++) {
    const down = tapOf(row, height, rows, interpolation)
    for (const [column, { near, far, share }] of across.entries()) {
      const cell = row * columns + column
      visit(cell, down.near, near, (1 - down.share) * (1 - share))
      if (share > 0) visit(cell, down.near, far, (1 - down.share) * share)
      if (down.share === 0) continue
      visit(cell, down.far, near, down.share * (1 - share))
      if (share > 0) visit(cell, down.far, far, down.share * share)
    }
  }
}

/** As the definition has it: by half-pixel centres, no further out than the outermost. */
function tapOf(output: number, size: number, outputs: number, interpolation: Resize['interpolation']): Tap {
  const place = ((output + 0.5) * size) / outputs
  if (interpolation === 'nearest') return { near: Math.floor(place), far: 0, share: 0 }
  const centre = Math.min(size - 0.5, Math.max(0.5, place)) - 0.5
  const near = Math.floor(centre)
  return { near, far: Math.min(near + 1, size - 1), share: centre - near }
}
