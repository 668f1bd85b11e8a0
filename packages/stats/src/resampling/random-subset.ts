import type { Uniform } from '../sample.js'

/**
 * Moves a random subset to the front: after it the first k entries are a uniform draw without replacement, whatever
 * the order before (the first k steps of Fisher and Yates).
 *
 * @param items - reordered in place
 * @param k - 0 … items.length
 */
export function randomSubset(items: Int32Array, k: number, uniform: Uniform): void {
  const n = items.length
  for (let i = 0; i < k; i++) {
    const j = i + Math.floor(uniform() * (n - i))
    const held = items[i]!
    items[i] = items[j]!
    items[j] = held
  }
}
