import { windowSchema } from './options.js'

/** Windows of 4 pixels, a pixel apart, are taken as long as they are no more than this. */
const MOST = 1000
/** How many are wished for in a larger image; the stride that comes nearest, as a ratio, is taken. */
const WISHED = 700
/** Then a window is as wide as this share of the image's side (of a square of the same area), as 4 pixels are of 28. */
const SHARE = 1 / 7

interface Windows {
  readonly window: readonly [number, number]
  readonly stride: readonly [number, number]
}

/**
 * Options with the window and the stride filled in where they are not given, so that an image of any size has some 600 to 1,000
 * windows (docs/methods.md, rule 11): 4 pixels and 1, as for 28×28, or larger ones in proportion to the image.
 *
 * @param imageShape - [H, W, …]
 */
export function withDefaultWindows<O extends object>(
  options: O,
  imageShape: readonly [height: number, width: number, ...rest: number[]],
): O & Windows {
  const given = options as { readonly window?: unknown; readonly stride?: unknown }
  const window = given.window ?? defaultWindow(imageShape)
  return { ...options, window, stride: given.stride ?? defaultStride(imageShape, window) } as O & Windows
}

/**
 * The windows, strides and regions a study is repeated over unless told: 3, 4, 5 and 7 quarters of the window that fits the image's size,
 * its stride, since another gives the same answer, and three bands, four, and a grid of nine, where they fit.
 */
export function defaultGrid(imageShape: readonly [height: number, width: number, ...rest: number[]]): {
  readonly window: readonly (readonly [number, number])[]
  readonly stride: readonly (readonly [number, number])[]
  readonly regions: readonly (number | readonly [number, number])[]
} {
  const { window, stride } = withDefaultWindows({}, imageShape)
  const side = Math.max(...window)
  const sizes = [3, 4, 5, 7].map((quarters) =>
    clipped(Math.max(1, Math.round((quarters * side) / 4)), imageShape),
  )
  const [height, width] = imageShape
  const regions = [3, 4, [3, 3] as const].filter((choice) =>
    typeof choice === 'number' ? choice <= height : choice[0] <= height && choice[1] <= width,
  )
  return { window: sizes, stride: [stride], regions: regions.length > 0 ? regions : [2] }
}

function defaultWindow(imageShape: readonly [number, number, ...number[]]): readonly [number, number] {
  const [height, width] = imageShape
  const small = clipped(4, imageShape)
  if (count(imageShape, small, 1) <= MOST) return small
  return clipped(Math.max(4, Math.round(SHARE * Math.sqrt(height * width))), imageShape)
}

/** The stride that comes nearest to the wish, no larger than the window where that does not span the image. */
function defaultStride(
  imageShape: readonly [number, number, ...number[]],
  given: unknown,
): readonly [number, number] {
  const parsed = windowSchema.safeParse(given)
  // What is no window is refused where options are judged.
  if (!parsed.success) return [1, 1]
  const window = typeof parsed.data === 'number' ? [parsed.data, parsed.data] : parsed.data
  const free = [0, 1].filter((axis) => window[axis]! < imageShape[axis]!)
  const largest = Math.min(...free.map((axis) => window[axis]!))
  if (free.length === 0 || count(imageShape, window, 1) <= MOST) return [1, 1]
  const far = (stride: number) => Math.abs(Math.log(count(imageShape, window, stride) / WISHED))
  let best = 1
  for (let stride = 2; stride <= largest; stride++) if (far(stride) < far(best)) best = stride
  return [best, best]
}

function count(size: readonly number[], window: readonly number[], stride: number): number {
  const along = (axis: number) => Math.max(1, Math.ceil((size[axis]! - window[axis]!) / stride) + 1)
  return along(0) * along(1)
}

function clipped(side: number, [height, width]: readonly [number, number, ...number[]]): [number, number] {
  return [Math.min(side, height), Math.min(side, width)]
}
