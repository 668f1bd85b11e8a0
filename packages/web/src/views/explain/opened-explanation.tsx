import { useSignal } from '@preact/signals'
import {
  type ExplanationDocument,
  formatNumber,
  limitOf,
  predictionText,
  sumOfChannelShares,
} from '@umbra/core'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { MAP_COLOURS, mapColour } from '../../canvas/map-colours.js'
import { PixelPainter } from '../../canvas/pixel-painter.js'
import { openedExplanations } from '../../opened-explanation.js'
import { ColourBar } from '../../parts/colour-bar.js'
import { Fact } from '../../parts/fact.js'

/** What explanation.json holds: its map, over the image where that is in it, and what was said of it. */
export function OpenedExplanation() {
  const chosen = useSignal(0)
  const all = openedExplanations.value
  const one = all[chosen.value] ?? all[0]!
  return (
    <section class="opened" aria-labelledby="opened-title" data-testid="opened-explanation">
      <h2 id="opened-title">{one.image?.name ?? 'An explanation'}, as it was explained</h2>
      {all.length > 1 && (
        <label class="named-select">
          <span>Image</span>
          <select
            value={String(chosen.value)}
            onChange={({ currentTarget }) => {
              chosen.value = Number(currentTarget.value)
            }}
          >
            {all.map(({ image }, i) => (
              <option key={i} value={i}>
                {image?.name ?? `image ${i + 1}`}
              </option>
            ))}
          </select>
        </label>
      )}
      <div class="opened-parts">
        <OpenedMap key={chosen.value} document={one} />
        <Said document={one} />
      </div>
      <button
        type="button"
        onClick={() => {
          openedExplanations.value = []
        }}
      >
        Close
      </button>
    </section>
  )
}

function OpenedMap({ document }: { readonly document: ExplanationDocument }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const map = flatMap(document)
  const [height, width] = [document.map.length, document.map[0]!.length]
  const limit = limitOf([map])
  const png = document.image?.png
  useLayoutEffect(() => {
    new PixelPainter(canvas.current!).paint((i) => {
      const colour = mapColour(map[i]!, limit)
      return png ? ((colour & 0xffffff) | (190 << 24)) >>> 0 : colour
    })
  })
  const name = classOf(document, document.target)
  return (
    <div>
      <div class="square map" style={{ aspectRatio: `${width} / ${height}` }}>
        {png && <img class="under-map" src={`data:image/png;base64,${png}`} alt="What the network saw" />}
        <canvas
          ref={canvas}
          class={png ? 'overlay-map' : ''}
          width={width}
          height={height}
          role="img"
          aria-label={`Occlusion map of ${name}, from −${limit} to ${limit}`}
        />
      </div>
      <ColourBar limit={limit} colours={MAP_COLOURS} unit={scoreOf(document)} />
      <p class="hint">
        Mean drop of the {scoreOf(document)} of <strong>{name}</strong> over the windows that cover a pixel.
      </p>
    </div>
  )
}

function Said({ document }: { readonly document: ExplanationDocument }) {
  const { prediction, window, stride, baseline, regions, engine, image } = document
  const facts: readonly (readonly [string, string])[] = [
    ['Prediction', predictionText(predictionIn(document), (k) => classOf(document, k))],
    ['Windows', `${window.join('×')} pixels, ${stride.join('×')} apart, baseline ${baseline}`],
    ...(image && image.steps.length > 0 ? [['Picture', image.steps.join(', ')] as const] : []),
    ...(image?.preprocessing ? [['Each pixel x enters as', image.preprocessing] as const] : []),
    [
      'Mean of the map',
      Object.entries(regions)
        .map(([name, value]) => `${name} ${value === null ? '–' : formatNumber(value)}`)
        .join(', '),
    ],
    ['Engine', `${engine.name}, ${engine.variant}`],
    ['Scores', `${prediction.scores.length} in the file`],
  ]
  return (
    <dl class="facts">
      {facts.map(([name, text]) => (
        <Fact key={name} name={name}>
          {text}
        </Fact>
      ))}
    </dl>
  )
}

function predictionIn({ prediction }: ExplanationDocument) {
  const { probabilities, labels, scores } = prediction
  return {
    ...{ class: prediction.class, scores },
    ...(probabilities && { probabilities }),
    ...(labels && { labels }),
  }
}

function classOf({ classNames, prediction }: ExplanationDocument, k: number): string {
  return classNames?.[k] ?? (k === prediction.class ? prediction.name : undefined) ?? String(k)
}

function scoreOf({ score, head }: ExplanationDocument): string {
  if (typeof score !== 'string') return `margin against ${score.against}`
  return head.kind === 'scores' && score === 'logit' ? 'score' : score
}

/** One value a pixel. */
function flatMap({ map }: ExplanationDocument): Float32Array {
  const values = Float32Array.from(map.flat(2))
  const pixels = map.length * map[0]!.length
  return values.length === pixels ? values : sumOfChannelShares(values, new Float32Array(pixels))
}
