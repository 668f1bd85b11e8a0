import type { Activation } from '@umbra/occlusion-wasm'
import { affine, allPartsOf, type Expression, replaced } from './expression.js'
import { recogniseActivation } from './recognise-activation.js'

/** An expression as one activation of a part of it, times a factor. */
export interface SpelledActivation {
  readonly part: Expression
  readonly activation: Activation
  readonly factor: number
}

/**
 * The activation that an expression spells out, of the innermost part that it is one of: all else in it is a function of that
 * part's values. Of x·relu6(x + 3), whose division by 6 converters move into the weights behind it, six times a hard swish.
 */
export function spelledActivation(expression: Expression): SpelledActivation | undefined {
  const once = ofSomePart(expression)
  if (once) return { ...once, factor: 1 }
  const sixth = expression.op === 'product' ? ofSomePart(affine(expression, 1 / 6, 0)) : undefined
  return sixth?.activation.name === 'hardSwish' ? { ...sixth, factor: 6 } : undefined
}

function ofSomePart(expression: Expression): Omit<SpelledActivation, 'factor'> | undefined {
  if (isAffine(expression)) return undefined
  for (const part of allPartsOf(expression).reverse()) {
    if (part === expression) continue
    const marked: Expression = { op: 'x' }
    const rest = replaced(expression, part, marked)
    if (isAffine(rest)) continue
    // What reads x beside the part is no function of the part alone.
    if (allPartsOf(rest).some((other) => other.op === 'x' && other !== marked)) continue
    const activation = recogniseActivation(rest)
    if (activation) return { part, activation }
  }
  return undefined
}

/** Whether it is x, or x times a factor and an offset. */
function isAffine(expression: Expression): boolean {
  return expression.op === 'x' || (expression.op === 'affine' && expression.of.op === 'x')
}
