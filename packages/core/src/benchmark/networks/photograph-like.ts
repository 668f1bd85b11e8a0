import { Random } from '../../random.js'

/**
 * An image with structure of every size, as photographs have: noise on grids of 2, 4, 8 … cells, blended between them, each half as
 * strong as the one before; so that power falls with the square of frequency (Field, 1987, https://doi.org/10.1364/JOSAA.4.002379).
 *
 * @param size - rows and columns
 * @returns float32 [size, size, 3], within 0 … 1
 */
export function photographLike(size: number): Float32Array {
  const random = new Random(0).split('photograph')
  const image = new Float32Array(size * size * 3).fill(0.5)
  for (let cells = 2, strength = 0.25; cells < size; cells *= 2, strength /= 2) {
    const side = cells + 1
    const grid = Float64Array.from({ length: side * side * 3 }, () => (2 * random.uniform() - 1) * strength)
    const at = (y: number, x: number, c: number) => grid[(y * side + x) * 3 + c]!
    for (let i = 0; i < image.length; i++) {
      const [place, c] = [Math.floor(i / 3), i % 3]
      const [y, x] = [(Math.floor(place / size) * cells) / size, ((place % size) * cells) / size]
      const [top, left] = [Math.floor(y), Math.floor(x)]
      const [down, right] = [y - top, x - left]
      const above = at(top, left, c) * (1 - right) + at(top, left + 1, c) * right
      const below = at(top + 1, left, c) * (1 - right) + at(top + 1, left + 1, c) * right
      image[i]! += above * (1 - down) + below * down
    }
  }
  return image
}
