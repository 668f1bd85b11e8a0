import type { NumericArray } from '../../../arrays/numeric-array.js'

/** Numbers as a tensor holds them; 64-bit integers, which are sizes and indices, as float64. */
export type Numbers = NumericArray['data']

export type ElementType = 'float' | 'double' | 'integer' | 'boolean'

/** A tensor that does not depend on the image: a weight, a setting, a shape. */
export interface Constant {
  readonly kind: 'constant'
  readonly dims: readonly number[]
  readonly type: ElementType
  /** Row-major; made anew at each call where bytes have to be converted. */
  readonly data: Numbers
  /** Those from one place to before another, without making all anew. */
  part?(from: number, to: number): Numbers
}

/** Most values that a file's arithmetic may make of its constants, besides what its weights hold. */
const MOST_VALUES = 2 ** 22

export function constant(dims: readonly number[], type: ElementType, data: Numbers): Constant {
  return { kind: 'constant', dims, type, data }
}

/** A vector of whole numbers, as shapes are. */
export function integers(values: readonly number[]): Constant {
  return constant([values.length], 'integer', Float64Array.from(values))
}

/** An array for so many results of a type, all 0. */
export function numbersOf(type: ElementType, length: number): Numbers {
  return type === 'float' ? new Float32Array(length) : new Float64Array(length)
}

/** How many values are made of constants, so that a short file cannot ask for any number of them. */
export class ConstantBudget {
  #left: number

  /** @param weights - values that the file itself may hold */
  constructor(weights: number) {
    this.#left = MOST_VALUES + 4 * weights
  }

  /** Takes so many values; false where there are no more. */
  take(values: number): boolean {
    this.#left -= values
    return this.#left >= 0
  }
}
