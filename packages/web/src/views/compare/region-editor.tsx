import { useSignal } from '@preact/signals'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { imagePixels } from '../../canvas/image-pixels.js'
import { PixelPainter } from '../../canvas/pixel-painter.js'
import {
  chosenRectangle,
  freeName,
  grownBy,
  movedBy,
  placeText,
  rectangleAt,
  rectangleBetween,
  setRectangles,
} from '../../compare/drawn-rectangles.js'
import { dataChoice, found, takesOf } from '../../compare/own-data.js'
import type { Rectangle } from '../../compare/rectangles.js'
import { type Pixel, pixelUnder } from '../../drawing/pixel-under.js'
import { client, model } from '../../live-map.js'
import { ARROW_STEPS } from '../../parts/arrow-steps.js'
import { Failure } from '../../parts/failure.js'
import { preparing, study } from '../../state.js'
import type { ExampleImage } from '../../worker/protocol.js'
import { RegionList } from './region-list.js'

interface Props {
  /** [H, W, C] of the network's images. */
  readonly shape: readonly [number, number, number]
  readonly rectangles: readonly Rectangle[]
}

/** What a drag does: draws a rectangle from a corner, or moves one. */
type Drag =
  | { readonly kind: 'draw'; readonly from: Pixel; readonly before: readonly Rectangle[] }
  | { readonly kind: 'move'; readonly from: Pixel; readonly index: number; readonly start: Rectangle }

/** Rectangles on a picture of the first class, drawn and moved by pointer and by keys, and named. */
export function RegionEditor({ shape, rectangles }: Props) {
  const [height, width] = shape
  const size = [height, width] as const
  const drag = useRef<Drag | undefined>(undefined)
  const chosen = rectangles[chosenRectangle.value]

  const begin = (event: PointerEvent) => {
    if (event.button !== 0) return
    const from = pixelUnder(event, size)
    const index = rectangleAt(rectangles, from)
    const target = event.currentTarget as HTMLElement
    target.setPointerCapture(event.pointerId)
    target.focus()
    drag.current =
      index >= 0
        ? { kind: 'move', from, index, start: rectangles[index]! }
        : { kind: 'draw', from, before: rectangles }
    chosenRectangle.value = index
  }
  const go = (event: PointerEvent) => {
    const at = drag.current
    if (!at) return
    const to = pixelUnder(event, size)
    if (at.kind === 'move') {
      const moved = movedBy(at.start, to.y - at.from.y, to.x - at.from.x, size)
      setRectangles(rectangles.with(at.index, moved), size)
      return
    }
    // A touch that does not go anywhere draws nothing.
    if (to.y === at.from.y && to.x === at.from.x) return
    const drawn = rectangleBetween(freeName(at.before), at.from, to)
    chosenRectangle.value = at.before.length
    setRectangles([...at.before, drawn], size)
  }
  const end = () => {
    drag.current = undefined
  }
  const press = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (pressed(event.key, event.shiftKey, rectangles, size)) event.preventDefault()
  }

  return (
    <div class="region-editor">
      <div>
        <div
          class="square region-picture"
          style={{ aspectRatio: `${width} / ${height}` }}
          role="application"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: keys draw as the pointer does
          tabIndex={0}
          data-testid="region-picture"
          aria-label="Regions on the picture: Enter adds one, arrow keys move it, with Shift they size it, square brackets choose another, Delete takes it away"
          onPointerDown={begin}
          onPointerMove={go}
          onPointerUp={end}
          onPointerCancel={end}
          onKeyDown={press}
        >
          <Example shape={shape} />
          <svg viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
            {rectangles.map((rectangle, i) => (
              <Outline key={i} rectangle={rectangle} chosen={i === chosenRectangle.value} />
            ))}
          </svg>
        </div>
        <p class="hint">
          Draw a rectangle, drag one to move it; by keys: Enter, arrows, Shift with arrows, [ and ], Delete.
        </p>
      </div>
      <div>
        <p role="status" class="muted figure" data-testid="chosen-region">
          {chosen ? `${chosen.name}: ${placeText(chosen)}` : `${rectangles.length} regions drawn`}
        </p>
        <RegionList rectangles={rectangles} size={size} />
        {rectangles.length < 2 && (
          <p class="hint">A comparison takes two regions or more: pixels in none of them do not count.</p>
        )}
      </div>
    </div>
  )
}

function Outline({ rectangle, chosen }: { readonly rectangle: Rectangle; readonly chosen: boolean }) {
  const { top, left, bottom, right } = rectangle
  const place = { x: left, y: top, width: right - left, height: bottom - top }
  return (
    <g data-chosen={chosen ? '' : undefined}>
      <rect class="region-outline under" {...place} />
      <rect class="region-outline" {...place} />
    </g>
  )
}

/** The picture that regions are drawn on: one of the first class. */
function Example({ shape }: { readonly shape: Props['shape'] }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const error = useSignal<Error | undefined>(undefined)
  const example = useSignal<ExampleImage | undefined>(undefined)
  const label = Number((study.value.classes ?? '6').split(',')[0])
  const [data, opened, prepared] = [dataChoice.value, model.value, preparing.value]
  useEffect(() => {
    let asked = true
    const show = async () => {
      if (!data || !opened) return
      const request = { data, takes: takesOf(opened), preparing: prepared, label }
      const image = await client.call('exampleImage', request)
      if (asked) example.value = image
    }
    void show().catch((refused: Error) => {
      if (asked) error.value = refused
    })
    return () => {
      asked = false
    }
  }, [data, opened, prepared, label, found.value])
  const image = example.value
  useLayoutEffect(() => {
    if (image) new PixelPainter(canvas.current!).paint(imagePixels(image.image, image.shape[2]))
  }, [image])
  const [height, width] = image?.shape ?? shape
  return (
    <>
      <canvas ref={canvas} width={width} height={height} data-shown={image ? '' : undefined} />
      {error.value && <Failure error={error.value} />}
    </>
  )
}

/** @returns whether the key meant anything */
function pressed(
  key: string,
  shift: boolean,
  rectangles: readonly Rectangle[],
  size: readonly [number, number],
): boolean {
  const index = chosenRectangle.peek()
  const chosen = rectangles[index]
  const step = ARROW_STEPS[key]
  if (key === 'Enter') {
    const [height, width] = size
    const [top, left] = [Math.floor(height / 4), Math.floor(width / 4)]
    const middle = { top, left, bottom: Math.ceil((3 * height) / 4), right: Math.ceil((3 * width) / 4) }
    chosenRectangle.value = rectangles.length
    setRectangles([...rectangles, { name: freeName(rectangles), ...middle }], size)
  } else if (key === '[' || key === ']') {
    const n = rectangles.length
    if (n > 0) chosenRectangle.value = (Math.max(0, index) + (key === ']' ? 1 : n - 1)) % n
  } else if (step && chosen) {
    const changed = (shift ? grownBy : movedBy)(chosen, step[0], step[1], size)
    setRectangles(rectangles.with(index, changed), size)
  } else if ((key === 'Delete' || key === 'Backspace') && chosen) {
    setRectangles(rectangles.toSpliced(index, 1), size)
    chosenRectangle.value = Math.min(index, rectangles.length - 2)
  } else return false
  return true
}
