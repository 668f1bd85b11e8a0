import { coveredImage } from '@umbra/core'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { greyPixel, PixelPainter } from '../../canvas/pixel-painter.js'
import { SIZE } from '../../state.js'
import type { PixelInMap } from './selected-pixel.js'

/** The image as the network saw it under the window. */
export function CoveredImage({ explained, window }: PixelInMap) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const { y0, x0, y1, x1 } = window
  const { baseline, windowFill, windows } = explained
  useLayoutEffect(() => {
    const image = Float32Array.from(explained.image, (value) => value / 255)
    const covered = coveredImage({ image, baseline, windowFill }, [SIZE, SIZE, 1], windows, window.index)
    new PixelPainter(canvas.current!).paint((i) => greyPixel(byte(covered[i]!)))
  })
  return (
    <div class="square small">
      <canvas
        ref={canvas}
        width={SIZE}
        height={SIZE}
        role="img"
        aria-label="The image with the window covered"
      />
      <svg class="overlay" viewBox={`0 0 ${SIZE} ${SIZE}`} aria-hidden="true">
        <rect class="window" x={x0} y={y0} width={x1 - x0} height={y1 - y0} />
      </svg>
    </div>
  )
}

/** A grey level of 0 … 1, and of what lies beyond, as a byte. */
function byte(value: number): number {
  return Math.round(255 * Math.max(0, Math.min(1, value)))
}
