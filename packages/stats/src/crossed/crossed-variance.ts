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
  /** A part of V times this is a variance of single images: n, or 1/(1/n₁ + 1/n₂). */
  readonly images: number
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
  const mostDf = classes[0].images + classes[1].images - 2
  const a = differences / networks
  const e = sum(strata.map(({ residual }) => residual))
  const between = Math.max(0, a - e)
  const images = strata.map(({ part, residual }) => Math.max(0, part - residual))
  const total = e + between + sum(images)
  const share = (part: number) => (total > 0 ? part / total : 0)
  const ofClass = (of: (one: ImageStratum, c: number) => number) => {
    const values = strata.map(of)
    return [values[0]!, values.at(-1)!] as const
  }
  return {
    total,
    df: satterthwaite(meanSquaresLeft(a, networks, between, strata, images)) ?? mostDf,
    networkWeight: between > 0 ? share(a) : 0,
    imageDf: satterthwaite(strata.map(({ part, df }) => [part, df])) ?? mostDf,
    networks: between * networks,
    images: ofClass((one, c) => images[c]! * one.images),
    residual: ofClass((one) => one.residual * networks * one.images),
    shares: { networks: share(between), images: share(sum(images)), both: share(e) },
    negative: [
      ...(a < e ? (['networks'] as const) : []),
      ...strata.filter(({ part, residual }) => part < residual).map(({ name }) => name),
    ],
  }
}

/** The mean squares that V is a sum of, with their signs, and their df. */
function meanSquaresLeft(
  a: number,
  networks: number,
  between: number,
  strata: readonly ImageStratum[],
  images: readonly number[],
): [value: number, df: number][] {
  const terms = strata.flatMap(({ part, residual, df, residualDf }, c): [number, number][] => {
    const left = 1 - (between > 0 ? 1 : 0) - (images[c]! > 0 ? 1 : 0)
    return [
      [images[c]! > 0 ? part : 0, df],
      [left * residual, residualDf],
    ]
  })
  return [[between > 0 ? a : 0, networks - 1], ...terms]
}

/** df of a sum of mean squares, from their shares so that no square under- or overflows; undefined where it is 0. */
function satterthwaite(terms: readonly (readonly [value: number, df: number])[]): number | undefined {
  const total = sum(terms.map(([value]) => value))
  return total > 0 ? 1 / sum(terms.map(([value, df]) => (value / total) ** 2 / df)) : undefined
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0)
}

function stratum(one: ClassMeanSquares, c: number, networks: number): ImageStratum {
  return {
    name: c === 0 ? 'images of a' : 'images of b',
    part: one.image / one.images,
    residual: one.residual / (networks * one.images),
    df: one.images - 1,
    residualDf: (one.images - 1) * (networks - 1),
    images: one.images,
  }
}

function pool(classes: readonly [ClassMeanSquares, ClassMeanSquares], networks: number): ImageStratum {
  const df = classes[0].images + classes[1].images - 2
  const perImage = 1 / classes[0].images + 1 / classes[1].images
  const pooled = (of: 'image' | 'residual') =>
    sum(classes.map((one) => (one[of] * (one.images - 1)) / df)) * perImage
  return {
    name: 'images',
    part: pooled('image'),
    residual: pooled('residual') / networks,
    df,
    residualDf: df * (networks - 1),
    images: 1 / perImage,
  }
}
