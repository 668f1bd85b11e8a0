import type { Activation } from '@umbra/occlusion-wasm'

/**
 * What is done to each value x alone, as a file's nodes have written it down: the activations they spell out, such as x·σ(x), are
 * recognised once it is whole. Parts that are the same object are computed once.
 */
export type Expression =
  | { readonly op: 'x' }
  | { readonly op: 'affine'; readonly of: Expression; readonly scale: number; readonly shift: number }
  | { readonly op: 'activation'; readonly of: Expression; readonly activation: Activation }
  | { readonly op: 'sum' | 'product' | 'quotient'; readonly left: Expression; readonly right: Expression }

export const X: Expression = { op: 'x' }

/** scale·e + shift, which takes an affine e into itself. */
export function affine(of: Expression, scale: number, shift: number): Expression {
  if (scale === 1 && shift === 0) return of
  if (of.op !== 'affine') return { op: 'affine', of, scale, shift }
  return affine(of.of, of.scale * scale, of.shift * scale + shift)
}

export function activated(of: Expression, activation: Activation): Expression {
  return { op: 'activation', of, activation }
}

/** What an expression is directly made of. */
export function partsOf(expression: Expression): readonly Expression[] {
  if (expression.op === 'x') return []
  return 'of' in expression ? [expression.of] : [expression.left, expression.right]
}

/** An expression and all it is made of, each once, itself first. */
export function allPartsOf(expression: Expression): Expression[] {
  const found = new Set<Expression>([expression])
  for (const part of found) for (const inner of partsOf(part)) found.add(inner)
  return [...found]
}

/** The same with every occurrence of one part replaced by another. */
export function replaced(expression: Expression, part: Expression, by: Expression): Expression {
  const made = new Map<Expression, Expression>([[part, by]])
  const replace = (at: Expression): Expression => {
    const known = made.get(at)
    if (known) return known
    let copy = at
    if (at.op !== 'x') {
      copy =
        'of' in at
          ? { ...at, of: replace(at.of) }
          : { ...at, left: replace(at.left), right: replace(at.right) }
    }
    made.set(at, copy)
    return copy
  }
  return replace(expression)
}
