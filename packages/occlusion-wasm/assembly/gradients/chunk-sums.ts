/**
 * Adds twelve neighbouring chunks to a sum, once for each entry of a list, the sums staying in registers throughout.
 *
 * @param to - float32 [12, 4], the sums
 * @param list - entries of 8 bytes: an offset u32, and the factor f32; `end` is one past the last
 * @param base - what the offsets are relative to
 */
// Inlined into both callers: called, it costs them about a twentieth of their time.
// @ts-ignore: decorator
@inline
export function addTwelveChunks(to: usize, list: usize, end: usize, base: usize): void {
  let a0 = v128.load(to), a1 = v128.load(to, 16), a2 = v128.load(to, 32), a3 = v128.load(to, 48)
  let a4 = v128.load(to, 64), a5 = v128.load(to, 80), a6 = v128.load(to, 96), a7 = v128.load(to, 112)
  let a8 = v128.load(to, 128), a9 = v128.load(to, 144), a10 = v128.load(to, 160), a11 = v128.load(to, 176)
  for (; list < end; list += 8) {
    const from = base + load<u32>(list)
    const g = v128.load32_splat(list, 4)
    a0 = f32x4.add(a0, f32x4.mul(g, v128.load(from)))
    a1 = f32x4.add(a1, f32x4.mul(g, v128.load(from, 16)))
    a2 = f32x4.add(a2, f32x4.mul(g, v128.load(from, 32)))
    a3 = f32x4.add(a3, f32x4.mul(g, v128.load(from, 48)))
    a4 = f32x4.add(a4, f32x4.mul(g, v128.load(from, 64)))
    a5 = f32x4.add(a5, f32x4.mul(g, v128.load(from, 80)))
    a6 = f32x4.add(a6, f32x4.mul(g, v128.load(from, 96)))
    a7 = f32x4.add(a7, f32x4.mul(g, v128.load(from, 112)))
    a8 = f32x4.add(a8, f32x4.mul(g, v128.load(from, 128)))
    a9 = f32x4.add(a9, f32x4.mul(g, v128.load(from, 144)))
    a10 = f32x4.add(a10, f32x4.mul(g, v128.load(from, 160)))
    a11 = f32x4.add(a11, f32x4.mul(g, v128.load(from, 176)))
  }
  v128.store(to, a0)
  v128.store(to, a1, 16)
  v128.store(to, a2, 32)
  v128.store(to, a3, 48)
  v128.store(to, a4, 64)
  v128.store(to, a5, 80)
  v128.store(to, a6, 96)
  v128.store(to, a7, 112)
  v128.store(to, a8, 128)
  v128.store(to, a9, 144)
  v128.store(to, a10, 160)
  v128.store(to, a11, 176)
}

/** The same for one chunk, without vectors. */
export function addScalarChunk(to: usize, list: usize, end: usize, base: usize): void {
  let a0 = load<f32>(to), a1 = load<f32>(to, 4), a2 = load<f32>(to, 8), a3 = load<f32>(to, 12)
  for (; list < end; list += 8) {
    const from = base + load<u32>(list)
    const g = load<f32>(list, 4)
    a0 += g * load<f32>(from)
    a1 += g * load<f32>(from, 4)
    a2 += g * load<f32>(from, 8)
    a3 += g * load<f32>(from, 12)
  }
  store<f32>(to, a0)
  store<f32>(to, a1, 4)
  store<f32>(to, a2, 8)
  store<f32>(to, a3, 12)
}
