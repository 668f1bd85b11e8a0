import { coveredImage, formatNumber, outputReader, predictionOf, predictionText } from '@umbra/core'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { imagePixels } from '../../canvas/image-pixels.js'
import { PixelPainter } from '../../canvas/pixel-painter.js'
import { Fact } from '../../parts/fact.js'
import { percentText } from '../../parts/percent-text.js'
import { StackedTable } from '../../parts/stacked-table.js'
import { lookedAt, pointed } from '../../photo/map-on-show.js'
import { classText } from '../../photo/photo.js'
import { topClasses } from './photo-classes.js'

type Looked = NonNullable<typeof lookedAt.value>

/** One window: the picture with it covered, and what the network says then. */
export function WindowDetail() {
  const looked = lookedAt.value
  if (!looked) return <p class="muted">Once the map is whole, point at it to see one window covered.</p>
  return (
    <>
      <p class="hint">
        {pointed.value
          ? 'Of the windows that cover the pixel, the one centred nearest it.'
          : 'The pixel of the largest drop. Point at the map, tap it, or walk over it with the arrow keys, for another.'}
      </p>
      <div class="detail photo-detail" data-testid="photo-detail">
        <Covered {...looked} />
        <Facts {...looked} />
        <ScoreTable {...looked} />
      </div>
    </>
  )
}

function Covered({ whole, window }: Looked) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const { image, shape } = whole.seen
  useLayoutEffect(() => {
    const { baseline, windowFill, windows } = whole
    const covered = coveredImage({ image, baseline, windowFill }, shape, windows, window.index)
    new PixelPainter(canvas.current!).paint(imagePixels(covered, shape[2]))
  })
  const [height, width] = shape
  return (
    <div class="square small" style={{ aspectRatio: `${width} / ${height}` }}>
      <canvas
        ref={canvas}
        width={width}
        height={height}
        role="img"
        aria-label="The picture with the window covered"
      />
    </div>
  )
}

function Facts({ whole, pixel, window: { index, y0, x0, y1, x1 } }: Looked) {
  const { base, covered, head, map, seen, baselineName } = whole
  const reader = outputReader(head, base.length)
  return (
    <dl class="facts">
      <Fact name="Pixel">
        row {pixel.y}, column {pixel.x}
      </Fact>
      <Fact name="Its value on the map">
        <span data-testid="photo-value">{formatNumber(map[pixel.y * seen.shape[1] + pixel.x]!)}</span>
      </Fact>
      <Fact name="Window covered">
        rows {y0}–{y1 - 1}, columns {x0}–{x1 - 1}, baseline {baselineName}
      </Fact>
      <Fact name="Then">{predictionText(predictionOf(reader, covered, index * base.length), classText)}</Fact>
    </dl>
  )
}

/** The classes listed, with the picture as it is and with the window covered. */
function ScoreTable({ whole, window }: Looked) {
  const { base, covered, head, target } = whole
  const reader = outputReader(head, base.length)
  const at = window.index * base.length
  const logit = reader.score('logit')
  const [before, after] = [reader.probabilities(base, 0), reader.probabilities(covered, at)]
  const name = head.kind === 'scores' ? 'score' : 'logit'
  const rows = topClasses.value.includes(target) ? topClasses.value : [...topClasses.value, target]
  const columns = [name, 'covered', 'drop', ...(before ? ['probability', 'covered'] : [])]
  return (
    <StackedTable
      class="logits"
      label="Scores with the window covered"
      corner="class"
      columns={columns.map((label) => ({ label }))}
      rows={rows.map((k) => ({
        name: classText(k),
        marked: k === target,
        cells: [
          formatNumber(logit(base, 0, k)),
          formatNumber(logit(covered, at, k)),
          formatNumber(logit(base, 0, k) - logit(covered, at, k)),
          ...(before && after ? [percentText(before[k]!), percentText(after[k]!)] : []),
        ],
      }))}
    />
  )
}
