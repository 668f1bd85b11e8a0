import type { ClassMeanSquares } from './mean-squares.js'

/** Estimated variance of a difference of class means over crossed networks and images, taken apart. */
export interface CrossedVariance {
  /** Its estimate, V. */
  readonly total: number
  /** Satterthwaite's df of V. */
  readonly df: number
  /** Cochran's weight of the networks' mean square, 0 … 1, with m − 1 df; … */
  readonly networkWeight: number
  /** … the rest has these. */
  readonly imageDf: number
  /** Between networks, the variance of the difference; 0 where its estimate is negative. */
  readonly networks: number
  /** Of each class, the variance between images, 0 where negative; and of image × network with what else varies. */
  readonly images: readonly [number, number]
  readonly residual: readonly [number, number]
  /** Shares of V: drawing other networks, other images, and what comes of a network on an image. They add up to 1. */
  readonly shares: { readonly networks: number; readonly images: number; readonly both: number }
  /** Components whose estimate was negative and was taken for 0. */
  readonly negative: readonly ('networks' | 'images of a' | 'images of b' | 'images')[]
}

/** A stratum of images: its part of V with the residual in it, the residual alone, and the df of both. */
interface ImageStratum {
  readonly name: CrossedVariance['negative'][number]
  readonly part: number
  readonly residual: number
  readonly df: number
  readonly residualDf: number
}

/**
 * V = A + B − E, with A = S²_D/m from the networks' own differences, B = Σ S²_I/n from the images' means and E = Σ S²_e/(mn) from the
 * residual, which is in both. A component estimated below 0 is 0, and the mean square it came from is left out of V:
 *
 *   V = E + max(0, A − E) + Σ max(0, B_c − E_c)
 *
 * @param differences - variance over networks of their differences of class means, S²_D
 * @param pooled - one variance for both classes, as a model with one random effect of images has
 */
export function crossedVariance(
  differences: number,
  networks: number,
  classes: readonly [ClassMeanSquares, ClassMeanSquares],
  pooled: boolean,
): CrossedVariance {
  const strata = pooled ? [pool(classes, networks)] : classes.map((one, c) => stratum(one, c, networks))
  const a = differences / networks
  const e = strata.reduce((sum, { residual }) => sum + residual, 0)
  const between = Math.max(0, a - e)
  const images = strata.map(({ part, residual }) => Math.max(0, part - residual))
  const imageTotal = images.reduce((sum, part) => sum + part, 0)
  const total = e + between + imageTotal
  const squares = strata.reduce(
    (sum, { part, residual, df, residualDf }, c) => {
      const coefficient = 1 - (between > 0 ? 1 : 0) - (images[c]! > 0 ? 1 : 0)
      return sum + (images[c]! > 0 ? part ** 2 / df : 0) + (coefficient * residual) ** 2 / residualDf
    },
    between > 0 ? a ** 2 / (networks - 1) : 0,
  )
  const parts = strata.reduce((sum, { part }) => sum + part, 0)
  const partSquares = strata.reduce((sum, { part, df }) => sum + part ** 2 / df, 0)
  const mostDf = classes[0].images + classes[1].images - 2
  const variances = classes.map((one) => one.residual)
  const scaled = pooled
    ? [images[0]! / harmonic(classes), images[0]! / harmonic(classes)]
    : images.map((v, c) => v * classes[c]!.images)
  const residual = pooled ? (strata[0]!.residual * networks) / harmonic(classes) : 0
  return {
    total,
    df: squares > 0 ? total ** 2 / squares : mostDf,
    networkWeight: between > 0 ? a / total : 0,
    imageDf: partSquares > 0 ? parts ** 2 / partSquares : mostDf,
    networks: between * networks,
    images: [scaled[0]!, scaled[1]!],
    residual: pooled ? [residual, residual] : [variances[0]!, variances[1]!],
    shares:
      total > 0
        ? { networks: between / total, images: imageTotal / total, both: e / total }
        : { networks: 0, images: 0, both: 0 },
    negative: [
      ...(a < e ? (['networks'] as const) : []),
      ...strata.filter(({ part, residual: own }) => part < own).map(({ name }) => name),
    ],
  }
}

/** 1/n₁ + 1/n₂ */
function harmonic([a, b]: readonly [ClassMeanSquares, ClassMeanSquares]): number {
  return 1 / a.images + 1 / b.images
}

function stratum(one: ClassMeanSquares, c: number, networks: number): ImageStratum {
  return {
    name: c === 0 ? 'images of a' : 'images of b',
    part: one.image / one.images,
    residual: one.residual / (networks * one.images),
    df: one.images - 1,
    residualDf: (one.images - 1) * (networks - 1),
  }
}

function pool(classes: readonly [ClassMeanSquares, ClassMeanSquares], networks: number): ImageStratum {
  const df = classes[0].images + classes[1].images - 2
  const pooled = (of: 'image' | 'residual') =>
    classes.reduce((sum, one) => sum + (one[of] * (one.images - 1)) / df, 0) * harmonic(classes)
  return {
    name: 'images',
    part: pooled('image'),
    residual: pooled('residual') / networks,
    df,
    residualDf: df * (networks - 1),
  }
}
