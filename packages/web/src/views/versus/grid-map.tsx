import type { ReadonlySignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { imagePixels } from '../../canvas/image-pixels.js'
import { overlayPixel } from '../../canvas/map-colours.js'
import { PixelPainter } from '../../canvas/pixel-painter.js'
import { pixelUnder, within } from '../../drawing/pixel-under.js'
import { ARROW_STEPS } from '../../parts/arrow-steps.js'
import { lettingGo } from '../../parts/letting-go.js'
import { useSignalLayoutEffect } from '../../parts/use-signal-layout-effect.js'
import { opacity } from '../../photo/map-on-show.js'
import type { CommonGrid } from '../../versus/common-grid.js'
import { grid, lookedCell, pointedCell, sides } from '../../versus/sides.js'

interface Props {
  readonly id: string
  /** What it is, for who does not see it. */
  readonly label: string
  /** float32 [rows × columns] of the grid, NaN where nothing is known. */
  readonly values: ReadonlySignal<Float32Array | undefined>
  readonly limit: ReadonlySignal<number>
  readonly colours: Uint32Array
}

/** Values over the part of the picture that both networks see, with the place that is looked at. */
export function GridMap(props: Props) {
  const { rows, columns } = grid.value!
  const key = `${rows}×${columns}`
  return (
    <div class="square photo-map" style={{ aspectRatio: `${columns} / ${rows}` }}>
      <PictureCanvas key={`picture ${key}`} cells={grid.value!} />
      <ValuesCanvas key={`values ${key}`} {...props} />
      <Mark />
    </div>
  )
}

/** The picture as the network of the finer image sees it. */
function PictureCanvas({ cells }: { readonly cells: CommonGrid }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const painter = useRef<PixelPainter>()
  useSignalLayoutEffect(() => {
    const [now, first, second] = [grid.value, sides[0].value?.given, sides[1].value?.given]
    const own = canvas.current!
    if (!now || !first || !second || now.rows !== own.height || now.columns !== own.width) return
    const n = second.image.length > first.image.length ? 1 : 0
    const { image, shape } = n === 0 ? first : second
    const pixel = imagePixels(image, shape[2])
    painter.current ??= new PixelPainter(own)
    painter.current.paint((i) => pixel(now.places[n][i]!))
  })
  return (
    <div aria-hidden="true">
      <canvas ref={canvas} class="under-map" width={cells.columns} height={cells.rows} />
    </div>
  )
}

/** Painted as windows come, without rendering; where nothing is known, the picture alone is seen. */
function ValuesCanvas({ id, label, values, limit, colours }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const painter = useRef<PixelPainter>()
  useSignalLayoutEffect(() => {
    const [known, own] = [values.value, canvas.current!]
    painter.current ??= new PixelPainter(own)
    const scale = 1 / (limit.value || 1)
    const strength = opacity.value
    const isOwn = known?.length === own.width * own.height
    painter.current.paint((i) => (isOwn ? overlayPixel(colours, known[i]! * scale, strength) : 0))
  })
  const { rows, columns } = grid.value!
  return (
    // biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: keys move over the map's places
    <canvas
      ref={canvas}
      class="overlay-map"
      width={columns}
      height={rows}
      data-testid={`versus-${id}`}
      role="application"
      aria-label={`${label}; arrow keys go from place to place`}
      tabIndex={0}
      onPointerMove={point}
      onPointerDown={point}
      {...lettingGo(pointedCell)}
      onKeyDown={walk}
    />
  )
}

/** The same place on all maps. */
function Mark() {
  const [cells, at] = [grid.value!, lookedCell.value]
  if (at === undefined || pointedCell.value === undefined) return null
  const { rows, columns } = cells
  const side = Math.max(1, Math.round(Math.max(rows, columns) / 14)) | 1
  const [x, y] = [(at % columns) - (side >> 1), Math.floor(at / columns) - (side >> 1)]
  return (
    <svg class="overlay" viewBox={`0 0 ${columns} ${rows}`} preserveAspectRatio="none" aria-hidden="true">
      <rect class="photo-window under" x={x} y={y} width={side} height={side} />
      <rect class="photo-window" x={x} y={y} width={side} height={side} />
    </svg>
  )
}

function point(event: PointerEvent): void {
  const { rows, columns } = grid.peek()!
  const { y, x } = pixelUnder(event, [rows, columns])
  pointedCell.value = y * columns + x
}

/** A twenty-eighth of the picture at a time: a pixel of a digit, some of a photograph. */
function walk(event: KeyboardEvent): void {
  if (event.key === 'Escape') pointedCell.value = undefined
  const step = ARROW_STEPS[event.key]
  const at = lookedCell.peek()
  if (!step || at === undefined) return
  event.preventDefault()
  const { rows, columns } = grid.peek()!
  const moved = (place: number, steps: number, cells: number) =>
    within(place + steps * Math.max(1, Math.round(cells / 28)), cells)
  const y = moved(Math.floor(at / columns), step[0], rows)
  pointedCell.value = y * columns + moved(at % columns, step[1], columns)
}
