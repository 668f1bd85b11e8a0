import { useRef } from 'preact/hooks'
import { MAP_COLOURS, overlayPixel } from '../../canvas/map-colours.js'
import { PixelPainter } from '../../canvas/pixel-painter.js'
import { pixelUnder, within } from '../../drawing/pixel-under.js'
import { Term } from '../../glossary/term.js'
import { ARROW_STEPS } from '../../parts/arrow-steps.js'
import { ColourBar } from '../../parts/colour-bar.js'
import { ImageCanvas } from '../../parts/image-canvas.js'
import { lettingGo } from '../../parts/letting-go.js'
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
        <ImageCanvas key={`seen ${width}×${height}`} of={seen} label="What the network sees" />
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
      {...lettingGo(pointed)}
      onKeyDown={walk}
    />
  )
}

function point(event: PointerEvent): void {
  const [rows, columns] = seen.peek()!.shape
  const at = pixelUnder(event, [rows, columns])
  const before = pointed.peek()
  if (before?.y !== at.y || before.x !== at.x) pointed.value = at
}

/** A stride at a time, so that each key shows another window. */
function walk(event: KeyboardEvent): void {
  if (event.key === 'Escape') pointed.value = undefined
  const [step, whole] = [ARROW_STEPS[event.key], explained.peek()]
  if (!step || !whole) return
  event.preventDefault()
  const [rows, columns] = whole.seen.shape
  const at = pointed.peek() ?? lookedAt.peek()?.pixel ?? { y: rows >> 1, x: columns >> 1 }
  pointed.value = {
    y: within(at.y + step[0] * whole.stride[0], rows),
    x: within(at.x + step[1] * whole.stride[1], columns),
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
