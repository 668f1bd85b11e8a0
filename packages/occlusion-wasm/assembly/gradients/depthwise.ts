import { multiplyAdd, STEP, Vector } from '../vector/vector'

/**
 * Gradients of a depthwise 2-D convolution, y[n,oy,ox,c·M+m] = Σ x[n, oy·s+ky·d−top, ox·s+kx·d−left, c] · W[ky,kx,c,m]. Both walk
 * the same pairs of an output position and a kernel tap; for a multiplier M of 1, channels lie side by side and go through in
 * vectors.
 *
 * @param x - float32 [N, H, W, C]
 * @param dy - float32 [N, OH, OW, C·M]
 * @param dw - float32 [KH, KW, C, M], overwritten
 */
export function depthwiseBackpropFilter(
  x: usize, dy: usize, dw: usize,
  n: i32, h: i32, w: i32, c: i32, kh: i32, kw: i32, multiplier: i32, oh: i32, ow: i32,
  strideY: i32, strideX: i32, dilationY: i32, dilationX: i32, top: i32, left: i32,
): void {
  const channels = c * multiplier
  memory.fill(dw, 0, (<usize>(kh * kw * channels)) << 2)
  for (let i = 0; i < n; i++) {
    for (let oy = 0; oy < oh; oy++) {
      for (let ox = 0; ox < ow; ox++) {
        for (let ky = 0; ky < kh; ky++) {
          const y = oy * strideY + ky * dilationY - top
          if (y < 0 || y >= h) continue
          for (let kx = 0; kx < kw; kx++) {
            const column = ox * strideX + kx * dilationX - left
            if (column < 0 || column >= w) continue
            const pixel = x + ((<usize>(((i * h + y) * w + column) * c)) << 2)
            const tap = dw + ((<usize>((ky * kw + kx) * channels)) << 2)
            if (multiplier == 1) addProducts(tap, pixel, dy, c)
            else filterTap(tap, pixel, dy, c, multiplier)
          }
        }
        dy += (<usize>channels) << 2
      }
    }
  }
}

/**
 * @param filter - float32 [KH, KW, C, M]
 * @param dx - float32 [N, H, W, C], overwritten
 */
export function depthwiseBackpropInput(
  dy: usize, filter: usize, dx: usize,
  n: i32, h: i32, w: i32, c: i32, kh: i32, kw: i32, multiplier: i32, oh: i32, ow: i32,
  strideY: i32, strideX: i32, dilationY: i32, dilationX: i32, top: i32, left: i32,
): void {
  const channels = c * multiplier
  memory.fill(dx, 0, (<usize>(n * h * w * c)) << 2)
  for (let i = 0; i < n; i++) {
    for (let oy = 0; oy < oh; oy++) {
      for (let ox = 0; ox < ow; ox++) {
        for (let ky = 0; ky < kh; ky++) {
          const y = oy * strideY + ky * dilationY - top
          if (y < 0 || y >= h) continue
          for (let kx = 0; kx < kw; kx++) {
            const column = ox * strideX + kx * dilationX - left
            if (column < 0 || column >= w) continue
            const pixel = dx + ((<usize>(((i * h + y) * w + column) * c)) << 2)
            const tap = filter + ((<usize>((ky * kw + kx) * channels)) << 2)
            if (multiplier == 1) addProducts(pixel, tap, dy, c)
            else inputTap(pixel, tap, dy, c, multiplier)
          }
        }
        dy += (<usize>channels) << 2
      }
    }
  }
}

/** to += a · b, element by element. */
function addProducts(to: usize, a: usize, b: usize, count: i32): void {
  const end = (<usize>count) << 2
  let k: usize = 0
  for (; k + STEP <= end; k += STEP) {
    store<Vector>(to + k, multiplyAdd(load<Vector>(to + k), load<Vector>(a + k), load<Vector>(b + k)))
  }
  for (; k < end; k += 4) store<f32>(to + k, load<f32>(to + k) + load<f32>(a + k) * load<f32>(b + k))
}

function filterTap(tap: usize, pixel: usize, dy: usize, c: i32, multiplier: i32): void {
  for (let i = 0; i < c; i++) {
    const value = load<f32>(pixel + ((<usize>i) << 2))
    for (let m = 0; m < multiplier; m++) {
      store<f32>(tap, load<f32>(tap) + value * load<f32>(dy))
      tap += 4
      dy += 4
    }
  }
}

function inputTap(pixel: usize, tap: usize, dy: usize, c: i32, multiplier: i32): void {
  for (let i = 0; i < c; i++) {
    let sum: f32 = 0
    for (let m = 0; m < multiplier; m++) {
      sum += load<f32>(tap) * load<f32>(dy)
      tap += 4
      dy += 4
    }
    store<f32>(pixel, load<f32>(pixel) + sum)
    pixel += 4
  }
}
