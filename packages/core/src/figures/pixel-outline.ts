/** A boundary along pixel edges. */
export interface PixelOutline {
  /** SVG path data in pixel coordinates: closed loops, one corner to the next. Empty for an empty mask. */
  readonly path: string
  /** Number of unit pixel edges between inside and outside. */
  readonly length: number
}

/** Unit steps right, down, left, up: the order of turning clockwise, as y points down. */
const STEPS = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
] as const

/**
 * The outline of a set of pixels, holes included. Edges run clockwise round the set; where two pixels touch only at
 * a corner they are kept apart (the set is 4-connected).
 *
 * @param inside - whether pixel (x, y) belongs; asked only within the image
 */
export function pixelOutline(
  inside: (x: number, y: number) => boolean,
  width: number,
  height: number,
): PixelOutline {
  const edges = boundaryEdges(inside, width, height)
  const length = [...edges.values()].reduce((sum, directions) => sum + directions.length, 0)
  let path = ''
  for (const [start, directions] of edges) {
    while (directions.length > 0) path += trace(edges, start, width + 1)
  }
  return { path, length }
}

/** The outline of pixels given as flat indices y·W + x. */
export function outlineOfPixels(pixels: readonly number[], width: number, height: number): PixelOutline {
  const members = new Set(pixels)
  return pixelOutline((x, y) => members.has(y * width + x), width, height)
}

/** Directed edges by the grid corner they start from: corner index y·(W + 1) + x → directions out of it. */
function boundaryEdges(inside: (x: number, y: number) => boolean, width: number, height: number) {
  const edges = new Map<number, number[]>()
  const within = (x: number, y: number) => x >= 0 && y >= 0 && x < width && y < height && inside(x, y)
  const add = (x: number, y: number, direction: number) => {
    const corner = y * (width + 1) + x
    const directions = edges.get(corner)
    if (directions) directions.push(direction)
    else edges.set(corner, [direction])
  }
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (!within(x, y)) continue
      if (!within(x, y - 1)) add(x, y, 0)
      if (!within(x + 1, y)) add(x + 1, y, 1)
      if (!within(x, y + 1)) add(x + 1, y + 1, 2)
      if (!within(x - 1, y)) add(x, y + 1, 3)
    }
  }
  return edges
}

/** Follows edges from a corner, turning right where it can, until back there; uses the edges up. */
function trace(edges: Map<number, number[]>, start: number, columns: number): string {
  let corner = start
  let direction = edges.get(start)!.shift()!
  const [x0, y0] = [start % columns, Math.floor(start / columns)]
  let path = `M${x0} ${y0}`
  let run = 0
  for (;;) {
    const [dx, dy] = STEPS[direction]!
    corner += dy * columns + dx
    run++
    const out = edges.get(corner)
    const next = corner === start ? undefined : rightmost(out!, direction)
    if (next === undefined || next !== direction) {
      path += dx === 0 ? `v${dy * run}` : `h${dx * run}`
      run = 0
    }
    if (next === undefined) return `${path}z`
    out!.splice(out!.indexOf(next), 1)
    direction = next
  }
}

/** Of the directions out of a corner, the one furthest to the right of where we are going. */
function rightmost(out: readonly number[], direction: number): number {
  for (const turn of [1, 0, 3]) {
    const candidate = (direction + turn) % 4
    if (out.includes(candidate)) return candidate
  }
  throw new Error('a boundary edge ends at a corner without a way on')
}
