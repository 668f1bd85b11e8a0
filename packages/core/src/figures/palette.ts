import { brownGreen, type ColourRamp, cividis, purpleOrange, redBlue } from './colour-ramps.js'

/** DejaVu Sans is shipped for PNG output, where no other font exists. */
export const FONT_FAMILY = 'DejaVu Sans, system-ui, sans-serif'

export const PAPER = '#ffffff'
export const INK = '#1b1f24'
/** Secondary text: 6 to 1 against the paper. */
export const MUTED = '#59616b'
/** Axes, frames and region lines. */
export const LINE = '#8b939d'
export const GRID = '#e4e7ea'
/** Where a map has no value. */
export const MISSING = '#c9ced4'

/**
 * The two classes, brown and teal, told apart by every common kind of colour vision. They are the ends of the scale
 * of difference maps, so that a colour means the same class in every figure; and neither is the red or the blue of
 * signed maps. Each is dark enough for text.
 */
export const CLASS_COLOURS = ['#8c510a', '#01665e'] as const

/** An effect without direction: neither class's colour, and darker than the grey of what is not significant. */
export const UNDIRECTED_COLOUR = '#5b3a8e'

/** A zero-centred colour scale over −limit … limit. */
export interface DivergingScale {
  /** Largest magnitude, a round number; both ends of the legend. 0 where everything drawn is zero. */
  readonly limit: number
  colour(value: number): string
}

/** Steps on each side of zero. Finer than the eye, few enough that equal neighbours share one rectangle. */
const STEPS = 127

/**
 * Maps of sensitivity: ColorBrewer's RdBu turned round, so that red is positive (covering the pixel lowers the score:
 * it supported the class), blue is negative (it spoke against the class), and white is zero. Colour-blind safe.
 *
 * @param values - every map that will be compared, so that they share one scale; no value is clipped
 */
export function sensitivityScale(...values: readonly ArrayLike<number>[]): DivergingScale {
  return diverging(limitOf(values), (t) => redBlue(1 - t))
}

/** Maps of a difference of two classes: brown where the first is higher, teal where the second is, white at zero. */
export function differenceScale(...values: readonly ArrayLike<number>[]): DivergingScale {
  return diverging(limitOf(values), (t) => brownGreen(1 - t))
}

/**
 * What parts do together: purple where they are redundant, orange where they are synergistic, white at zero; neither the colours of maps
 * nor those of classes. Colour-blind safe.
 *
 * @param redundant - which sign redundant parts have: 1 in a pairwise occlusion map, −1 in an interaction index
 * @param values - all that will be compared
 */
export function interactionScale(redundant: 1 | -1, ...values: readonly ArrayLike<number>[]): DivergingScale {
  return diverging(limitOf(values), (t) => purpleOrange(redundant > 0 ? 1 - t : t))
}

/** A colour scale over 0 … limit, for what has a size and no direction. */
export type SequentialScale = DivergingScale

/** Sizes: cividis turned round, pale where little happens. @param values - all that will be compared, none negative */
export function magnitudeScale(...values: readonly ArrayLike<number>[]): SequentialScale {
  const limit = limitOf(values)
  return {
    limit,
    colour(value) {
      if (Number.isNaN(value)) return MISSING
      const share = limit === 0 ? 0 : Math.min(1, Math.max(0, value / limit))
      const [red, green, blue] = shares(cividis(1 - share))
      return rgb(red!, green!, blue!)
    },
  }
}

function diverging(limit: number, ramp: ColourRamp): DivergingScale {
  const colours = Array.from({ length: 2 * STEPS + 1 }, (_, i) => whitened(ramp, i / (2 * STEPS)))
  return {
    limit,
    colour(value) {
      if (Number.isNaN(value)) return MISSING
      const t = limit === 0 ? 0 : Math.min(1, Math.max(-1, value / limit))
      return colours[Math.round(t * STEPS) + STEPS]!
    },
  }
}

/** Grey levels of an image: 0 is black, 1 is white, as stored. */
export function grey(value: number): string {
  if (Number.isNaN(value)) return MISSING
  const level = byte(value)
  return `#${level}${level}${level}`
}

/** Red, green and blue in 0 … 1. */
export function rgb(red: number, green: number, blue: number): string {
  return `#${byte(red)}${byte(green)}${byte(blue)}`
}

/** Multiplies a `#rrggbb` colour by a factor in 0 … 1. */
export function darken(colour: string, factor: number): string {
  const channel = (at: number) => (Number.parseInt(colour.slice(at, at + 2), 16) / 255) * factor
  return rgb(channel(1), channel(3), channel(5))
}

/** Ink or paper, whichever is easier to read on a `#rrggbb` ground (contrast as WCAG 2.2 defines it). */
export function readableOn(ground: string): string {
  const luminance = [0.2126, 0.7152, 0.0722].reduce((sum, weight, i) => {
    const value = Number.parseInt(ground.slice(1 + 2 * i, 3 + 2 * i), 16) / 255
    return sum + weight * (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
  }, 0)
  // Contrast with white is 1.05 / (L + 0.05); with the ink, whose luminance is 0.014, (L + 0.05) / 0.064.
  return 1.05 / (luminance + 0.05) > (luminance + 0.05) / 0.064 ? PAPER : INK
}

function byte(share: number): string {
  return Math.round(Math.min(1, Math.max(0, share)) * 255)
    .toString(16)
    .padStart(2, '0')
}

/**
 * ColorBrewer's schemes have a grey middle. Near zero it is lifted to the paper's white without a step, so that
 * where nothing happens nothing is drawn.
 */
function whitened(ramp: ColourRamp, t: number): string {
  const lift = Math.max(0, 1 - Math.abs(t - 0.5) / 0.15)
  const middle = shares(ramp(0.5))
  const [red, green, blue] = shares(ramp(t)).map((value, i) => value + lift * (1 - middle[i]!))
  return rgb(red!, green!, blue!)
}

/** Channels of 0 … 255, each in 0 … 1. */
function shares(channels: readonly number[]): number[] {
  return channels.map((value) => value / 255)
}

const ROUND = [1, 1.2, 1.4, 1.6, 1.8, 2, 2.4, 2.8, 3.2, 3.6, 4, 5, 6, 7, 8, 9, 10]

/** The smallest round number at or above every magnitude; 0 if all values are zero (or missing). */
export function limitOf(values: readonly ArrayLike<number>[]): number {
  let largest = 0
  for (const array of values) {
    for (let i = 0; i < array.length; i++) {
      const magnitude = Math.abs(array[i]!)
      if (magnitude > largest && magnitude < Infinity) largest = magnitude
    }
  }
  if (largest === 0) return 0
  const exponent = Math.floor(Math.log10(largest))
  // From the decimal notation, because 1.4 * 10 ** -7 is not the double nearest to 1.4e-7.
  for (const mantissa of ROUND) {
    const limit = Number(`${mantissa}e${exponent}`)
    if (limit >= largest) return limit
  }
  return Number(`1e${exponent + 1}`)
}
