import { add, keepEqual, STEP, Vector, without } from '../vector/vector'

/**
 * The gradient of 2-D max-pooling: each output's dy goes to the first tap, in scan order, that holds the output's value.
 * Windows may overlap; padding never holds the maximum.
 *
 * @param dx - float32 [N, H, W, C], overwritten
 * @param dy - float32 [N, OH, OW, C]
 * @param x - float32 [N, H, W, C], the pooling's input
 * @param y - float32 [N, OH, OW, C], its output
 */
export function maxPoolGrad(
  dx: usize, dy: usize, x: usize, y: usize,
  n: i32, h: i32, w: i32, c: i32, oh: i32, ow: i32, windowY: i32, windowX: i32,
  strideY: i32, strideX: i32, dilationY: i32, dilationX: i32, top: i32, left: i32,
): void {
  memory.fill(dx, 0, (<usize>(n * h * w * c)) << 2)
  const pixel = (<usize>c) << 2
  for (let i = 0; i < n; i++) {
    const image = (<usize>(i * h * w)) * pixel
    for (let oy = 0; oy < oh; oy++) {
      const y0 = oy * strideY - top
      const firstY = firstInside(y0, dilationY)
      const lastY = lastInside(y0, dilationY, windowY, h)
      for (let ox = 0; ox < ow; ox++) {
        const x0 = ox * strideX - left
        const firstX = firstInside(x0, dilationX)
        const lastX = lastInside(x0, dilationX, windowX, w)
        const corner = image + (<usize>((y0 + firstY * dilationY) * w + x0 + firstX * dilationX)) * pixel
        routeWindow(
          dx + corner, x + corner, dy, y, c, lastY - firstY + 1, lastX - firstX + 1,
          (<usize>(dilationY * w)) * pixel, (<usize>dilationX) * pixel,
        )
        dy += pixel
        y += pixel
      }
    }
  }
}

/** The first tap that is not in the padding before the image. */
// @ts-ignore: decorator
@inline
function firstInside(origin: i32, dilation: i32): i32 {
  return origin < 0 ? (dilation - 1 - origin) / dilation : 0
}

/** The last tap that is not in the padding after it; −1 if the window starts there. */
// @ts-ignore: decorator
@inline
function lastInside(origin: i32, dilation: i32, taps: i32, size: i32): i32 {
  return origin < size ? min(taps - 1, (size - 1 - origin) / dilation) : -1
}

/** Sends one output position's dy, in every channel, to its tap. */
// @ts-ignore: decorator
@inline
function routeWindow(
  dx: usize, x: usize, dy: usize, y: usize, c: i32, rows: i32, columns: i32, rowBytes: usize, columnBytes: usize,
): void {
  let k: usize = 0
  const end = (<usize>c) << 2
  if (rows == 2 && columns == 2) {
    for (; k + STEP <= end; k += STEP) {
      const maximum = load<Vector>(y + k)
      let gradient = load<Vector>(dy + k)
      gradient = routeTap(dx + k, x + k, gradient, maximum)
      gradient = routeTap(dx + k + columnBytes, x + k + columnBytes, gradient, maximum)
      gradient = routeTap(dx + k + rowBytes, x + k + rowBytes, gradient, maximum)
      routeTap(dx + k + rowBytes + columnBytes, x + k + rowBytes + columnBytes, gradient, maximum)
    }
  }
  for (; k + STEP <= end; k += STEP) {
    const maximum = load<Vector>(y + k)
    let gradient = load<Vector>(dy + k)
    for (let row = 0; row < rows; row++) {
      let at = <usize>row * rowBytes + k
      for (let column = 0; column < columns; column++) {
        gradient = routeTap(dx + at, x + at, gradient, maximum)
        at += columnBytes
      }
    }
  }
  for (; k < end; k += 4) routeChannel(dx + k, x + k, load<f32>(dy + k), load<f32>(y + k), rows, columns, rowBytes, columnBytes)
}

/** Gives one tap the gradient of the channels whose maximum it holds; returns what is left for later taps. */
// @ts-ignore: decorator
@inline
function routeTap(dx: usize, x: usize, gradient: Vector, maximum: Vector): Vector {
  const here = keepEqual(gradient, load<Vector>(x), maximum)
  store<Vector>(dx, add(load<Vector>(dx), here))
  return without(gradient, here)
}

function routeChannel(
  dx: usize, x: usize, gradient: f32, maximum: f32, rows: i32, columns: i32, rowBytes: usize, columnBytes: usize,
): void {
  for (let row = 0; row < rows; row++) {
    let at = <usize>row * rowBytes
    for (let column = 0; column < columns; column++) {
      if (load<f32>(x + at) == maximum) {
        store<f32>(dx + at, load<f32>(dx + at) + gradient)
        return
      }
      at += columnBytes
    }
  }
}
