import { coveredImage } from '@umbra/core'
import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { greyPixel, PixelPainter } from '../canvas/pixel-painter.js'
import { SIZE } from '../state.js'
import type { TourMap, TourWindow } from './tour-map.js'

/** A square picture with a name, in the image's pixels. */
export function TourPicture({
  name,
  columns = SIZE,
  rows = SIZE,
  colour,
  children,
}: {
  readonly name: string
  readonly columns?: number
  readonly rows?: number
  /** Of pixel i, as a painter takes it. */
  readonly colour: (i: number) => number
  /** SVG over it. */
  readonly children?: ComponentChildren
}) {
  const canvas = useRef<HTMLCanvasElement>(null)
  useLayoutEffect(() => new PixelPainter(canvas.current!).paint(colour))
  return (
    <figure>
      <div class="square map">
        <canvas key={`${columns}×${rows}`} ref={canvas} width={columns} height={rows} />
        <svg class="overlay" viewBox={`0 0 ${SIZE} ${SIZE}`} aria-hidden="true">
          {children}
        </svg>
      </div>
      <figcaption class="hint">{name}</figcaption>
    </figure>
  )
}

/** The image, with a window covered where there is one. */
export function greyOf({ map }: TourMap, window?: TourWindow): (i: number) => number {
  if (!window) return (i) => greyPixel(map.image[i]!)
  const image = Float32Array.from(map.image, (value) => value / 255)
  const { baseline, windowFill } = map
  const covered = coveredImage({ image, baseline, windowFill }, [SIZE, SIZE, 1], map.windows, window.index)
  return (i) => greyPixel(Math.round(255 * Math.max(0, Math.min(1, covered[i]!))))
}

export function WindowFrame({ y0, x0, y1, x1, faint }: TourWindow & { readonly faint?: boolean }) {
  return <rect class={faint ? 'faint window' : 'window'} x={x0} y={y0} width={x1 - x0} height={y1 - y0} />
}
