import {
  bands,
  csv,
  explanationDocument,
  explanationFigure,
  npy,
  outputReader,
  type Prediction,
  predictionOf,
  predictionText,
  type Score,
  sensitivity,
} from '@umbra/core'
import { readOption } from '@umbra/core/notation'
import { DIGIT_FILE, DRAWING_FILE } from '../command.js'
import { PAD_SIZE, type Pad } from '../drawing/pad.js'
import type { ShownMap } from '../live-map.js'
import { pngFile } from './png-file.js'
import { provenanceOf } from './provenance-of.js'
import { svgToPng } from './svg-to-png.js'

const SIZE = 28

export const formats = ['png', 'svg', 'csv', 'json', 'npy', 'drawing', 'digit'] as const
export type Format = (typeof formats)[number]

/** An explained image as a file. */
export async function exportExplanation(
  format: Format,
  { shown, pad }: { readonly shown: ShownMap; readonly pad: Pad },
  name: string,
): Promise<{ readonly name: string; readonly content: BlobPart }> {
  switch (format) {
    case 'png':
      return { name: 'map.png', content: await svgToPng(figureOf(shown, name)) }
    case 'svg':
      return { name: 'map.svg', content: figureOf(shown, name) }
    case 'csv':
      return { name: 'map.csv', content: csvOf(shown) }
    case 'json':
      return {
        name: 'explanation.json',
        content: `${JSON.stringify(await documentOf(shown, name), null, 2)}\n`,
      }
    case 'npy':
      return { name: 'map.npy', content: npy({ data: shown.map, shape: [SIZE, SIZE] }) as BlobPart }
    case 'drawing':
      return { name: DRAWING_FILE, content: await pngFile(pad.pixels, [PAD_SIZE, PAD_SIZE, 1]) }
    case 'digit':
      return { name: DIGIT_FILE, content: await pngFile(shown.image, [SIZE, SIZE, 1]) }
  }
}

function figureOf(shown: ShownMap, name: string): string {
  const { map, target, options } = shown
  const image = Float32Array.from(shown.image, (value) => value / 255)
  const regions = bands(SIZE, SIZE)
  const values = sensitivity(map, image, regions)
  const [window, stride] = [shown.window, shown.stride].map((size) => size.join('×'))
  return explanationFigure({
    image: { data: image, shape: [SIZE, SIZE, 1] },
    map: { data: map, shape: [SIZE, SIZE] },
    regions: regions.map((region, r) => ({ ...region, value: values[r]! })),
    title: `What speaks for ${target} in ${name}`,
    subtitle: `${predictionText(prediction(shown))} · window ${window}, stride ${stride}, baseline ${shown.baselineName}`,
    className: String(target),
    score: options.score ?? 'logit',
  })
}

function prediction({ head, base }: ShownMap): Prediction {
  return predictionOf(outputReader(head, base.length), base)
}

function csvOf({ map }: ShownMap): string {
  const rows = Array.from(map, (value, i) => [Math.floor(i / SIZE), i % SIZE, value])
  return csv(['row', 'column', 'value'], rows)
}

/** What `umbra explain --json` prints, with the image in it. */
async function documentOf(shown: ShownMap, name: string) {
  const { map, base, target, options, baselineName, baselineOrigin, milliseconds } = shown
  const explanation = {
    ...{ head: shown.head, engine: shown.engine, target: [target], grid: shown, baseline: baselineName },
    maps: { data: map, shape: [1, SIZE, SIZE] },
    base: { data: base, shape: [1, base.length] as const },
    ...(baselineOrigin && { baselineOrigin }),
  }
  const pixels = Float32Array.from(shown.image, (value) => value / 255)
  const png = await pngFile(shown.image, [SIZE, SIZE, 1])
  const provenance = await provenanceOf(shown, pixels)
  return explanationDocument(explanation, {
    score: readOption('score', options.score ?? 'logit') as Score,
    ...{ milliseconds, pixels, ...(provenance && { provenance }) },
    image: { name, steps: [], png: btoa(String.fromCharCode(...png)) },
  })
}
