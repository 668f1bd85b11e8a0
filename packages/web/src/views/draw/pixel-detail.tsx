import { formatNumber, formatPercent, outputReader, predictionOf, predictionText } from '@umbra/core'
import { Fact } from '../../parts/fact.js'
import { SIZE } from '../../state.js'
import { CoveredImage } from './covered-image.js'
import { LogitTable } from './logit-table.js'
import { type PixelInMap, pixelLookedAt, selected } from './selected-pixel.js'

/** What one pixel of the map is made from: its value, a window that covers it, and what the network says then. */
export function PixelDetail() {
  const looked = pixelLookedAt.value
  if (!looked) return <p class="muted">Draw, then point at the map to see one window covered.</p>
  return (
    <>
      <p class="hint">
        {selected.value
          ? 'Of the windows that cover the pixel, the one centred nearest it.'
          : 'The pixel of the largest drop. Point at the map, or walk over it with the arrow keys, for another.'}
      </p>
      <div class="detail" data-testid="detail">
        <CoveredImage {...looked} />
        <Facts {...looked} />
        <LogitTable {...looked} />
      </div>
    </>
  )
}

function Facts({ explained, pixel, window }: PixelInMap) {
  const { target, base, covered, map, baselineName, head } = explained
  const reader = outputReader(head, base.length)
  const at = window.index * base.length
  const [before, after] = [reader.probabilities(base, 0), reader.probabilities(covered, at)]
  return (
    <dl class="facts">
      <Fact name="Pixel">
        row {pixel.y}, column {pixel.x}
      </Fact>
      <Fact name="Its value on the map">
        <span data-testid="pixel-value">{formatNumber(map[pixel.y * SIZE + pixel.x]!)}</span>
      </Fact>
      <Fact name="Window covered">
        rows {window.y0}–{window.y1 - 1}, columns {window.x0}–{window.x1 - 1}, baseline {baselineName}
      </Fact>
      {before && after && (
        <Fact name={`Probability of ${target}`}>
          {formatPercent(before[target]!)} → {formatPercent(after[target]!)}
        </Fact>
      )}
      <Fact name="Then">{predictionText(predictionOf(reader, covered, at))}</Fact>
    </dl>
  )
}
