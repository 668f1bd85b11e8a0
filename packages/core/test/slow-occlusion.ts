/**
 * Occlusion maps written straight from the rules of docs/methods.md, pixel by pixel, sharing no code with the product: the
 * oracle of its maps.
 */

export interface SlowRequest {
  /** [H][W][C] nested: images are small. */
  readonly image: readonly number[]
  readonly shape: readonly [number, number, number]
  /** [h, w] or [h, w, c]. */
  readonly window: readonly number[]
  readonly stride: readonly [number, number]
  /** What each pixel becomes when covered, one entry for each draw, [H·W·C]. */
  readonly baselines: readonly (readonly number[])[]
  /** The covered picture itself, where what covers hangs on the window; in place of baselines. */
  readonly cover?: (window: CoveredWindow) => readonly number[]
  readonly score: (logits: ArrayLike<number>) => number
  readonly logits: (image: readonly number[]) => ArrayLike<number>
}

/** Where a window begins, and its sides before it is clipped. */
export interface CoveredWindow {
  readonly y: number
  readonly x: number
  readonly h: number
  readonly w: number
}

/** float64 [H·W], or [H·W·C] for channel-wise windows. */
export function slowMap(request: SlowRequest): number[] {
  const [height, width, channels] = request.shape
  const [h, w] = request.window as [number, number]
  const depth = request.window[2]
  const drops: { y: number; x: number; c: number; drop: number }[] = []
  const uncovered = request.score(request.logits(request.image))
  for (const y of starts(height, h, request.stride[0])) {
    for (const x of starts(width, w, request.stride[1])) {
      for (const c of depth === undefined ? [0] : starts(channels, depth, depth)) {
        const inside = (p: number) => contains({ y, x, c }, p)
        const pictures = request.cover
          ? [request.cover({ y, x, h, w })]
          : request.baselines.map((baseline) =>
              request.image.map((value, p) => (inside(p) ? baseline[p]! : value)),
            )
        const each = pictures.map((covered) => uncovered - request.score(request.logits(covered)))
        drops.push({ y, x, c, drop: each.reduce((sum, drop) => sum + drop, 0) / each.length })
      }
    }
  }
  const pixels = depth === undefined ? height * width : height * width * channels
  return Array.from({ length: pixels }, (_, p) => {
    const value = depth === undefined ? p * channels : p
    const over = drops.filter((window) => contains(window, value))
    return over.reduce((sum, { drop }) => sum + drop, 0) / over.length
  })

  function contains(at: { y: number; x: number; c: number }, p: number): boolean {
    const c = p % channels
    const x = Math.floor(p / channels) % width
    const y = Math.floor(p / channels / width)
    const inDepth = depth === undefined || (c >= at.c && c < at.c + depth)
    return y >= at.y && y < at.y + h && x >= at.x && x < at.x + w && inDepth
  }
}

/** 0, S, 2S, … until the window reaches the end. */
function starts(size: number, window: number, stride: number): number[] {
  const positions = [0]
  while (positions.at(-1)! + window < size) positions.push(positions.at(-1)! + stride)
  return positions
}
