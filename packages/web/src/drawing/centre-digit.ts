/** MNIST's digits fit a box of this side … */
const BOX = 20
/** … and a drawing smaller than this share of its pad is not blown up to fill it: a dot stays small. */
const SMALLEST = 0.3
/** Samples taken of each output pixel along each axis. */
const SAMPLES = 5

/**
 * Makes a drawing look as MNIST's digits do (LeCun, Cortes and Burges, http://yann.lecun.com/exdb/mnist/): scaled, aspect kept,
 * to fit a box of 20 pixels, its centre of mass put at the centre of the field.
 *
 * @param pixels - bytes [side × side], 0 the ground
 * @param size - of the field
 * @returns bytes [size × size]
 */
export function centreDigit(pixels: Uint8Array, side: number, size = 28): Uint8Array<ArrayBuffer> {
  const field = new Uint8Array(size * size)
  const box = boundingBox(pixels, side)
  if (!box) return field
  const extent = Math.max(box.right - box.left, box.bottom - box.top, SMALLEST * side)
  const scale = BOX / extent
  const mass = centreOfMass(pixels, side)
  const at = (position: number, centre: number) => (position - size / 2) / scale + centre - 0.5
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      let sum = 0
      for (let i = 0; i < SAMPLES; i++) {
        const sy = at(y + (i + 0.5) / SAMPLES, mass.y)
        for (let j = 0; j < SAMPLES; j++) {
          sum += bilinear(pixels, side, at(x + (j + 0.5) / SAMPLES, mass.x), sy)
        }
      }
      field[y * size + x] = Math.round(sum / (SAMPLES * SAMPLES))
    }
  }
  return field
}

function boundingBox(pixels: Uint8Array, side: number) {
  let [left, top, right, bottom] = [side, side, 0, 0]
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      if (pixels[y * side + x] === 0) continue
      left = Math.min(left, x)
      right = Math.max(right, x + 1)
      top = Math.min(top, y)
      bottom = y + 1
    }
  }
  return right > left ? { left, top, right, bottom } : undefined
}

function centreOfMass(pixels: Uint8Array, side: number): { x: number; y: number } {
  let [mass, x, y] = [0, 0, 0]
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const value = pixels[row * side + column]!
      mass += value
      x += value * (column + 0.5)
      y += value * (row + 0.5)
    }
  }
  return { x: x / mass, y: y / mass }
}

/** The pixels at a point between them, in their coordinates; ground beyond the edge. */
function bilinear(pixels: Uint8Array, side: number, x: number, y: number): number {
  const [x0, y0] = [Math.floor(x), Math.floor(y)]
  if (x0 < 0 || y0 < 0 || x0 + 1 >= side || y0 + 1 >= side) return 0
  const at = y0 * side + x0
  const [fx, fy] = [x - x0, y - y0]
  const upper = pixels[at]! * (1 - fx) + pixels[at + 1]! * fx
  const lower = pixels[at + side]! * (1 - fx) + pixels[at + side + 1]! * fx
  return upper * (1 - fy) + lower * fy
}
