import { sensitivityScale } from '@umbra/core/explain'
import { formatNumber } from '@umbra/core/words'
import { block, halfBlock } from './colour.js'
import type { ColourDepth } from './terminal.js'
import { wrap } from './wrap.js'

/** An image and its map, as the terminal draws them. */
export interface Drawing {
  /** [H, W, C] in 0 … 1. */
  readonly image: { readonly data: ArrayLike<number>; readonly shape: readonly [number, number, number] }
  /** [H·W], on the same pixels. */
  readonly map: ArrayLike<number>
  /** What positive values support, for the legend. */
  readonly className: string
}

/** A colour, or without colours a value, for each pixel of a grid. */
interface Grid<T> {
  readonly width: number
  readonly height: number
  at(y: number, x: number): T
}

const GAP = 4
const INK = ' .:-=+*#%@'
const SUPPORTS = '.+#@'
const OPPOSES = "'-=%"
/** Smallest share of the largest magnitude that plain characters show. */
const VISIBLE = 0.04
const NOTHING = 'the map is zero everywhere: no covered window moved the score by as much as float32 holds'

/**
 * The image and its map side by side: half blocks in colour, two pixels a character, where the terminal has 256
 * colours or more; else characters of growing ink. Large images are shrunk by averaging to fit.
 *
 * @param depth - bits of colour
 * @param columns - characters in a line
 */
export function drawMap(drawing: Drawing, depth: ColourDepth, columns: number): string {
  const [height, width] = drawing.image.shape
  const factor = Math.max(1, Math.ceil((2 * width) / (columns - GAP - 2)))
  const image = imageGrid(drawing.image, factor)
  const map = mapGrid(drawing.map, height, width, factor)
  const scale = sensitivityScale(drawing.map)
  const inColour = depth >= 8
  const left = inColour
    ? colourLines(mapped(image, hex), depth)
    : plainLines(
        mapped(image, (rgb) => rgb.reduce((sum, value) => sum + value, 0) / rgb.length),
        inkCharacter,
      )
  const right = inColour
    ? colourLines(mapped(map, scale.colour), depth)
    : plainLines(map, (value) => signedCharacter(value, scale.limit))
  const lines = left.map((line, i) => ` ${line}${' '.repeat(GAP)}${right[i]}`.trimEnd())
  const titles = ` ${'image'.padEnd(image.width + GAP)}occlusion map`
  const key =
    scale.limit === 0 ? wrap(NOTHING, columns, ' ') : legend(scale, depth, drawing.className, columns)
  return [titles, ...lines, key].join('\n')
}

/** On one line or, where names of classes are too long for that, on a line for either sign. */
function legend(
  scale: ReturnType<typeof sensitivityScale>,
  depth: ColourDepth,
  className: string,
  columns: number,
): string {
  const { limit } = scale
  const supported = `supported ${className} (+${formatNumber(limit, 2)})`
  const opposed = `opposed ${className} (${formatNumber(-limit, 2)})`
  if (depth < 8) {
    const [supports, opposes] = [
      ` ${[...SUPPORTS].join(' ')} ${supported}`,
      ` ${[...OPPOSES].join(' ')} ${opposed}`,
    ]
    const line = `${supports}  ${opposes}`
    return line.length <= columns ? line : `${supports}\n${opposes}`
  }
  const steps = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, i) =>
      block(scale.colour((limit * (from + i)) / 12), depth),
    ).join('')
  return opposed.length + supported.length + 28 <= columns
    ? ` ${opposed} ${steps(-12, 12)} ${supported}`
    : ` ${steps(0, 12)} ${supported}\n ${steps(-12, 0)} ${opposed}`
}

function imageGrid({ data, shape }: Drawing['image'], factor: number): Grid<number[]> {
  const [height, width, channels] = shape
  const shown = channels >= 3 ? [0, 1, 2] : [0]
  const planes = shown.map((c) =>
    shrunk((y, x) => data[(y * width + x) * channels + c]!, height, width, factor),
  )
  return { ...planes[0]!, at: (y, x) => planes.map((plane) => plane.at(y, x)) }
}

function mapGrid(map: ArrayLike<number>, height: number, width: number, factor: number): Grid<number> {
  return shrunk((y, x) => map[y * width + x]!, height, width, factor)
}

/** Means over blocks of factor × factor pixels, fewer at the far edges. */
function shrunk(
  value: (y: number, x: number) => number,
  height: number,
  width: number,
  factor: number,
): Grid<number> {
  const at = (row: number, column: number) => {
    let sum = 0
    let count = 0
    for (let y = row * factor; y < Math.min((row + 1) * factor, height); y++) {
      for (let x = column * factor; x < Math.min((column + 1) * factor, width); x++, count++)
        sum += value(y, x)
    }
    return sum / count
  }
  return { width: Math.ceil(width / factor), height: Math.ceil(height / factor), at }
}

function mapped<T, U>(grid: Grid<T>, change: (value: T) => U): Grid<U> {
  return { ...grid, at: (y, x) => change(grid.at(y, x)) }
}

function colourLines(colours: Grid<string>, depth: ColourDepth): string[] {
  return rowPairs(colours, (y, x) => {
    const upper = colours.at(y, x)
    return halfBlock(upper, y + 1 < colours.height ? colours.at(y + 1, x) : upper, depth)
  })
}

function plainLines(values: Grid<number>, character: (value: number) => string): string[] {
  return rowPairs(values, (y, x) => {
    const upper = values.at(y, x)
    return character(y + 1 < values.height ? (upper + values.at(y + 1, x)) / 2 : upper)
  })
}

/** A line of characters for every two rows: characters are about twice as tall as wide. */
function rowPairs(grid: Grid<unknown>, character: (y: number, x: number) => string): string[] {
  return Array.from({ length: Math.ceil(grid.height / 2) }, (_, row) =>
    Array.from({ length: grid.width }, (_, x) => character(2 * row, x)).join(''),
  )
}

function inkCharacter(value: number): string {
  const share = Math.min(1, Math.max(0, value))
  return INK[Math.round(share * (INK.length - 1))]!
}

function signedCharacter(value: number, limit: number): string {
  const share = limit > 0 ? Math.abs(value) / limit : 0
  if (!(share >= VISIBLE)) return ' '
  const ramp = value > 0 ? SUPPORTS : OPPOSES
  return ramp[Math.min(ramp.length - 1, Math.floor(share * ramp.length))]!
}

function hex(rgb: readonly number[]): string {
  const bytes = rgb.map((value) => Math.round(Math.min(1, Math.max(0, value)) * 255))
  return `#${[0, 1, 2].map((c) => (bytes[c] ?? bytes[0]!).toString(16).padStart(2, '0')).join('')}`
}
