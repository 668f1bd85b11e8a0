import { formatFixed } from '@umbra/core'
import type { TourMap } from './tour-map.js'

/** Of the drawing, in its own units. */
const [WIDTH, HEIGHT, EDGE] = [100, 100, 6]

/** The score from stop to stop, against that of the picture as it is. */
export function ScoreLine({ tour, frame }: { readonly tour: TourMap; readonly frame: number }) {
  const { stops, base, scoreName, map } = tour
  const scores = stops.map(({ score }) => score)
  const [low, high] = [Math.min(base, ...scores), Math.max(base, ...scores)]
  const x = (i: number) => EDGE + ((WIDTH - 2 * EDGE) * i) / Math.max(1, stops.length - 1)
  const y = (score: number) => HEIGHT - EDGE - ((HEIGHT - 2 * EDGE) * (score - low)) / (high - low || 1)
  const now = scores[frame]!
  const path = scores.slice(0, frame + 1).map((score, i) => `${i === 0 ? 'M' : 'L'}${x(i)} ${y(score)}`)
  return (
    <figure>
      <svg class="square score-line" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
        <path class="axis" d={`M${EDGE} ${y(base)}H${WIDTH - EDGE}`} stroke-dasharray="2 2" />
        <path class="curve" d={path.join('')} />
        <circle class="now" cx={x(frame)} cy={y(now)} r={2.6} />
      </svg>
      <figcaption class="hint">
        the {scoreName} of {map.target}: {formatFixed(now, Math.abs(now) < 1 ? 3 : 1)} (dashed: nothing
        covered)
      </figcaption>
    </figure>
  )
}
