import { loadSpread, multiplyAdd, STEP, Vector } from '../vector/vector'

/**
 * Adds twelve neighbouring chunks to a sum, once for each entry of a list, the sums staying in registers throughout.
 *
 * @param to - float32 [12, WIDTH], the sums
 * @param list - entries of 8 bytes: an offset u32, and the factor f32; `end` is one past the last
 * @param base - what the offsets are relative to
 */
// Inlined into both callers: called, it costs them about a twentieth of their time.
// @ts-ignore: decorator
@inline
export function addTwelveChunks(to: usize, list: usize, end: usize, base: usize): void {
  let a0 = load<Vector>(to), a1 = load<Vector>(to, STEP), a2 = load<Vector>(to, 2 * STEP), a3 = load<Vector>(to, 3 * STEP)
  let a4 = load<Vector>(to, 4 * STEP), a5 = load<Vector>(to, 5 * STEP), a6 = load<Vector>(to, 6 * STEP), a7 = load<Vector>(to, 7 * STEP)
  let a8 = load<Vector>(to, 8 * STEP), a9 = load<Vector>(to, 9 * STEP), a10 = load<Vector>(to, 10 * STEP), a11 = load<Vector>(to, 11 * STEP)
  for (; list < end; list += 8) {
    const from = base + load<u32>(list)
    const g = loadSpread(list + 4)
    a0 = multiplyAdd(a0, g, load<Vector>(from))
    a1 = multiplyAdd(a1, g, load<Vector>(from, STEP))
    a2 = multiplyAdd(a2, g, load<Vector>(from, 2 * STEP))
    a3 = multiplyAdd(a3, g, load<Vector>(from, 3 * STEP))
    a4 = multiplyAdd(a4, g, load<Vector>(from, 4 * STEP))
    a5 = multiplyAdd(a5, g, load<Vector>(from, 5 * STEP))
    a6 = multiplyAdd(a6, g, load<Vector>(from, 6 * STEP))
    a7 = multiplyAdd(a7, g, load<Vector>(from, 7 * STEP))
    a8 = multiplyAdd(a8, g, load<Vector>(from, 8 * STEP))
    a9 = multiplyAdd(a9, g, load<Vector>(from, 9 * STEP))
    a10 = multiplyAdd(a10, g, load<Vector>(from, 10 * STEP))
    a11 = multiplyAdd(a11, g, load<Vector>(from, 11 * STEP))
  }
  store<Vector>(to, a0)
  store<Vector>(to, a1, STEP)
  store<Vector>(to, a2, 2 * STEP)
  store<Vector>(to, a3, 3 * STEP)
  store<Vector>(to, a4, 4 * STEP)
  store<Vector>(to, a5, 5 * STEP)
  store<Vector>(to, a6, 6 * STEP)
  store<Vector>(to, a7, 7 * STEP)
  store<Vector>(to, a8, 8 * STEP)
  store<Vector>(to, a9, 9 * STEP)
  store<Vector>(to, a10, 10 * STEP)
  store<Vector>(to, a11, 11 * STEP)
}

/** The same for one chunk. */
export function addChunk(to: usize, list: usize, end: usize, base: usize): void {
  let a = load<Vector>(to)
  for (; list < end; list += 8) a = multiplyAdd(a, loadSpread(list + 4), load<Vector>(base + load<u32>(list)))
  store<Vector>(to, a)
}
