/** The side of MNIST's field and of the box its digits fit … */
const FIELD = 28
const BOX = 20
/** … and a drawing smaller than this share of its picture is not blown up to fill it: a dot stays small. */
const SMALLEST = 0.3
/** Samples taken of each pixel of the field along each axis. */
const SAMPLES = 5
/** Greys less than this share of the way from ground to ink are ground, or paper's grain would count as ink. */
const GROUND = 0.2

/** A grey picture: bytes [height × width], the ground dark. */
export interface GreyBytes {
  readonly width: number
  readonly height: number
  readonly data: Uint8Array
}

/**
 * Makes a picture of a digit look as MNIST's do (LeCun, Cortes and Burges, http://yann.lecun.com/exdb/mnist/): its greys
 * stretched from ground to ink, scaled, aspect kept, to fit a box of 20 pixels of a field of 28, its centre of mass put at the
 * centre of the field.
 *
 * @param field - [height, width]; the box is 20/28 of the shorter side
 * @returns bytes [height × width]; all 0 where the picture is one flat colour
 */
export function centreDigit(
  { data, width, height }: GreyBytes,
  [rows, columns]: readonly [height: number, width: number] = [FIELD, FIELD],
): Uint8Array<ArrayBuffer> {
  const pixels = clearGround(data)
  const field = new Uint8Array(rows * columns)
  const box = boundingBox(pixels, width, height)
  if (!box) return field
  const smallest = SMALLEST * Math.max(width, height)
  const extent = Math.max(box.right - box.left, box.bottom - box.top, smallest)
  const scale = (BOX * Math.min(rows, columns)) / FIELD / extent
  const mass = centreOfMass(pixels, width, height)
  const across = axisWeights(columns, width, scale, mass.x)
  const down = axisWeights(rows, height, scale, mass.y)
  // Sampling along both axes is sampling along one, then along the other.
  const squeezed = new Float64Array(height * columns)
  for (let y = box.top; y < box.bottom; y++) {
    for (const [x, { first, weights }] of across.entries()) {
      let sum = 0
      for (let i = 0; i < weights.length; i++) sum += weights[i]! * pixels[y * width + first + i]!
      squeezed[y * columns + x] = sum
    }
  }
  for (const [y, { first, weights }] of down.entries()) {
    for (let x = 0; x < columns; x++) {
      let sum = 0
      for (let i = 0; i < weights.length; i++) sum += weights[i]! * squeezed[(first + i) * columns + x]!
      field[y * columns + x] = Math.round(sum)
    }
  }
  return field
}

/** The greys stretched to 0 … 255; what is nearly ground becomes ground. */
function clearGround(pixels: Uint8Array): Uint8Array {
  const ground = pixels.reduce((least, value) => Math.min(least, value), 255)
  const ink = pixels.reduce((most, value) => Math.max(most, value), 0)
  const span = Math.max(1, ink - ground)
  return pixels.map((value) => {
    const share = (value - ground) / span
    return share < GROUND ? 0 : Math.round(255 * share)
  })
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
      if (before >= 0 && before < side) weights[before]! += (1 - at + before) / SAMPLES
      if (before >= -1 && before + 1 < side) weights[before + 1]! += (at - before) / SAMPLES
    }
    const first = Math.max(0, weights.findIndex(Boolean))
    return { first, weights: weights.slice(first, weights.findLastIndex(Boolean) + 1) }
  })
}

function boundingBox(pixels: Uint8Array, width: number, height: number) {
  let [left, top, right, bottom] = [width, height, 0, 0]
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (pixels[y * width + x] === 0) continue
      left = Math.min(left, x)
      right = Math.max(right, x + 1)
      top = Math.min(top, y)
      bottom = y + 1
    }
  }
  return right > left ? { left, top, right, bottom } : undefined
}

function centreOfMass(pixels: Uint8Array, width: number, height: number): { x: number; y: number } {
  let [mass, x, y] = [0, 0, 0]
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const value = pixels[row * width + column]!
      mass += value
      x += value * (column + 0.5)
      y += value * (row + 0.5)
    }
  }
  return { x: x / mass, y: y / mass }
}
