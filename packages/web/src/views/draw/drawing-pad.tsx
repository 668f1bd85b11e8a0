import { computed, useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { greyPixel, PixelPainter } from '../../canvas/pixel-painter.js'
import { PAD_SIZE, Pad, type PadPoint } from '../../drawing/pad.js'
import { useSignalLayoutEffect } from '../../parts/use-signal-layout-effect.js'
import { pad, SIZE, showDrawing } from '../../state.js'

/** The pen's radius as a share of the pad: MNIST's strokes are some three pixels of 28 wide. */
const PEN = 1.3 / SIZE
const ERASER = 2.2 / SIZE
const CENTRE = (cell: number) => (cell + 0.5) / SIZE

const empty = computed(() => pad.value.empty)

/** A pad to draw on by pen, finger, mouse or keyboard. */
export function DrawingPad() {
  const canvas = useRef<HTMLCanvasElement>(null)
  const painter = useRef<PixelPainter>()
  const erasing = useSignal(false)
  /** Where the pad lies, for as long as a stroke takes: asking at every movement would lay the page out each time. */
  const frame = useRef<DOMRect | undefined>(undefined)
  const last = useRef<PadPoint | undefined>(undefined)
  const undo = useSignal<readonly Pad[]>([])
  const cursor = useSignal<{ readonly row: number; readonly column: number } | undefined>(undefined)
  const said = useSignal('')

  // Painted as the pen moves, without rendering.
  useSignalLayoutEffect(() => {
    const { pixels } = pad.value
    painter.current ??= new PixelPainter(canvas.current!)
    painter.current.paint((i) => greyPixel(pixels[i]!))
  })

  const remember = () => {
    undo.value = [...undo.value.slice(-49), pad.peek().copy()]
  }
  const draw = (to: PadPoint, erase: boolean) => {
    const { pixels } = pad.peek()
    const drawn = new Pad(pixels)
    drawn.line(last.current ?? to, to, erase ? ERASER : PEN, erase)
    last.current = to
    showDrawing(drawn)
  }
  const onPointerDown = (event: PointerEvent) => {
    if (event.button !== 0 && event.button !== 5) return
    canvas.current!.setPointerCapture(event.pointerId)
    frame.current = canvas.current!.getBoundingClientRect()
    cursor.value = undefined
    remember()
    last.current = undefined
    draw(pointOf(event, frame.current!), isErasing(event, erasing.value))
  }
  const onPointerMove = (event: PointerEvent) => {
    if (last.current === undefined || !canvas.current!.hasPointerCapture(event.pointerId)) return
    const points = event.getCoalescedEvents?.() ?? []
    const erase = isErasing(event, erasing.value)
    const drawn = new Pad(pad.peek().pixels)
    for (const point of (points.length > 0 ? points : [event]).map((each) => pointOf(each, frame.current!))) {
      drawn.line(last.current, point, erase ? ERASER : PEN, erase)
      last.current = point
    }
    showDrawing(drawn)
  }
  const lift = () => {
    last.current = undefined
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEPS[event.key]
    const { row, column } = cursor.value ?? { row: SIZE >> 1, column: SIZE >> 1 }
    const here = { x: CENTRE(column), y: CENTRE(row) }
    if (step) {
      const next = { row: clamp(row + step[0]), column: clamp(column + step[1]) }
      cursor.value = next
      if (event.shiftKey) {
        remember()
        last.current = here
        draw({ x: CENTRE(next.column), y: CENTRE(next.row) }, erasing.value)
        last.current = undefined
      }
      said.value = `row ${next.row + 1}, column ${next.column + 1}`
    } else if (event.key === ' ' || event.key === 'Backspace' || event.key === 'Delete') {
      cursor.value = { row, column }
      remember()
      last.current = undefined
      draw(here, erasing.value || event.key !== ' ')
      last.current = undefined
      said.value = event.key === ' ' && !erasing.value ? 'drawn' : 'erased'
    } else if (event.key === 'z' && (event.ctrlKey || event.metaKey)) takeBack()
    else return
    event.preventDefault()
  }
  const takeBack = () => {
    const before = undo.value.at(-1)
    if (!before) return
    undo.value = undo.value.slice(0, -1)
    showDrawing(before)
  }
  const erase = (wanted: boolean) => {
    erasing.value = wanted
  }
  const clear = () => {
    if (pad.peek().empty) return
    remember()
    showDrawing(new Pad())
  }

  return (
    <>
      <div class="square pad">
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
          onPointerDown={onPointerDown}
          onPointerMove={onPointerMove}
          onPointerUp={lift}
          onPointerCancel={lift}
          onKeyDown={onKeyDown}
          onFocus={() => {
            if (canvas.current!.matches(':focus-visible')) cursor.value ??= { row: 13, column: 13 }
          }}
          onBlur={() => {
            cursor.value = undefined
          }}
        />
        {cursor.value && <Cursor {...cursor.value} />}
        {empty.value && <p class="invitation">Draw a digit here</p>}
      </div>
      <p class="visually-hidden" aria-live="polite">
        {said}
      </p>
      <div class="buttons">
        <button type="button" aria-pressed={!erasing.value} onClick={() => erase(false)}>
          Pen
        </button>
        <button type="button" aria-pressed={erasing.value} onClick={() => erase(true)}>
          Eraser
        </button>
        <button type="button" disabled={undo.value.length === 0} onClick={takeBack}>
          Undo
        </button>
        <button type="button" onClick={clear}>
          Clear
        </button>
      </div>
      <p class="hint keys" id="pad-keys">
        By keyboard: arrow keys move, Space draws, Backspace erases, Shift with an arrow draws a line.
      </p>
    </>
  )
}

const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
}

function clamp(cell: number): number {
  return Math.max(0, Math.min(SIZE - 1, cell))
}

/** A pen's other end erases. */
function isErasing(event: PointerEvent, chosen: boolean): boolean {
  return chosen || (event.buttons & 32) !== 0
}

function pointOf(event: PointerEvent, { left, top, width, height }: DOMRect): PadPoint {
  return { x: (event.clientX - left) / width, y: (event.clientY - top) / height }
}

function Cursor({ row, column }: { readonly row: number; readonly column: number }) {
  return (
    <svg class="overlay" viewBox={`0 0 ${SIZE} ${SIZE}`} aria-hidden="true">
      <rect class="cursor" x={column} y={row} width={1} height={1} />
    </svg>
  )
}
