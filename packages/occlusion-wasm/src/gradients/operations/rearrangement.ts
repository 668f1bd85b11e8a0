import type { Operation } from '../../network/layer.js'
import type { Shape } from '../../network/shape.js'
import { referenceOf } from '../../reference/reference-of.js'
import type { Differentiation } from '../differentiation.js'

/** Operations of which each output is some input, or a number that hangs on none. */
type Rearrangement = Extract<
  Operation,
  { readonly kind: 'zeroPad' | 'crop' | 'pad' | 'concat' | 'transpose' | 'select' }
>

/**
 * The definition itself says where each output comes from: it is given the inputs' values numbered from 1, and leaves 0 where there is
 * none.
 */
export const rearrangement: Differentiation<Rearrangement> = {
  backward({ layer, inputs, shapes, shape }, slope) {
    let next = 1
    const numbered = inputs.map(({ length }) => Float64Array.from({ length }, () => next++))
    const sums = new Float64Array(next)
    const sources = sourcesOf(layer, numbered, shapes, shape)
    sources.forEach((source, i) => {
      sums[source]! += slope[i]!
    })
    return numbered.map((own) => Float32Array.from(own, (number) => sums[number]!))
  },
}

/** Operations that leave every value where it is. */
export const sameOrder: Differentiation<Operation> = {
  forward: ({ inputs: [values] }) => values!,
  backward: (_, slope) => [slope],
}

function sourcesOf(
  layer: Rearrangement,
  numbered: readonly Float64Array[],
  shapes: readonly Shape[],
  shape: Shape,
): Float64Array {
  const bare = layer.kind === 'pad' && layer.mode === 'constant' ? { ...layer, value: 0 } : layer
  return referenceOf(bare)(bare, numbered, shapes[0]!, shape, shapes)
}
