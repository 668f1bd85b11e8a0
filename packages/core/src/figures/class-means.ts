import { colourBar } from './colour-bar.js'
import { MUTED, sensitivityScale } from './palette.js'
import type { ScalarRaster } from './raster.js'
import { bandNames, type DrawnRegion, imagePanel, mapPanel } from './raster-panel.js'
import { figure, HEADING_HEIGHT, MARGIN, text, translate } from './svg.js'
import { rangeText } from './ticks.js'

/** Classes' mean maps and mean images. */
export interface ClassMeans {
  readonly classes: readonly {
    readonly name: string
    readonly map: ScalarRaster
    readonly image: ScalarRaster
  }[]
  readonly regions: readonly DrawnRegion[]
  /** `MNIST test · 200 images of each class · window 4×4, …` */
  readonly setting: string
  /** The score, in words. */
  readonly score: string
}

const WIDTH = 920
const GAP = 10
const ROW_LABEL = 44
const BAND_NAMES = 56
const IN_A_ROW = 5

/** Of every class the mean map, on one zero-centred scale, and the mean image under it. */
export function classMeansFigure({ classes, regions, setting, score }: ClassMeans): string {
  const scale = sensitivityScale(...classes.map(({ map }) => map.data))
  const { width, height } = classes[0]!.map
  const columns = Math.min(IN_A_ROW, classes.length)
  const left = MARGIN + ROW_LABEL
  const room = (WIDTH - left - MARGIN - BAND_NAMES - (columns - 1) * GAP) / columns
  const cell = Math.min(6, room / width)
  const [panelWidth, panelHeight] = [width * cell, height * cell]
  const step = 2 * panelHeight + GAP + 30
  const top = HEADING_HEIGHT + 30
  const lines = Math.ceil(classes.length / columns)
  const barTop = top + lines * step + 10
  const right = (columns - 1) * (panelWidth + GAP) + panelWidth
  return figure(
    {
      width: WIDTH,
      height: barTop + 58,
      title: 'Where the network looks, class by class',
      subtitle: `${setting} · one scale for all maps · thin line: mean ink at half its maximum`,
      description: `Mean occlusion maps and mean images of ${classes.map(({ name }) => name).join(', ')}, ${rangeText(scale.limit)}.`,
    },
    ...classes.map(({ name, map, image }, k) => {
      const [line, column] = [Math.floor(k / columns), k % columns]
      return translate(
        left + column * (panelWidth + GAP),
        top + line * step,
        text(0, -8, name, { 'font-size': 13, 'font-weight': 'bold' }),
        mapPanel(map, scale, cell, { bands: regions, ink: image }),
        translate(0, panelHeight + GAP, imagePanel(image.data, map, cell, regions)),
      )
    }),
    ...Array.from({ length: lines }, (_, line) =>
      translate(
        0,
        top + line * step,
        ...['map', 'image'].map((what, i) =>
          text(MARGIN, i * (panelHeight + GAP) + panelHeight / 2 + 4, what, { fill: MUTED }),
        ),
        bandNames(regions, cell, left + right + 7),
      ),
    ),
    translate(
      left,
      barTop,
      colourBar(scale, Math.min(right, 420), {
        quantity: `Drop of the ${score} when a pixel’s windows are covered`,
        negative: 'opposed the class',
        positive: 'supported the class',
      }),
    ),
  )
}
