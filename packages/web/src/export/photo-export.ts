import {
  bands,
  csv,
  explanationFigure,
  npy,
  outputReader,
  predictionOf,
  predictionText,
  type Score,
  sensitivity,
} from '@umbra/core'
import { readOption } from '@umbra/core/notation'
import { client, model } from '../live-map.js'
import { classText, type ExplainedPhoto } from '../photo/photo.js'
import { SEEN_FILE } from '../photo/photo-command.js'
import { imagePng } from './image-png.js'
import { provenanceOf } from './provenance-of.js'
import { svgToPng } from './svg-to-png.js'

export type PhotoFormat = 'png' | 'svg' | 'csv' | 'json' | 'npy' | 'image'

/** An explained picture as a file. @param name - of the picture */
export async function exportPhoto(
  format: PhotoFormat,
  whole: ExplainedPhoto,
  name: string,
): Promise<{ readonly name: string; readonly content: BlobPart }> {
  const { map, seen } = whole
  const [height, width] = seen.shape
  switch (format) {
    case 'png':
      return { name: 'map.png', content: await svgToPng(figureOf(whole, name)) }
    case 'svg':
      return { name: 'map.svg', content: figureOf(whole, name) }
    case 'csv': {
      const rows = Array.from(map, (value, i) => [Math.floor(i / width), i % width, value])
      return { name: 'map.csv', content: csv(['row', 'column', 'value'], rows) }
    }
    case 'json':
      return {
        name: 'explanation.json',
        content: await documentOf(whole, name),
      }
    case 'npy':
      return { name: 'map.npy', content: npy({ data: map, shape: [height, width] }) as BlobPart }
    case 'image':
      return { name: SEEN_FILE, content: await imagePng(seen.image, seen.shape) }
  }
}

function figureOf(
  { map, seen, base, head, target, window, stride, baselineName, options }: ExplainedPhoto,
  name: string,
) {
  const [height, width] = seen.shape
  const regions = bands(height, width)
  const values = sensitivity(map, seen.image, regions)
  const said = predictionText(predictionOf(outputReader(head, base.length), base), classText)
  return explanationFigure({
    image: { data: seen.image, shape: seen.shape },
    map: { data: map, shape: [height, width] },
    regions: regions.map((region, r) => ({ ...region, value: values[r]! })),
    title: `What speaks for ${classText(target)} in ${name}`,
    subtitle: `${said} · window ${window.join('×')}, stride ${stride.join('×')}, baseline ${baselineName}`,
    className: classText(target),
    score: options.score ?? 'logit',
  })
}

/** What `umbra explain --json` prints, with the image in it. */
async function documentOf(whole: ExplainedPhoto, name: string) {
  const { map, seen, base, head, target, engine, milliseconds, baselineName, baselineOrigin } = whole
  const [height, width] = seen.shape
  const opened = model.peek()!
  const explanation = {
    ...{ maps: { data: map, shape: [1, height, width] }, head, engine, target: [target], grid: whole },
    base: { data: base, shape: [1, base.length] as const },
    baseline: baselineName,
    ...(baselineOrigin && { baselineOrigin }),
  }
  const provenance = await provenanceOf(whole, seen.image)
  const context = {
    score: readOption('score', whole.options.score ?? 'logit') as Score,
    ...(opened.classNames && { classNames: opened.classNames }),
    ...{ milliseconds, pixels: seen.image, ...(provenance && { provenance }) },
    image: { name, steps: [...seen.steps], preprocessing: opened.preprocessing },
  }
  const png = await imagePng(seen.image, seen.shape)
  return client.call('document', { explanation, context, png })
}
