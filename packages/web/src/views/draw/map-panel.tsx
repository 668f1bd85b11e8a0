import { limitOf, pixelOutline, sensitivityScale } from '@umbra/core'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { colourPixel, paintPixels } from '../../canvas/paint-pixels.js'
import { type ShownMap, shown } from '../../live-map.js'
import { drawnAt, occlusion, SIZE } from '../../state.js'
import { selected, selectedWindow } from './selected-pixel.js'

/** The colours of the map, over −1 … 1, in as many steps as the figures have. */
const STEPS = 127
const unit = sensitivityScale([1])
const COLOURS = Uint32Array.from({ length: 2 * STEPS + 1 }, (_, i) =>
  colourPixel(unit.colour((i - STEPS) / STEPS)),
)

/** The occlusion map with the ink's outline, its scale, and the pixel being looked at. */
export function MapPanel() {
  const canvas = useRef<HTMLCanvasElement>(null)
  const map = shown.value
  useLayoutEffect(() => {
    if (!map) return
    paint(canvas.current!, map)
    if (performance.getEntriesByName('umbra first map').length === 0) performance.mark('umbra first map')
    const start = drawnAt.get(map.image)
    if (start === undefined) return
    drawnAt.delete(map.image)
    measure(start, map.milliseconds)
  }, [map])
  const limit = map ? limitOf([map.map]) : 0
  const score = occlusion.value.score ?? 'logit'
  return (
    <>
      <div class="square map">
        {/* biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: keys move over the map's pixels */}
        <canvas
          ref={canvas}
          width={SIZE}
          height={SIZE}
          data-testid="map"
          role="application"
          aria-label={`Occlusion map${map ? ` of class ${map.target}` : ''}; arrow keys go from pixel to pixel`}
          tabIndex={0}
          onPointerMove={select}
          onPointerDown={select}
          onPointerLeave={(event) => event.pointerType === 'mouse' && unselect(event)}
          onBlur={unselect}
          onKeyDown={move}
        />
        {map && <Overlay map={map} />}
      </div>
      <ColourBar limit={limit} />
      <p class="hint">
        {map ? (
          <>
            Drop of the {score} of <strong>{map.target}</strong> when a pixel’s windows are covered. Red
            supported it, blue spoke against it.
          </>
        ) : (
          'The map appears here.'
        )}
      </p>
    </>
  )
}

function Overlay({ map }: { readonly map: ShownMap }) {
  const outline = pixelOutline((x, y) => map.image[y * SIZE + x]! > 96, SIZE, SIZE)
  const window = selectedWindow.value
  const pixel = selected.value
  return (
    <svg class="overlay" viewBox={`0 0 ${SIZE} ${SIZE}`} aria-hidden="true">
      <path class="ink-outline" d={outline.path} />
      {window && (
        <rect
          class="window"
          x={window.x0}
          y={window.y0}
          width={window.x1 - window.x0}
          height={window.y1 - window.y0}
        />
      )}
      {pixel && <rect class="cursor" x={pixel.x} y={pixel.y} width={1} height={1} />}
    </svg>
  )
}

function ColourBar({ limit }: { readonly limit: number }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  useLayoutEffect(() => {
    paintPixels(canvas.current!, (x) => COLOURS[x]!)
  }, [])
  return (
    <div class="colour-bar">
      <canvas ref={canvas} width={COLOURS.length} height={1} />
      <span class="figure">{limit === 0 ? '' : `−${limit}`}</span>
      <span class="figure">0</span>
      <span class="figure">{limit === 0 ? '' : `+${limit}`}</span>
    </div>
  )
}

function paint(canvas: HTMLCanvasElement, { map }: ShownMap): void {
  const limit = limitOf([map]) || 1
  paintPixels(canvas, (i) => COLOURS[Math.round((STEPS * map[i]!) / limit) + STEPS]!)
}

/** How long from the pen's move to its map, kept where a browser's tools and the tests find it. */
function measure(start: number, worker: number): void {
  if (performance.getEntriesByName('umbra map').length > 1000) performance.clearMeasures('umbra map')
  performance.measure('umbra map', { start, end: performance.now(), detail: { worker } })
}

function select(event: PointerEvent): void {
  const { left, top, width, height } = (event.currentTarget as Element).getBoundingClientRect()
  selected.value = {
    x: clamp(Math.floor((SIZE * (event.clientX - left)) / width)),
    y: clamp(Math.floor((SIZE * (event.clientY - top)) / height)),
  }
}

function unselect(event: Event): void {
  if (event.type === 'pointerleave' && document.activeElement === event.currentTarget) return
  selected.value = undefined
}

const MOVES: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
}

function move(event: KeyboardEvent): void {
  const step = MOVES[event.key]
  if (event.key === 'Escape') selected.value = undefined
  if (!step) return
  event.preventDefault()
  const { y, x } = selected.value ?? { y: 13, x: 13 }
  selected.value = { y: clamp(y + step[0]), x: clamp(x + step[1]) }
}

function clamp(cell: number): number {
  return Math.max(0, Math.min(SIZE - 1, cell))
}
