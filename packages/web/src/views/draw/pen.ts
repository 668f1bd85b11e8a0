import { batch, signal } from '@preact/signals'
import { Pad, type PadPoint } from '../../drawing/pad.js'
import { type ImageSource, image, pad, SIZE, showDrawing, source } from '../../state.js'

/** The pen's radius as a share of the pad: MNIST's strokes are some three pixels of 28 wide. */
const RADIUS = 1.3 / SIZE
const ERASER_RADIUS = 2.2 / SIZE
/** Strokes that can be taken back. */
const MOST_REMEMBERED = 50

/** What was on the pad, to be put back as it was. */
interface Before {
  readonly pad: Pad
  readonly image: Uint8Array
  readonly source: ImageSource
}

/** Draws strokes on the page's pad, or rubs them out, and takes them back. The example makes way for the first of them. */
export class Pen {
  readonly erasing = signal(false)
  /** What was there before each stroke, the latest last. */
  readonly before = signal<readonly Before[]>([])
  #last: PadPoint | undefined

  /** Whether a stroke is under way. */
  get down(): boolean {
    return this.#last !== undefined
  }

  begin(at: PadPoint, erase: boolean): void {
    this.#remember()
    this.#last = at
    this.draw([at], erase)
  }

  /** Goes on with the stroke, from point to point. */
  draw(points: readonly PadPoint[], erase: boolean): void {
    const makesWay = source.peek().kind === 'example' && !erase
    const drawn = makesWay ? new Pad() : new Pad(pad.peek().pixels)
    for (const point of points) {
      drawn.line(this.#last ?? point, point, erase ? ERASER_RADIUS : RADIUS, erase)
      this.#last = point
    }
    showDrawing(drawn)
  }

  lift(): void {
    this.#last = undefined
  }

  /** A whole stroke: a straight line. */
  line(from: PadPoint, to: PadPoint, erase: boolean): void {
    this.#remember()
    this.#last = from
    this.draw([to], erase)
    this.lift()
  }

  takeBack(): void {
    const before = this.before.value.at(-1)
    if (!before) return
    batch(() => {
      this.before.value = this.before.value.slice(0, -1)
      pad.value = before.pad
      source.value = before.source
      image.value = before.image
    })
  }

  clear(): void {
    if (pad.peek().empty) return
    this.#remember()
    showDrawing(new Pad())
  }

  #remember(): void {
    const now = { pad: pad.peek().copy(), image: image.peek(), source: source.peek() }
    this.before.value = [...this.before.value.slice(1 - MOST_REMEMBERED), now]
  }
}
