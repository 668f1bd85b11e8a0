import type { Random } from '../random.js'

/** The range random distortions of a training image are drawn from, uniformly. */
export interface Augmentation {
  /** Largest shift along each axis, in pixels. */
  readonly shift: number
  /** Largest rotation about the centre, either way, in degrees. */
  readonly rotation: number
  /** Largest relative change of size, either way. */
  readonly scale: number
}

/**
 * Shifts, rotates and scales every image of a stack by amounts of its own, in place, with bilinear interpolation; what comes
 * in from outside is zero.
 *
 * @param images - float32 [N, H, W, C]
 */
export function augmentImages(
  images: Float32Array,
  [n, height, width, channels]: readonly [number, number, number, number],
  { shift, rotation, scale }: Augmentation,
  random: Random,
): void {
  if (shift === 0 && rotation === 0 && scale === 0) return
  const size = height * width * channels
  const original = new Float32Array(size)
  const draw = (most: number) => (2 * random.uniform() - 1) * most
  for (let i = 0; i < n; i++) {
    const image = images.subarray(i * size, (i + 1) * size)
    original.set(image)
    const angle = (draw(rotation) * Math.PI) / 180
    const zoom = 1 / (1 + draw(scale))
    const affine = [Math.cos(angle) * zoom, Math.sin(angle) * zoom, draw(shift), draw(shift)] as const
    resample(image, original, height, width, channels, affine)
  }
}

/** to(y, x) = from(R·(y − cy, x − cx) + (cy, cx) + shift), bilinear; `affine` is zoom·cos, zoom·sin, shift y, shift x. */
function resample(
  to: Float32Array,
  from: Float32Array,
  height: number,
  width: number,
  channels: number,
  [cos, sin, shiftY, shiftX]: readonly [number, number, number, number],
): void {
  const centreY = (height - 1) / 2
  const centreX = (width - 1) / 2
  let at = 0
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const sourceY = cos * (y - centreY) - sin * (x - centreX) + centreY + shiftY
      const sourceX = sin * (y - centreY) + cos * (x - centreX) + centreX + shiftX
      const y0 = Math.floor(sourceY)
      const x0 = Math.floor(sourceX)
      const fractionY = sourceY - y0
      const fractionX = sourceX - x0
      const top = y0 >= 0 && y0 < height
      const bottom = y0 >= -1 && y0 < height - 1
      const left = x0 >= 0 && x0 < width
      const right = x0 >= -1 && x0 < width - 1
      const corner = (y0 * width + x0) * channels
      for (let c = 0; c < channels; c++) {
        const here = corner + c
        const a = top && left ? from[here]! : 0
        const b = top && right ? from[here + channels]! : 0
        const d = bottom && left ? from[here + width * channels]! : 0
        const e = bottom && right ? from[here + (width + 1) * channels]! : 0
        const upper = a + fractionX * (b - a)
        const lower = d + fractionX * (e - d)
        to[at++] = upper + fractionY * (lower - upper)
      }
    }
  }
}
