import { loadSpread, multiplyAdd, spread, STEP, Vector } from './vector/vector'

/**
 * Multiply-adds on registers alone: twelve chains sum = y + sum · x, enough of them that none waits for another. Nothing is
 * loaded in the loop, so no kernel that multiplies and adds in single precision can be faster.
 *
 * @param out - where the sums are put, so that they are needed: 12 vectors
 * @returns multiply-adds done
 */
export function chainMultiplyAdds(out: usize, rounds: i32): f64 {
  // From memory, so that they are values in registers: a constant vector may be made anew at each use.
  store<f32>(out, 0.5)
  const x = loadSpread(out), y = x
  let s0 = spread(0), s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0, s8 = s0, s9 = s0, s10 = s0, s11 = s0
  for (let i = 0; i < rounds; i++) {
    s0 = multiplyAdd(y, s0, x)
    s1 = multiplyAdd(y, s1, x)
    s2 = multiplyAdd(y, s2, x)
    s3 = multiplyAdd(y, s3, x)
    s4 = multiplyAdd(y, s4, x)
    s5 = multiplyAdd(y, s5, x)
    s6 = multiplyAdd(y, s6, x)
    s7 = multiplyAdd(y, s7, x)
    s8 = multiplyAdd(y, s8, x)
    s9 = multiplyAdd(y, s9, x)
    s10 = multiplyAdd(y, s10, x)
    s11 = multiplyAdd(y, s11, x)
  }
  store<Vector>(out, s0)
  store<Vector>(out, s1, STEP)
  store<Vector>(out, s2, 2 * STEP)
  store<Vector>(out, s3, 3 * STEP)
  store<Vector>(out, s4, 4 * STEP)
  store<Vector>(out, s5, 5 * STEP)
  store<Vector>(out, s6, 6 * STEP)
  store<Vector>(out, s7, 7 * STEP)
  store<Vector>(out, s8, 8 * STEP)
  store<Vector>(out, s9, 9 * STEP)
  store<Vector>(out, s10, 10 * STEP)
  store<Vector>(out, s11, 11 * STEP)
  return <f64>rounds * 3 * <f64>STEP
}
