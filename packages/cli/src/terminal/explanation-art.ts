import { type ColourDepth, rgbOf } from './colour.js'
import { type Drawing, drawSideBySide } from './raster-art.js'

/** An image and its map, ready to draw; both [H·W]. */
export interface ExplanationArt {
  readonly width: number
  readonly height: number
  /** Brightness in 0 … 1. */
  readonly image: ArrayLike<number>
  readonly map: ArrayLike<number>
  /** Largest magnitude of the map's colour scale. */
  readonly limit: number
  /** `#rrggbb` of a map value. */
  readonly colour: (value: number) => string
}

/** From dark to light. */
const INK = ' .:-=+*#%@'
/** From weak to strong, for pixels that supported the class and for those that spoke against it. */
const SUPPORTS = ' .+*#'
const OPPOSES = ' ,-~='

/** The image and its occlusion map side by side, with a line saying what the colours or characters mean. */
export function explanationArt(art: ExplanationArt, titles: readonly [string, string], depth: ColourDepth): string[] {
  const { width, height, limit } = art
  const image: Drawing = {
    width,
    height,
    colour: (x, y) => {
      const level = Math.round(255 * Math.min(1, Math.max(0, art.image[y * width + x]!)))
      return [level, level, level]
    },
    character: (x, y) => step(INK, meanOfTwo(art.image, width, height, x, y)),
  }
  const map: Drawing = {
    width,
    height,
    colour: (x, y) => rgbOf(art.colour(art.map[y * width + x]!)),
    character: (x, y) => {
      const share = limit === 0 ? 0 : meanOfTwo(art.map, width, height, x, y) / limit
      return share < 0 ? step(OPPOSES, -share) : step(SUPPORTS, share)
    },
  }
  const meaning =
    depth === 'none'
      ? `supported the class: ${SUPPORTS.slice(1)}   opposed it: ${OPPOSES.slice(1)}   (weak to strong)`
      : 'red supported the class, blue opposed it, white did nothing'
  return [...drawSideBySide([image, map], titles, depth), meaning]
}

function meanOfTwo(values: ArrayLike<number>, width: number, height: number, x: number, y: number): number {
  const upper = values[y * width + x]!
  return y + 1 < height ? (upper + values[(y + 1) * width + x]!) / 2 : upper
}

/** The character for a share of 0 … 1; only a share under half a step is blank. */
function step(ramp: string, share: number): string {
  const last = ramp.length - 1
  return ramp[Math.min(last, Math.max(0, Math.round(share * last)))]!
}
