import { pixelOutline } from '@umbra/core'
import { useRef } from 'preact/hooks'
import { shown } from '../../live-map.js'
import { useSignalLayoutEffect } from '../../parts/use-signal-layout-effect.js'
import { SIZE } from '../../state.js'

/** The outline of the ink on the map, from half its maximum as in the figures, drawn anew with each map, without rendering. */
export function InkOutline() {
  const path = useRef<SVGPathElement>(null)
  useSignalLayoutEffect(() => {
    const image = shown.value?.image
    if (!image) return path.current!.setAttribute('d', '')
    const half = Math.max(1, image.reduce((most, value) => Math.max(most, value), 0) / 2)
    const outline = pixelOutline((x, y) => image[y * SIZE + x]! >= half, SIZE, SIZE)
    path.current!.setAttribute('d', outline.path)
  })
  return <path ref={path} class="ink-outline" />
}
