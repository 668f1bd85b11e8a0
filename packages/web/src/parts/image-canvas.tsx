import type { ReadonlySignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { imagePixels } from '../canvas/image-pixels.js'
import { PixelPainter } from '../canvas/pixel-painter.js'
import { useSignalLayoutEffect } from './use-signal-layout-effect.js'

interface Image {
  /** float32 [H, W, C] in 0 … 1. */
  readonly image: Float32Array
  readonly shape: readonly [height: number, width: number, channels: number]
}

/** An image as a network sees it, painted as it changes, without rendering; of another size, it is to be another canvas. */
export function ImageCanvas({
  of,
  label,
}: {
  readonly of: ReadonlySignal<Image | undefined>
  readonly label: string
}) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const painter = useRef<PixelPainter>()
  useSignalLayoutEffect(() => {
    const [now, own] = [of.value, canvas.current!]
    if (!now || now.shape[0] !== own.height || now.shape[1] !== own.width) return
    painter.current ??= new PixelPainter(own)
    painter.current.paint(imagePixels(now.image, now.shape[2]))
  })
  const [height, width] = of.value!.shape
  return <canvas ref={canvas} width={width} height={height} role="img" aria-label={label} />
}
