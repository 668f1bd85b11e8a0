import { computed } from '@preact/signals'
import { limitOf } from '@umbra/core'
import { useRef } from 'preact/hooks'
import { MAP_COLOURS, mapColour } from '../../canvas/map-colours.js'
import { PixelPainter } from '../../canvas/pixel-painter.js'
import { pixelUnder, within } from '../../drawing/pixel-under.js'
import { Term } from '../../glossary/term.js'
import { optionsOnShow, refusal, shown, target } from '../../live-map.js'
import { ARROW_STEPS } from '../../parts/arrow-steps.js'
import { ColourBar } from '../../parts/colour-bar.js'
import { lettingGo } from '../../parts/letting-go.js'
import { useSignalLayoutEffect } from '../../parts/use-signal-layout-effect.js'
import { SIZE } from '../../state.js'
import { InkOutline } from './ink-outline.js'
import { markMapShown } from './map-timing.js'
import { selected, selectedWindow } from './selected-pixel.js'

const limit = computed(() => (shown.value ? limitOf([shown.value.map]) : 0))

/** The occlusion map with the ink's outline, its scale, and the pixel being looked at. */
export function MapPanel() {
  return (
    <>
      <div class="square map">
        <MapCanvas />
        <svg class="overlay" viewBox={`0 0 ${SIZE} ${SIZE}`} aria-hidden="true">
          <InkOutline />
          <Selection />
        </svg>
      </div>
      <ColourBar limit={limit.value} colours={MAP_COLOURS} />
      <Caption />
    </>
  )
}

/** Painted as maps come, without rendering: this is what follows the pen. */
function MapCanvas() {
  const canvas = useRef<HTMLCanvasElement>(null)
  const painter = useRef<PixelPainter>()
  useSignalLayoutEffect(() => {
    const explained = shown.value
    painter.current ??= new PixelPainter(canvas.current!)
    if (!explained) return painter.current.paint(() => 0)
    const { map } = explained
    const most = limit.value
    painter.current.paint((i) => mapColour(map[i]!, most))
    markMapShown(explained)
  })
  return (
    // biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: keys move over the map's pixels
    <canvas
      ref={canvas}
      width={SIZE}
      height={SIZE}
      data-testid="map"
      role="application"
      aria-label={`Occlusion map${target.value === undefined ? '' : ` of class ${target}`}; arrow keys go from pixel to pixel`}
      tabIndex={0}
      onPointerMove={select}
      onPointerDown={select}
      {...lettingGo(selected)}
      onKeyDown={move}
    />
  )
}

function Selection() {
  const [pixel, window] = [selected.value, selectedWindow.value]
  if (!pixel || !window) return null
  const { y0, x0, y1, x1 } = window
  return (
    <>
      <rect class="window" x={x0} y={y0} width={x1 - x0} height={y1 - y0} />
      <rect class="cursor" x={pixel.x} y={pixel.y} width={1} height={1} />
    </>
  )
}

function Caption() {
  const score = optionsOnShow.value.score ?? 'logit'
  if (target.value === undefined) return <p class="hint">The map appears here.</p>
  return (
    <p class="hint">
      {refusal.value?.onShow && (
        <strong>
          Still of {refusal.value.onShow}, since the {refusal.value.key} asked for is refused below.{' '}
        </strong>
      )}
      Mean drop of the {SCORES.has(score) ? <Term of={score}>{score}</Term> : score} of{' '}
      <strong>{target}</strong> over the windows that cover a pixel. Thin line: the <Term of="ink">ink</Term>{' '}
      at half its maximum.
    </p>
  )
}

/** Those that are words of the glossary by themselves. */
const SCORES = new Set(['logit', 'log-probability', 'margin'])

function select(event: PointerEvent): void {
  selected.value = pixelUnder(event, [SIZE, SIZE])
}

function move(event: KeyboardEvent): void {
  const step = ARROW_STEPS[event.key]
  if (event.key === 'Escape') selected.value = undefined
  if (!step) return
  event.preventDefault()
  const { y, x } = selected.value ?? { y: 13, x: 13 }
  selected.value = { y: within(y + step[0], SIZE), x: within(x + step[1], SIZE) }
}
