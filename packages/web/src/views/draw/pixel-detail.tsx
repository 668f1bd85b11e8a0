import { formatNumber, probabilities } from '@umbra/core'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { greyPixel, paintPixels } from '../../canvas/paint-pixels.js'
import { type ShownMap, shown } from '../../live-map.js'
import { SIZE } from '../../state.js'
import { selected, selectedWindow } from './selected-pixel.js'

/** What one pixel of the map is made from: its value, a window that covers it, and what the network says then. */
export function PixelDetail() {
  const [explained, pixel, window] = [shown.value, selected.value, selectedWindow.value]
  if (!explained || !pixel || !window) {
    return <p class="muted">Point at the map, or go to it with the keyboard, to see one window covered.</p>
  }
  const { target, base, covered, map } = explained
  const classes = base.length
  const at = window.index * classes
  const before = probabilities(base, 0, classes)
  const after = probabilities(covered, at, classes)
  const winner = after.indexOf(Math.max(...after))
  return (
    <div class="detail" data-testid="detail">
      <CoveredImage explained={explained} />
      <dl class="facts">
        <div>
          <dt>Pixel, row and column</dt>
          <dd class="figure">
            {pixel.y}, {pixel.x}
          </dd>
        </div>
        <div>
          <dt>Its value on the map</dt>
          <dd class="figure" data-testid="pixel-value">
            {formatNumber(map[pixel.y * SIZE + pixel.x]!)}
          </dd>
        </div>
        <div>
          <dt>Window covered</dt>
          <dd class="figure">
            rows {window.y0}–{window.y1 - 1}, columns {window.x0}–{window.x1 - 1}, baseline{' '}
            {explained.baselineName}
          </dd>
        </div>
        <div>
          <dt>Logit of {target}</dt>
          <dd class="figure">
            {formatNumber(base[target]!)} → {formatNumber(covered[at + target]!)}
          </dd>
        </div>
        <div>
          <dt>Probability of {target}</dt>
          <dd class="figure">
            {share(before[target]!)} → {share(after[target]!)}
          </dd>
        </div>
        <div>
          <dt>Class predicted then</dt>
          <dd class="figure">
            {winner} ({share(after[winner]!)})
          </dd>
        </div>
      </dl>
    </div>
  )
}

/** A grey level of 0 … 1, and of what lies beyond, as a byte. */
function byte(value: number): number {
  return Math.round(255 * Math.max(0, Math.min(1, value)))
}

function share(probability: number): string {
  return `${(100 * probability).toFixed(1)}%`
}

/** The image as the network saw it under the window. */
function CoveredImage({ explained }: { readonly explained: ShownMap }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const window = selectedWindow.value!
  useLayoutEffect(() => {
    paintPixels(canvas.current!, (i) => {
      const [y, x] = [Math.floor(i / SIZE), i % SIZE]
      const inside = y >= window.y0 && y < window.y1 && x >= window.x0 && x < window.x1
      return greyPixel(inside ? byte(explained.baseline[i]!) : explained.image[i]!)
    })
  })
  return (
    <div class="square small">
      <canvas
        ref={canvas}
        width={SIZE}
        height={SIZE}
        role="img"
        aria-label="The image with the window covered"
      />
      <svg class="overlay" viewBox={`0 0 ${SIZE} ${SIZE}`} aria-hidden="true">
        <rect
          class="window"
          x={window.x0}
          y={window.y0}
          width={window.x1 - window.x0}
          height={window.y1 - window.y0}
        />
      </svg>
    </div>
  )
}
