/**
 * What covered pixels of any set become by linear in-painting: each the weighted mean of its eight neighbours, 1/6 beside and 1/12 at a
 * corner, neighbours outside the image left out (Rong, Leemann, Borisov, Kasneci and Kasneci, 2022, ICML 39, section 4.3: ROAD's
 * imputer). The equations are symmetric and positive definite as long as a pixel is left, and are solved by conjugate gradients
 * (Hestenes and Stiefel, 1952) to 10⁻¹² of their right side.
 *
 * @param image - float32 [H, W, C]
 * @param covered - uint8 [H, W]: 1 where covered; all covered leaves nothing to in-paint from, and the image as it is
 * @returns float32 [H, W, C]: the image with its covered pixels in-painted
 */
export function imputeLinearly(
  image: Float32Array,
  covered: Uint8Array,
  [height, width, channels]: readonly [number, number, number],
): Float32Array {
  const filled = image.slice()
  const equations = equationsOf(covered, height, width)
  const { pixels } = equations
  if (pixels.length === covered.length) return filled
  for (let c = 0; c < channels; c++) {
    const right = Float64Array.from(pixels, (pixel) => {
      let sum = 0
      visitNeighbours(pixel, height, width, (other, weight) => {
        if (covered[other] === 0) sum += weight * image[other * channels + c]!
      })
      return sum
    })
    const solution = conjugateGradients(equations, right)
    for (const [i, pixel] of pixels.entries()) filled[pixel * channels + c] = solution[i]!
  }
  return filled
}

/** One equation a covered pixel: what its neighbours weigh, less what the covered ones of them bring. */
interface Equations {
  /** int32 [n]: which pixels are covered. */
  readonly pixels: Int32Array
  /** float64 [n]. */
  readonly diagonal: Float64Array
  /** int32 [n, 8]: places of covered neighbours among the pixels; −1 where there is none. */
  readonly neighbours: Int32Array
  /** float64 [n, 8]. */
  readonly weights: Float64Array
}

function equationsOf(covered: Uint8Array, height: number, width: number): Equations {
  const places = new Int32Array(covered.length).fill(-1)
  const found: number[] = []
  for (let i = 0; i < covered.length; i++) if (covered[i] !== 0) places[i] = found.push(i) - 1
  const diagonal = new Float64Array(found.length)
  const neighbours = new Int32Array(found.length * 8).fill(-1)
  const weights = new Float64Array(found.length * 8)
  for (const [i, pixel] of found.entries()) {
    let at = i * 8
    visitNeighbours(pixel, height, width, (other, weight) => {
      diagonal[i]! += weight
      neighbours[at] = places[other]!
      weights[at++] = weight
    })
  }
  return { pixels: Int32Array.from(found), diagonal, neighbours, weights }
}

function visitNeighbours(
  pixel: number,
  height: number,
  width: number,
  visit: (other: number, weight: number) => void,
): void {
  const [y, x] = [Math.floor(pixel / width), pixel % width]
  for (let dy = -1; dy <= 1; dy++) {
    for (let dx = -1; dx <= 1; dx++) {
      const [ny, nx] = [y + dy, x + dx]
      if ((dy === 0 && dx === 0) || ny < 0 || nx < 0 || ny >= height || nx >= width) continue
      visit(ny * width + nx, dy * dx === 0 ? 1 / 6 : 1 / 12)
    }
  }
}

const TOLERANCE = 1e-12

function conjugateGradients({ diagonal, neighbours, weights }: Equations, right: Float64Array): Float64Array {
  const n = right.length
  const solution = new Float64Array(n)
  const rest = right.slice()
  const direction = right.slice()
  const product = new Float64Array(n)
  let square = dot(rest, rest)
  const enough = square * TOLERANCE ** 2
  // In exact arithmetic n steps are enough.
  for (let step = 0; square > enough && step < 4 * n + 10; step++) {
    for (let i = 0; i < n; i++) {
      let sum = diagonal[i]! * direction[i]!
      for (let at = i * 8; at < i * 8 + 8; at++) {
        const other = neighbours[at]!
        if (other >= 0) sum -= weights[at]! * direction[other]!
      }
      product[i] = sum
    }
    const length = square / dot(direction, product)
    for (let i = 0; i < n; i++) {
      solution[i]! += length * direction[i]!
      rest[i]! -= length * product[i]!
    }
    const next = dot(rest, rest)
    const turn = next / square
    square = next
    for (let i = 0; i < n; i++) direction[i] = rest[i]! + turn * direction[i]!
  }
  return solution
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}
