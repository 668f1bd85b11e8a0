import { svg } from './svg.js'

/**
 * A grid of coloured pixels, each one unit square with the first at the origin; scale and move it with a transform.
 * Runs of equal colour in a row share a rectangle and rectangles of one colour a path, so a map of 28×28 takes a few
 * kilobytes and stays crisp at any size.
 *
 * @param colour - `#rrggbb` of pixel y·W + x
 */
export function pixelGrid(width: number, height: number, colour: (index: number) => string): string {
  const paths = new Map<string, string>()
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; ) {
      const fill = colour(y * width + x)
      let end = x + 1
      while (end < width && colour(y * width + end) === fill) end++
      paths.set(fill, `${paths.get(fill) ?? ''}M${x} ${y}h${end - x}v1h-${end - x}z`)
      x = end
    }
  }
  const drawn = [...paths].map(([fill, d]) => svg('path', { fill, d }))
  return svg('g', { 'shape-rendering': 'crispEdges' }, ...drawn)
}
