import { useLayoutEffect, useRef } from 'preact/hooks'
import { PixelPainter } from '../canvas/pixel-painter.js'

interface Props {
  /** Both ends of the scale; 0 where there is none yet. */
  readonly limit: number
  /** From the lowest to the highest. */
  readonly colours: Uint32Array
  /** What the numbers are: `logit`. */
  readonly unit?: string
  /** What the sides mean. */
  readonly sides?: readonly [below: string, above: string]
}

/** A signed scale, with what its sides mean. */
export function ColourBar({ limit, colours, unit, sides: [below, above] = ['opposed', 'supported'] }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null)
  useLayoutEffect(() => new PixelPainter(canvas.current!).paint((x) => colours[x]!), [])
  return (
    <div class="colour-bar">
      <canvas ref={canvas} width={colours.length} height={1} />
      <span class="figure low">{limit === 0 ? '' : `−${limit}`}</span>
      <span class="figure zero">0</span>
      <span class="figure high right">{limit === 0 ? '' : `+${limit}`}</span>
      <span class="hint opposed">
        <span class="arrow">← </span>
        {below}
      </span>
      {unit && <span class="hint middle">{unit}</span>}
      <span class="hint supported right">
        {above}
        <span class="arrow"> →</span>
      </span>
    </div>
  )
}
