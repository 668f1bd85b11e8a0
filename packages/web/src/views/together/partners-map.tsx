import { computed } from '@preact/signals'
import { outlineOfPixels } from '@umbra/core'
import { useRef } from 'preact/hooks'
import { colourPixel, PixelPainter } from '../../canvas/pixel-painter.js'
import { pixelUnder } from '../../drawing/pixel-under.js'
import { ARROW_STEPS } from '../../parts/arrow-steps.js'
import { ColourBar } from '../../parts/colour-bar.js'
import { ImageCanvas } from '../../parts/image-canvas.js'
import { useSignalLayoutEffect } from '../../parts/use-signal-layout-effect.js'
import { chosen, known, limit, patch, scale } from '../../together/together.js'

/** Steps of the scale's colours on each side of zero. */
const STEPS = 127

const image = computed(() => known.value?.of)

/** The partners of one patch over the image; point at another, or go there by arrow keys. */
export function PartnersMap() {
  const { of, interactions } = known.value!
  const [height, width] = of.shape
  const { path } = outlineOfPixels(interactions.players[patch.value]!.pixels, width, height)
  const colours = Uint32Array.from({ length: 2 * STEPS + 1 }, (_, i) =>
    colourPixel(scale.value.colour(((i - STEPS) / STEPS) * (limit.value || 1))),
  )
  return (
    <div>
      <div class="square photo-map" style={{ aspectRatio: `${width} / ${height}` }}>
        <ImageCanvas key={`ground ${width}×${height}`} of={image} label="The image" />
        <Partners key={`partners ${width}×${height}`} />
        <svg class="overlay" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
          <path class="photo-window under" d={path} />
          <path class="photo-window" d={path} />
        </svg>
      </div>
      <ColourBar
        key={limit.value}
        limit={limit.value}
        colours={colours}
        sides={['synergistic', 'redundant']}
      />
    </div>
  )
}

function Partners() {
  const canvas = useRef<HTMLCanvasElement>(null)
  useSignalLayoutEffect(() => {
    const own = canvas.current!
    const { of, interactions } = known.value ?? {}
    if (!of || of.shape[0] !== own.height || of.shape[1] !== own.width) return
    const row = interactions!.pairs!.interactions[patch.value]!
    const players = playerAt(interactions!.players, own.width * own.height)
    new PixelPainter(own).paint((i) => {
      const value = players[i]! < 0 ? 0 : row[players[i]!]!
      const share = Math.min(1, Math.abs(value) / (limit.value || 1))
      const alpha = Math.round(255 * 0.92 * Math.sqrt(share))
      return ((colourPixel(scale.value.colour(value)) & 0xffffff) | (alpha << 24)) >>> 0
    })
  })
  const { of, interactions } = known.value!
  const [height, width] = of.shape
  const choose = (event: PointerEvent) => {
    const { y, x } = pixelUnder(event, [height, width])
    const at = playerAt(interactions.players, height * width)[y * width + x] ?? -1
    if (at >= 0 && at !== chosen.peek()) chosen.value = at
  }
  return (
    // biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: keys move from patch to patch
    <canvas
      ref={canvas}
      class="overlay-map"
      width={width}
      height={height}
      data-testid="partners-map"
      role="application"
      aria-label="Partners of one patch; arrow keys go from patch to patch"
      tabIndex={0}
      onPointerMove={(event) => event.pointerType === 'mouse' && choose(event)}
      onPointerDown={choose}
      onKeyDown={(event) =>
        walk(
          event,
          interactions.players.map(({ name }) => name),
        )
      }
    />
  )
}

/** Which patch each pixel is of; −1 for none. */
function playerAt(players: readonly { readonly pixels: readonly number[] }[], pixels: number): Int16Array {
  const at = new Int16Array(pixels).fill(-1)
  for (const [p, player] of players.entries()) for (const pixel of player.pixels) at[pixel] = p
  return at
}

/** @param names - of the patches: `r1 c1` and on */
function walk(event: KeyboardEvent, names: readonly string[]): void {
  const step = ARROW_STEPS[event.key]
  if (!step) return
  event.preventDefault()
  const [row, column] = names[patch.peek()]!.match(/\d+/g)!.map(Number)
  const next = names.indexOf(`r${row! + step[0]} c${column! + step[1]}`)
  if (next >= 0) chosen.value = next
}
