import { InputError } from '../errors.js'
import type { GraphValue } from './running-graph.js'

/** Class scores of each image of a batch. */
export interface ClassScores {
  /** K. */
  readonly outputs: number
  /** float32 [count, K]. */
  readonly data: Float32Array
}

/**
 * A graph's value as scores for each of `count` images.
 *
 * @throws InputError MODEL_OUTPUT for what is no vector for each
 */
export function classScores({ dims, data }: GraphValue, count: number, name: string): ClassScores {
  const shares = count === 1 || dims[0] === count
  const own = count === 1 ? dims : dims.slice(1)
  if (!shares || own.filter((size) => size !== 1).length > 1 || data.length === 0) {
    const each = count === 1 ? '' : ` for each of ${count} images`
    throw new InputError(
      'MODEL_OUTPUT',
      `output "${name}": expected a vector of class scores${each}, got [${dims.join(', ')}]`,
    )
  }
  return { outputs: data.length / count, data }
}
