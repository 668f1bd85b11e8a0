import { useRef } from 'preact/hooks'
import { imagePixels } from '../../canvas/image-pixels.js'
import { MAP_COLOURS, overlayPixel } from '../../canvas/map-colours.js'
import { PixelPainter } from '../../canvas/pixel-painter.js'
import { Term } from '../../glossary/term.js'
import { ColourBar } from '../../parts/colour-bar.js'
import { useSignalLayoutEffect } from '../../parts/use-signal-layout-effect.js'
import {
  contour,
  contoured,
  limit,
  lookedAt,
  mapOnShow,
  opacity,
  pointed,
  targetOnShow,
} from '../../photo/map-on-show.js'
import { classText, explained, seen } from '../../photo/photo.js'
import { photoOcclusion } from '../../state.js'
import { MapProgress } from './map-progress.js'
import { OpacitySlider } from './opacity-slider.js'

/** The map over what the network sees, with its scale; and the window looked at. */
export function PhotoMap() {
  const [height, width] = seen.value?.shape ?? [1, 1]
  if (!seen.value) return <p class="muted">The map appears here once there is a picture.</p>
  return (
    <>
      <div class="square photo-map" style={{ aspectRatio: `${width} / ${height}` }}>
        <SeenCanvas key={`seen ${width}×${height}`} />
        <MapCanvas key={`map ${width}×${height}`} />
        <svg class="overlay" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
          {contour.value && <path class="contour" d={contour.value} />}
          <Window />
        </svg>
      </div>
      <MapProgress />
      <ColourBar limit={limit.value} colours={MAP_COLOURS} unit={scoreName()} />
      <Controls />
      <p class="hint">
        Mean <Term of="drop">drop</Term> of the <Term of="score">{scoreName()}</Term> of{' '}
        <strong>{targetOnShow.value === undefined ? 'the class' : classText(targetOnShow.value)}</strong> over
        the <Term of="window">windows</Term> that cover a pixel: red where covering lowers it.{' '}
        <span class="keys">Point, tap or use arrow keys.</span>
      </p>
    </>
  )
}

function scoreName(): string {
  const score = photoOcclusion.value.score ?? 'logit'
  return score === 'logit' && seen.value?.head.kind === 'scores' ? 'score' : score
}

function SeenCanvas() {
  const canvas = useRef<HTMLCanvasElement>(null)
  const painter = useRef<PixelPainter>()
  useSignalLayoutEffect(() => {
    const now = seen.value
    const own = canvas.current!
    if (!now || now.shape[0] !== own.height || now.shape[1] !== own.width) return
    painter.current ??= new PixelPainter(own)
    painter.current.paint(imagePixels(now.image, now.shape[2]))
  })
  const [height, width] = seen.value!.shape
  return <canvas ref={canvas} width={width} height={height} role="img" aria-label="What the network sees" />
}

/** Drawn as windows come, without rendering; where nothing is known, the picture alone is seen. */
function MapCanvas() {
  const canvas = useRef<HTMLCanvasElement>(null)
  const painter = useRef<PixelPainter>()
  useSignalLayoutEffect(() => {
    const [shown, own] = [mapOnShow.value, canvas.current!]
    painter.current ??= new PixelPainter(own)
    if (!shown || shown.shape[0] !== own.height || shown.shape[1] !== own.width) {
      painter.current.paint(() => 0)
      return
    }
    const scale = 1 / (limit.value || 1)
    const strength = opacity.value
    painter.current.paint((i) => overlayPixel(MAP_COLOURS, shown.map[i]! * scale, strength))
  })
  const [height, width] = seen.value!.shape
  const target = explained.value?.target
  return (
    // biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: keys move over the map's pixels
    <canvas
      ref={canvas}
      class="overlay-map"
      width={width}
      height={height}
      data-testid="photo-map"
      role="application"
      aria-label={`Occlusion map${target === undefined ? '' : ` of ${classText(target)}`}; arrow keys go from window to window`}
      tabIndex={0}
      onPointerMove={point}
      onPointerDown={point}
      onPointerLeave={(event) => {
        if (event.pointerType === 'mouse' && document.activeElement !== event.currentTarget)
          pointed.value = undefined
      }}
      onBlur={() => {
        pointed.value = undefined
      }}
      onKeyDown={walk}
    />
  )
}

function point(event: PointerEvent): void {
  const { left, top, width, height } = (event.currentTarget as Element).getBoundingClientRect()
  const [rows, columns] = seen.peek()!.shape
  const y = Math.max(0, Math.min(rows - 1, Math.floor((rows * (event.clientY - top)) / height)))
  const x = Math.max(0, Math.min(columns - 1, Math.floor((columns * (event.clientX - left)) / width)))
  const before = pointed.peek()
  if (before?.y !== y || before.x !== x) pointed.value = { y, x }
}

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
}

/** A stride at a time, so that each key shows another window. */
function walk(event: KeyboardEvent): void {
  if (event.key === 'Escape') pointed.value = undefined
  const [step, whole] = [ARROWS[event.key], explained.peek()]
  if (!step || !whole) return
  event.preventDefault()
  const [rows, columns] = whole.seen.shape
  const at = pointed.peek() ?? lookedAt.peek()?.pixel ?? { y: rows >> 1, x: columns >> 1 }
  pointed.value = {
    y: Math.max(0, Math.min(rows - 1, at.y + step[0] * whole.stride[0])),
    x: Math.max(0, Math.min(columns - 1, at.x + step[1] * whole.stride[1])),
  }
}

function Window() {
  const looked = lookedAt.value
  if (!looked || !pointed.value) return null
  const { y0, x0, y1, x1 } = looked.window
  return (
    <>
      <rect class="photo-window under" x={x0} y={y0} width={x1 - x0} height={y1 - y0} />
      <rect class="photo-window" x={x0} y={y0} width={x1 - x0} height={y1 - y0} />
    </>
  )
}

function Controls() {
  return (
    <div class="map-controls">
      <OpacitySlider />
      <label class="choice">
        <input
          type="checkbox"
          checked={contoured.value}
          onChange={({ currentTarget }) => {
            contoured.value = currentTarget.checked
          }}
        />
        Contour at half the largest drop
      </label>
    </div>
  )
}
