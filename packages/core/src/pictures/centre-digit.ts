/** MNIST's digits fit a box of this side … */
const BOX = 20
/** … and a drawing smaller than this share of its pad is not blown up to fill it: a dot stays small. */
const SMALLEST = 0.3
/** Samples taken of each pixel of the field along each axis. */
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
  const across = axisWeights(size, side, scale, mass.x)
  const down = axisWeights(size, side, scale, mass.y)
  // Sampling along both axes is sampling along one, then along the other.
  const squeezed = new Float64Array(side * size)
  for (let y = box.top; y < box.bottom; y++) {
    for (const [x, { first, weights }] of across.entries()) {
      let sum = 0
      for (let i = 0; i < weights.length; i++) sum += weights[i]! * pixels[y * side + first + i]!
      squeezed[y * size + x] = sum
    }
  }
  for (const [y, { first, weights }] of down.entries()) {
    for (let x = 0; x < size; x++) {
      let sum = 0
      for (let i = 0; i < weights.length; i++) sum += weights[i]! * squeezed[(first + i) * size + x]!
      field[y * size + x] = Math.round(sum)
    }
  }
  return field
}

/** What the pixels first, first + 1, … of an axis weigh in one pixel of the field. */
interface Weights {
  readonly first: number
  readonly weights: Float64Array
}

/** For each pixel of the field along an axis, the mean of samples interpolated between two pixels; beyond the edge is ground. */
function axisWeights(size: number, side: number, scale: number, centre: number): Weights[] {
  return Array.from({ length: size }, (_, out) => {
    const weights = new Float64Array(side)
    for (let sample = 0; sample < SAMPLES; sample++) {
      const at = (out + (sample + 0.5) / SAMPLES - size / 2) / scale + centre - 0.5
      const before = Math.floor(at)
      if (before < 0 || before + 1 >= side) continue
      weights[before]! += (1 - at + before) / SAMPLES
      weights[before + 1]! += (at - before) / SAMPLES
    }
    const first = Math.max(0, weights.findIndex(Boolean))
    return { first, weights: weights.slice(first, weights.findLastIndex(Boolean) + 1) }
  })
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
