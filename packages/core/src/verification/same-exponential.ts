/** Of a double's 53 bits, those in which exponentials and their sums agree everywhere. */
const WITHIN = 2 ** -45

/**
 * Whether two numbers made by exponentials are the same but for their last bits, which every JavaScript engine has its own: ECMA-262 leaves
 * them open. Probabilities are, whose scores are compared to the bit.
 */
export function sameExponential(a: number, b: number): boolean {
  return Object.is(a, b) || Math.abs(a - b) <= WITHIN * Math.max(Math.abs(a), Math.abs(b))
}
