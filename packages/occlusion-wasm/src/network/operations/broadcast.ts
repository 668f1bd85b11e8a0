import type { Shape } from '../shape.js'
import { mismatch } from './checks.js'

/**
 * The shape that values combined one by one come to. Shapes are laid over one another from their last axis on, and a size of 1, or
 * an axis that is not there, stands for any other: so [C] and [1, 1, C] go over a map [H, W, C] channel by channel, [H, W, 1] place
 * by place.
 *
 * @throws NetworkError `SHAPE_MISMATCH`
 */
export function broadcastShape(shapes: readonly Shape[], label: string): Shape {
  const [first, ...others] = shapes
  return others.reduce((sizes, shape) => broadcastTwo(sizes, shape, label), first!)
}

function broadcastTwo(a: Shape, b: Shape, label: string): Shape {
  const axes = Math.max(a.length, b.length)
  if (axes > 3 && (a.length !== b.length || a.some((size, axis) => size !== b[axis]))) {
    throw mismatch(label, `[${a.join(', ')}] from every input, as there are more than three axes`, b)
  }
  const before = (shape: Shape) => [...new Array<number>(axes - shape.length).fill(1), ...shape]
  const [over, under] = [before(a), before(b)]
  return over.map((size, axis) => {
    const other = under[axis]!
    if (size !== other && size !== 1 && other !== 1) {
      throw mismatch(label, `[${a.join(', ')}] from every input, or sizes of 1`, b)
    }
    return Math.max(size, other)
  })
}

/** Where element i of the output, flat, finds its value in an input of this shape. */
export function broadcastIndex(i: number, shape: Shape, output: Shape): number {
  let [rest, place, step] = [i, 0, 1]
  for (let back = 1; back <= shape.length; back++) {
    const size = output.at(-back)!
    const own = shape.at(-back)!
    if (own > 1) place += (rest % size) * step
    rest = Math.floor(rest / size)
    step *= own
  }
  return place
}
