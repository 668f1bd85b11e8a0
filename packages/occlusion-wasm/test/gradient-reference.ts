import type { Conv2dGeometry, PoolGeometry } from '../src/gradients/gradient-kernels.js'

/** Slow and plain, in float64, straight from the definitions: what the kernels are tested against. */
type Values = ArrayLike<number>

/** y[n,oy,ox,co] = Σ x[n, oy·s+ky·d−top, ox·s+kx·d−left, ci] · W[ky,kx,ci,co]. */
export function referenceConv2d(x: Values, filter: Values, geometry: Conv2dGeometry): Float64Array {
  const [n, , , , , , co, oh, ow] = geometry
  const y = new Float64Array(n * oh * ow * co)
  eachProduct(geometry, (xAt, filterAt, yAt) => {
    y[yAt]! += x[xAt]! * filter[filterAt]!
  })
  return y
}

export function referenceBackpropFilter(x: Values, dy: Values, geometry: Conv2dGeometry): Float64Array {
  const [, , , ci, kh, kw, co] = geometry
  const dw = new Float64Array(kh * kw * ci * co)
  eachProduct(geometry, (xAt, filterAt, yAt) => {
    dw[filterAt]! += x[xAt]! * dy[yAt]!
  })
  return dw
}

export function referenceBackpropInput(dy: Values, filter: Values, geometry: Conv2dGeometry): Float64Array {
  const [n, h, w, ci] = geometry
  const dx = new Float64Array(n * h * w * ci)
  eachProduct(geometry, (xAt, filterAt, yAt) => {
    dx[xAt]! += dy[yAt]! * filter[filterAt]!
  })
  return dx
}

/** Visits every product of a convolution, by the indices of its factors and of the sum it goes into. */
function eachProduct(
  [n, h, w, ci, kh, kw, co, oh, ow, sy, sx, dy, dx, top, left]: Conv2dGeometry,
  visit: (xAt: number, filterAt: number, yAt: number) => void,
): void {
  for (let at = 0; at < n * oh * ow * kh * kw; at++) {
    const kx = at % kw
    const ky = Math.floor(at / kw) % kh
    const position = Math.floor(at / (kw * kh))
    const y = (Math.floor(position / ow) % oh) * sy + ky * dy - top
    const x = (position % ow) * sx + kx * dx - left
    if (y < 0 || y >= h || x < 0 || x >= w) continue
    const pixel = (Math.floor(position / (ow * oh)) * h + y) * w + x
    for (let i = 0; i < ci; i++) {
      for (let o = 0; o < co; o++)
        visit(pixel * ci + i, ((ky * kw + kx) * ci + i) * co + o, position * co + o)
    }
  }
}

/** Both gradients of a depthwise convolution; `channelsOut` of the geometry is the multiplier M. */
export function referenceDepthwise(
  x: Values,
  filter: Values,
  dy: Values,
  geometry: Conv2dGeometry,
): { dw: Float64Array; dx: Float64Array } {
  const [n, h, w, c, kh, kw, multiplier] = geometry
  const dw = new Float64Array(kh * kw * c * multiplier)
  const dx = new Float64Array(n * h * w * c)
  // A depthwise convolution is a plain one whose filter is zero between different channels.
  const channels = c * multiplier
  eachProduct(
    [...geometry.slice(0, 6), channels, ...geometry.slice(7)] as unknown as Conv2dGeometry,
    (xAt, at, yAt) => {
      const out = at % channels
      if (Math.floor(out / multiplier) !== xAt % c) return
      const tap = Math.floor(at / (channels * c)) * channels + out
      dw[tap]! += x[xAt]! * dy[yAt]!
      dx[xAt]! += filter[tap]! * dy[yAt]!
    },
  )
  return { dw, dx }
}

/** The maxima of each window, and dy sent to the first tap that holds them; a window wholly in the padding has none. */
export function referenceMaxPoolGrad(
  x: Values,
  dy: Values,
  [n, h, w, c, oh, ow, wy, wx, sy, sx, dilationY, dilationX, top, left]: PoolGeometry,
): { y: Float64Array; dx: Float64Array } {
  const y = new Float64Array(n * oh * ow * c)
  const dx = new Float64Array(n * h * w * c)
  for (let at = 0; at < y.length; at++) {
    const position = Math.floor(at / c)
    let best = -1
    for (let tap = 0; tap < wy * wx; tap++) {
      const row = (Math.floor(position / ow) % oh) * sy + Math.floor(tap / wx) * dilationY - top
      const column = (position % ow) * sx + (tap % wx) * dilationX - left
      if (row < 0 || row >= h || column < 0 || column >= w) continue
      const from = ((Math.floor(position / (ow * oh)) * h + row) * w + column) * c + (at % c)
      if (best < 0 || x[from]! > x[best]!) best = from
    }
    if (best < 0) continue
    y[at] = x[best]!
    dx[best]! += dy[at]!
  }
  return { y, dx }
}
