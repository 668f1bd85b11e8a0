import { useRef } from 'preact/hooks'
import { drawView, type Placement, turnedSize, UNTOUCHED, viewSize } from '../../drawing/placement.js'
import { model } from '../../live-map.js'
import { ButtonGroup } from '../../parts/button-group.js'
import { useSignalLayoutEffect } from '../../parts/use-signal-layout-effect.js'
import { fitAs, picture, placement } from '../../photo/photo.js'

/** Longer side of the frame's canvas. */
const SIDE = 480
const MOST_ZOOM = 16

/** The picture in the frame of what the network sees: moved, zoomed and turned by pointer and by keys. */
export function PictureFrame() {
  const canvas = useRef<HTMLCanvasElement>(null)
  const [height, width] = model.value?.inputShape ?? [1, 1]
  const scale = SIDE / Math.max(width, height)
  useSignalLayoutEffect(() => {
    const [shown, placed, shape] = [picture.value, placement.value, model.value?.inputShape]
    if (!shown || !shape) return
    const context = canvas.current!.getContext('2d')!
    drawView(context, shown.preview, shown, placed, { width: shape[1], height: shape[0] })
  })
  return (
    <>
      <div class="square" style={{ aspectRatio: `${width} / ${height}` }}>
        {/* biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: keys move the picture in its frame */}
        <canvas
          ref={canvas}
          class="movable"
          width={Math.round(width * scale)}
          height={Math.round(height * scale)}
          data-testid="frame"
          role="application"
          aria-label="The picture as it is cropped: arrow keys move it, plus and minus zoom, square brackets turn it, 0 puts it back"
          tabIndex={0}
          onPointerDown={(event) => {
            if (event.button === 0) event.currentTarget.setPointerCapture(event.pointerId)
          }}
          onPointerMove={drag}
          onWheel={(event) => {
            if (!event.ctrlKey && !event.metaKey) return
            event.preventDefault()
            zoomBy(Math.exp(-event.deltaY / 300))
          }}
          onKeyDown={(event) => {
            if (press(event.key)) event.preventDefault()
          }}
        />
      </div>
      <Handles />
    </>
  )
}

/** What the picture's place is changed with, by buttons. */
function Handles() {
  const placed = placement.value
  const isMoved = placed.zoom !== 1 || placed.x !== 0.5 || placed.y !== 0.5 || placed.angle !== 0
  return (
    <div class="handles">
      <ButtonGroup label="Place of the picture">
        <button type="button" aria-label="Zoom out" disabled={placed.zoom === 1} onClick={() => zoomBy(0.8)}>
          −
        </button>
        <button type="button" aria-label="Zoom in" onClick={() => zoomBy(1.25)}>
          +
        </button>
        <button type="button" aria-label="Turn left" onClick={() => turnBy(-90)}>
          ↺
        </button>
        <button type="button" aria-label="Turn right" onClick={() => turnBy(90)}>
          ↻
        </button>
        <button type="button" disabled={!isMoved} onClick={() => fitAs(placed.fit)}>
          Put back
        </button>
      </ButtonGroup>
      <label class="slider">
        <span>Tilt</span>
        <input
          type="range"
          min={-45}
          max={45}
          value={tiltOf(placed)}
          onInput={({ currentTarget }) => turnBy(Number(currentTarget.value) - tiltOf(placement.peek()))}
        />
        <span class="figure">{tiltOf(placed)}°</span>
      </label>
    </div>
  )
}

/** Degrees from the nearest quarter turn. */
function tiltOf({ angle }: Placement): number {
  return angle - 90 * Math.round(angle / 90)
}

function place(change: Partial<Placement>): void {
  const next = { ...placement.peek(), ...change }
  const within = (share: number) => Math.max(0, Math.min(1, share))
  placement.value = { ...next, x: within(next.x), y: within(next.y) }
}

function zoomBy(factor: number): void {
  const zoom = Math.max(1, Math.min(MOST_ZOOM, placement.peek().zoom * factor))
  place({ zoom: Math.abs(zoom - 1) < 0.01 ? 1 : zoom })
}

function turnBy(degrees: number): void {
  const angle = placement.peek().angle + degrees
  place({ angle: ((((angle + 180) % 360) + 360) % 360) - 180 })
}

/** Moves the picture, in shares of what is seen. */
function moveBy(right: number, down: number): void {
  const [shown, shape] = [picture.peek(), model.peek()?.inputShape]
  if (!shown || !shape) return
  const placed = placement.peek()
  const view = viewSize(shown, placed, { width: shape[1], height: shape[0] })
  const turned = turnedSize(shown, placed)
  place({
    x: placed.x - (right * view.width) / turned.width,
    y: placed.y - (down * view.height) / turned.height,
  })
}

function drag(event: PointerEvent): void {
  const frame = event.currentTarget as HTMLCanvasElement
  if (!frame.hasPointerCapture(event.pointerId)) return
  const { width, height } = frame.getBoundingClientRect()
  moveBy(event.movementX / width, event.movementY / height)
}

const KEYS: Readonly<Record<string, () => void>> = {
  ArrowLeft: () => moveBy(-0.04, 0),
  ArrowRight: () => moveBy(0.04, 0),
  ArrowUp: () => moveBy(0, -0.04),
  ArrowDown: () => moveBy(0, 0.04),
  '+': () => zoomBy(1.1),
  '=': () => zoomBy(1.1),
  '-': () => zoomBy(1 / 1.1),
  '[': () => turnBy(-5),
  ']': () => turnBy(5),
  '0': () => place(UNTOUCHED),
}

/** @returns whether the key meant anything */
function press(key: string): boolean {
  KEYS[key]?.()
  return key in KEYS
}
