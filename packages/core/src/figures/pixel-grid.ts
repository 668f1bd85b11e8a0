import { encode } from 'fast-png'
import { svg } from './svg.js'

/** Pixels up to which a grid is drawn as shapes; a larger one is an embedded PNG, a small part of their size. */
const MOST_SHAPES = 64 * 64

/**
 * A grid of coloured pixels, each one unit square with the first at the origin; scale and move it with a transform.
 * Runs of equal colour in a row share a rectangle and rectangles of one colour a path, so a map of 28×28 takes a few
 * kilobytes and stays crisp at any size. Large grids are embedded as a PNG whose pixels stay crisp, too.
 *
 * @param colour - `#rrggbb` of pixel y·W + x
 */
export function pixelGrid(width: number, height: number, colour: (index: number) => string): string {
  if (width * height > MOST_SHAPES) return embedded(width, height, colour)
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

function embedded(width: number, height: number, colour: (index: number) => string): string {
  const data = new Uint8Array(3 * width * height)
  for (let i = 0; i < width * height; i++) {
    const code = Number.parseInt(colour(i).slice(1), 16)
    data.set([code >> 16, (code >> 8) & 255, code & 255], 3 * i)
  }
  let binary = ''
  for (const byte of encode({ width, height, data, channels: 3, depth: 8 }))
    binary += String.fromCharCode(byte)
  return svg('image', {
    width,
    height,
    'image-rendering': 'optimizeSpeed',
    href: `data:image/png;base64,${btoa(binary)}`,
  })
}
