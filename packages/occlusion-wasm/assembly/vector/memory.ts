import { STEP, Vector } from './vector'

/** Floats from which the engine's own block copy is quicker than a loop, whose start it takes a call to reach. */
const BLOCK: i32 = 64

// @ts-ignore: decorator
@inline
export function bytes(floats: i32): usize {
  return (<usize>floats) << 2
}

/** Copies floats between places that do not overlap. */
export function copy(to: usize, from: usize, floats: i32): void {
  const end = bytes(floats)
  if (floats >= BLOCK) {
    memory.copy(to, from, end)
    return
  }
  let k: usize = 0
  for (; k + STEP <= end; k += STEP) store<Vector>(to + k, load<Vector>(from + k))
  for (; k < end; k += 4) store<f32>(to + k, load<f32>(from + k))
}
