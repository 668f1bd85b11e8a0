import { bands, explanationFigure, formatPercent, npy, sensitivity, sizeText } from '@umbra/core'
import type { Explained } from '../actions/explain.js'
import type { OutputFile } from './output-folder.js'
import { svgToPng } from './svg-to-png.js'

/** What is kept of one explained image: the figure twice, the map for NumPy, and the JSON document. */
export async function explanationFiles(explained: Explained): Promise<OutputFile[]> {
  const svg = figureOf(explained)
  const toPng = await svgToPng()
  return [
    { name: 'figure.svg', bytes: svg },
    { name: 'figure.png', bytes: toPng(svg) },
    { name: 'map.npy', bytes: npy(explained.fullMap) },
    { name: 'explanation.json', bytes: `${JSON.stringify(explained.document, null, 2)}\n` },
  ]
}

function figureOf({ document, image, map, name, probability }: Explained): string {
  const [height, width] = image.shape
  const regions = bands(height, width)
  const values = sensitivity(map, image.data, regions)
  const { prediction, target, score, window, stride, baseline } = document
  return explanationFigure({
    image,
    map: { data: map, shape: [height, width] },
    regions: regions.map((region, r) => ({ ...region, value: values[r]! })),
    title: `What speaks for ${target} in ${name}`,
    subtitle: `predicted ${prediction.class} (${formatPercent(probability)}) · window ${sizeText(window)}, stride ${sizeText(stride)}, baseline ${baseline}`,
    className: String(target),
    score: typeof score === 'string' ? score : 'margin',
  })
}
