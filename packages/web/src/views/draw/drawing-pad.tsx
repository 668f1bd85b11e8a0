import { computed } from '@preact/signals'
import type { RefObject } from 'preact'
import { useRef, useState } from 'preact/hooks'
import { greyPixel, PixelPainter } from '../../canvas/pixel-painter.js'
import { PAD_SIZE, type PadPoint } from '../../drawing/pad.js'
import { useSignalLayoutEffect } from '../../parts/use-signal-layout-effect.js'
import { pad, SIZE, source } from '../../state.js'
import { type Cell, PadKeys } from './pad-keys.js'
import { Pen } from './pen.js'

const empty = computed(() => pad.value.empty)

/** A pad to draw on by pen, finger, mouse or keyboard. */
export function DrawingPad() {
  const canvas = useRef<HTMLCanvasElement>(null)
  const [pen] = useState(() => new Pen())
  const [keys] = useState(() => new PadKeys(pen))
  usePainting(canvas)
  return (
    <>
      <div class="square pad" data-example={source.value.kind === 'example' ? '' : undefined}>
        {/* biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: keys draw on the canvas */}
        <canvas
          ref={canvas}
          width={PAD_SIZE}
          height={PAD_SIZE}
          data-testid="pad"
          role="application"
          aria-label="Drawing pad of 28 by 28 cells"
          aria-describedby="pad-keys"
          tabIndex={0}
          {...usePointer(canvas, pen, keys)}
          {...keyHandlers(canvas, keys)}
        />
        {keys.cursor.value && <Cursor {...keys.cursor.value} />}
        {empty.value && <p class="invitation">Draw a digit here</p>}
        {source.value.kind === 'example' && <p class="invitation example">An example: draw your own</p>}
      </div>
      <p class="visually-hidden" aria-live="polite">
        {keys.said}
      </p>
      <PenButtons pen={pen} />
      <p class="hint keys" id="pad-keys">
        By keyboard: arrow keys move, Space draws, Backspace erases, Shift with an arrow draws a line.
      </p>
    </>
  )
}

/** Paints the pad as the pen moves, without rendering. */
function usePainting(canvas: RefObject<HTMLCanvasElement>): void {
  const painter = useRef<PixelPainter>()
  useSignalLayoutEffect(() => {
    const { pixels } = pad.value
    painter.current ??= new PixelPainter(canvas.current!)
    painter.current.paint((i) => greyPixel(pixels[i]!))
  })
}

function usePointer(canvas: RefObject<HTMLCanvasElement>, pen: Pen, keys: PadKeys) {
  /** Where the pad lies, for as long as a stroke takes: asking at every movement would lay the page out each time. */
  const frame = useRef<DOMRect | undefined>(undefined)
  const onPointerDown = (event: PointerEvent) => {
    if (event.button !== 0 && event.button !== 5) return
    canvas.current!.setPointerCapture(event.pointerId)
    frame.current = canvas.current!.getBoundingClientRect()
    keys.cursor.value = undefined
    pen.begin(pointOf(event, frame.current), isErasing(event, pen))
  }
  const onPointerMove = (event: PointerEvent) => {
    if (!pen.down || !canvas.current!.hasPointerCapture(event.pointerId)) return
    const between = event.getCoalescedEvents?.() ?? []
    const points = (between.length > 0 ? between : [event]).map((each) => pointOf(each, frame.current!))
    pen.draw(points, isErasing(event, pen))
  }
  const lift = () => pen.lift()
  return { onPointerDown, onPointerMove, onPointerUp: lift, onPointerCancel: lift }
}

function keyHandlers(canvas: RefObject<HTMLCanvasElement>, keys: PadKeys) {
  return {
    onKeyDown: (event: KeyboardEvent) => {
      if (keys.press(event)) event.preventDefault()
    },
    onFocus: () => {
      if (canvas.current!.matches(':focus-visible')) keys.cursor.value ??= { row: 13, column: 13 }
    },
    onBlur: () => {
      keys.cursor.value = undefined
    },
  }
}

/** A pen's other end erases. */
function isErasing(event: PointerEvent, { erasing }: Pen): boolean {
  return erasing.value || (event.buttons & 32) !== 0
}

function pointOf(event: PointerEvent, { left, top, width, height }: DOMRect): PadPoint {
  return { x: (event.clientX - left) / width, y: (event.clientY - top) / height }
}

function Cursor({ row, column }: Cell) {
  return (
    <svg class="overlay" viewBox={`0 0 ${SIZE} ${SIZE}`} aria-hidden="true">
      <rect class="cursor" x={column} y={row} width={1} height={1} />
    </svg>
  )
}

function PenButtons({ pen }: { readonly pen: Pen }) {
  const erase = (wanted: boolean) => {
    pen.erasing.value = wanted
  }
  return (
    <div class="buttons">
      <button type="button" aria-pressed={!pen.erasing.value} onClick={() => erase(false)}>
        Pen
      </button>
      <button type="button" aria-pressed={pen.erasing.value} onClick={() => erase(true)}>
        Eraser
      </button>
      <button type="button" disabled={pen.before.value.length === 0} onClick={() => pen.takeBack()}>
        Undo
      </button>
      <button type="button" onClick={() => pen.clear()}>
        Clear
      </button>
    </div>
  )
}
