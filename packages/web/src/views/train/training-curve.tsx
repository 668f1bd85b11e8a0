import type { TrainingPoint } from '../../training-on-show.js'

const WIDTH = 420
const HEIGHT = 160
const LEFT = 44
const BOTTOM = 24

/** Loss and accuracy so far; both begin anew with each epoch, of which they are the means. */
export function TrainingCurve({ points }: { readonly points: readonly TrainingPoint[] }) {
  const last = points.at(-1)!
  const loss = Math.max(...points.map((point) => point.loss))
  return (
    <div class="curves">
      <Curve
        title="Loss"
        shown={last.loss.toFixed(4)}
        points={points.map(({ epoch, loss }) => [epoch, loss])}
        top={loss}
        topText={loss.toFixed(2)}
      />
      <Curve
        title="Accuracy"
        shown={`${(100 * last.accuracy).toFixed(2)}%`}
        points={points.map(({ epoch, accuracy }) => [epoch, accuracy])}
        top={1}
        topText="100%"
      />
    </div>
  )
}

interface CurveProps {
  readonly title: string
  /** The latest value. */
  readonly shown: string
  /** Epoch and value. */
  readonly points: readonly (readonly [number, number])[]
  readonly top: number
  readonly topText: string
}

function Curve({ title, shown, points, top, topText }: CurveProps) {
  const epochs = Math.max(1, Math.ceil(points.at(-1)![0]))
  const x = (epoch: number) => LEFT + ((WIDTH - LEFT - 8) * epoch) / epochs
  const y = (value: number) => 8 + (HEIGHT - BOTTOM - 8) * (1 - value / (top || 1))
  const path = points.map(
    ([epoch, value], i) => `${i ? 'L' : 'M'}${x(epoch).toFixed(1)} ${y(value).toFixed(1)}`,
  )
  return (
    <figure>
      <figcaption>
        {title} <strong class="figure">{shown}</strong>{' '}
        <span class="hint">on the training images, mean of the epoch so far</span>
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={`${title}, now ${shown}`}>
        {Array.from({ length: epochs }, (_, e) => (
          <path key={e} class="grid-line" d={`M${x(e + 1)} 8V${HEIGHT - BOTTOM}`} />
        ))}
        <path class="axis" d={`M${LEFT} 8V${HEIGHT - BOTTOM}H${WIDTH - 8}`} />
        <text class="tick-text" x={LEFT - 6} y={12} text-anchor="end">
          {topText}
        </text>
        <text class="tick-text" x={LEFT - 6} y={HEIGHT - BOTTOM} text-anchor="end">
          0
        </text>
        <text class="tick-text" x={WIDTH - 8} y={HEIGHT - 6} text-anchor="end">
          end of epoch {epochs}
        </text>
        <path class="curve" d={path.join('')} />
      </svg>
    </figure>
  )
}
