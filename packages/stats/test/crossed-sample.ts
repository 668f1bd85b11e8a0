import type { SmallFastCounter } from './small-fast-counter.js'

/** Variances between networks' differences, between images and of image × network, that add up to 1 over images and the rest. */
export interface VarianceRatio {
  readonly networks: number
  readonly images: number
  readonly residual: number
}

/** From networks that agree to networks that do not. */
export const RATIOS: readonly VarianceRatio[] = [
  { networks: 0, images: 0.5, residual: 0.5 },
  { networks: 0.01, images: 0.8, residual: 0.2 },
  { networks: 0.05, images: 0.5, residual: 0.5 },
  { networks: 0.3, images: 0.8, residual: 0.2 },
  { networks: 1, images: 0.2, residual: 0.8 },
]

/** Two classes of n images in m networks, normal: [m, n] each, the first higher by `effect`. */
export function crossedSample(
  source: SmallFastCounter,
  networks: number,
  images: number,
  ratio: VarianceRatio,
  effect: number,
): [Float64Array, Float64Array] {
  const [between, own, rest] = [ratio.networks / 2, ratio.images, ratio.residual].map(Math.sqrt) as [
    number,
    number,
    number,
  ]
  const oneClass = (mean: number): Float64Array => {
    const levels = source.sample(images, () => own * source.normal())
    const values = new Float64Array(networks * images)
    for (let k = 0; k < networks; k++) {
      const shift = mean + between * source.normal()
      for (let i = 0; i < images; i++) values[k * images + i] = shift + levels[i]! + rest * source.normal()
    }
    return values
  }
  return [oneClass(effect), oneClass(0)]
}
