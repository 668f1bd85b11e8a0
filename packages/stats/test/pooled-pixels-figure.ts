/** What null studies gave at one intraclass correlation: the share each test rejected. */
export interface PooledPixelsPoint {
  readonly icc: number
  readonly pooled: number
  readonly byImage: number
}

export interface PooledPixelsData {
  readonly points: readonly PooledPixelsPoint[]
  readonly predictedShare: (icc: number) => number
  readonly images: number
  readonly pixels: number
  readonly runs: number
}

const WIDTH = 640
const HEIGHT = 380
const PLOT = { left: 64, right: 500, top: 64, bottom: 320 }
const LARGEST_ICC = 0.5
const POOLED = '#b2182b'
const BY_IMAGE = '#2166ac'

/** Share of null studies rejected against intraclass correlation: pooled pixels, their prediction, and images. SVG. */
export function pooledPixelsFigure({
  points,
  predictedShare,
  images,
  pixels,
  runs,
}: PooledPixelsData): string {
  const x = (icc: number): string => (PLOT.left + (icc / LARGEST_ICC) * (PLOT.right - PLOT.left)).toFixed(1)
  const y = (share: number): string => (PLOT.bottom - share * (PLOT.bottom - PLOT.top)).toFixed(1)
  const curve = Array.from({ length: 101 }, (_, i) => (i * LARGEST_ICC) / 100)
  const label = (at: number, share: number, text: string, colour: string): string =>
    `<text x="${at}" y="${Number(y(share)) + 4}" fill="${colour}">${text}</text>`
  const last = points.at(-1)!
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-labelledby="title" font-family="system-ui, sans-serif" font-size="13">
<title id="title">Share of studies without any effect that each test calls significant, by intraclass correlation</title>
<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>
<text x="16" y="24" font-size="15" font-weight="600" fill="#222">Without any effect, the test over pooled pixels still finds one</text>
<text x="16" y="44" fill="#555">Share of ${runs} null studies rejected at the 5% level (dashed); 2 × ${images} images of ${pixels} pixels</text>
${[0, 0.25, 0.5, 0.75, 1]
  .map(
    (share) =>
      `<path d="M${PLOT.left} ${y(share)}H${PLOT.right}" stroke="#e4e4e4"/><text x="${PLOT.left - 8}" y="${Number(y(share)) + 4}" text-anchor="end" fill="#555">${share * 100}%</text>`,
  )
  .join('\n')}
${[0, 0.1, 0.2, 0.3, 0.4, 0.5]
  .map((icc) => `<text x="${x(icc)}" y="${PLOT.bottom + 20}" text-anchor="middle" fill="#555">${icc}</text>`)
  .join('\n')}
<text x="${(PLOT.left + PLOT.right) / 2}" y="${PLOT.bottom + 44}" text-anchor="middle" fill="#555">intraclass correlation of pixels</text>
<path d="M${PLOT.left} ${y(0.05)}H${PLOT.right}" stroke="#222" stroke-dasharray="4 3"/>
<path d="M${curve.map((icc) => `${x(icc)} ${y(predictedShare(icc))}`).join('L')}" fill="none" stroke="${POOLED}" stroke-width="1.5"/>
${points
  .map(
    ({ icc, pooled, byImage }) =>
      `<path d="M${x(icc)} ${y(byImage)}m-4 4h8v-8h-8z" fill="${BY_IMAGE}"/><circle cx="${x(icc)}" cy="${y(pooled)}" r="4" fill="${POOLED}"/>`,
  )
  .join('\n')}
${label(PLOT.right + 12, last.pooled, 'pooled pixels', POOLED)}
${label(PLOT.right + 12, last.pooled - 0.07, '(curve: predicted)', POOLED)}
${label(PLOT.right + 12, 0.05, 'image means', BY_IMAGE)}
</svg>
`
}
