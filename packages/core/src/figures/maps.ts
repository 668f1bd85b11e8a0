import { scoreText, settingsText } from '../attribution/occlusion/settings-text.js'
import type { ClassChoice } from '../mapping/config.js'
import type { Study } from '../study/result.js'
import { classLabel, classLabelRoom } from './class-label.js'
import { colourBar } from './colour-bar.js'
import { imageNote, isPicture } from './overlay.js'
import { MUTED, sensitivityScale } from './palette.js'
import { brightnessOf, imageOf, mapOf, meanRaster, type ScalarRaster } from './raster.js'
import { bandNames, cellSize, imagePanel, mapOnImagePanel, mapPanel } from './raster-panel.js'
import { samplesAtQuantiles, samplesOfClass } from './sample-choice.js'
import { figure, HEADING_HEIGHT, MARGIN, text, translate } from './svg.js'
import { rangeText } from './ticks.js'

/** Most of a panel's side: of grey images, whose outlines lie on their maps, and of pictures, which stand beside theirs. */
const PANEL = 168
const PICTURE = 100
/** Between a picture and its map. */
const BESIDE = 4
const GAP = 12
const ROW_GAP = 26

const QUANTILES = [0.1, 0.5, 0.9]
const EXAMPLES = ['10th percentile', 'median', '90th percentile']

/** A map with what is under it, a single image [H, W, C] or the mean of several's ink, and what stands below the panel. */
interface Entry {
  readonly map: ScalarRaster
  readonly under: { readonly image: Float32Array } | { readonly ink: ScalarRaster | undefined }
  readonly note: string
}

/**
 * Mean maps of both classes and example maps on one zero-centred scale. The examples are the images at the 10th,
 * 50th and 90th percentile of whole-map sensitivity in their class; pictures in colours stand beside their maps.
 */
export function mapsFigure(study: Study): string {
  const { classes, config, regions, provenance } = study.result
  const rows = classes.map(({ class: label }) => entriesOf(study, label))
  const scale = sensitivityScale(...rows.flatMap((entries) => entries.map(({ map }) => map.data)))
  const { width, height } = rows[0]![0]!.map
  const channels = study.data.images.shape[3]
  const pictures = isPicture(channels)
  const cell = cellSize({ width, height }, pictures ? PICTURE : PANEL)
  const top = HEADING_HEIGHT + 30
  const label = classLabelRoom(classes.map(({ name }) => name))
  const left = MARGIN + label
  // The means stand apart from the examples.
  const beside = pictures ? width * cell + BESIDE : 0
  const span = beside + width * cell
  const column = (c: number) => (c === 0 ? 0 : width * cell + 2 * GAP + (c - 1) * (span + GAP))
  const rowStep = height * cell + ROW_GAP
  const barTop = top + 2 * rowStep + 22
  const drawEntry = ({ map, under, note }: Entry, c: number) =>
    translate(
      column(c),
      0,
      'image' in under
        ? beside > 0
          ? imagePanel(under.image, map, cell, regions) +
            translate(beside, 0, mapOnImagePanel(map, under.image, scale, cell, regions))
          : mapOnImagePanel(map, under.image, scale, cell, regions)
        : mapPanel(map, scale, cell, { bands: regions, ...(under.ink && { ink: under.ink }) }),
      text(0, height * cell + 14, note, { 'font-size': 10, fill: MUTED }),
    )
  const names = classes.map(({ name }) => name).join(' and ')
  return figure(
    {
      width: left + column(EXAMPLES.length) + span + 72,
      height: barTop + 58,
      title: `Mean and single maps of ${names}`,
      subtitle: `${provenance.data.name} · ${settingsText(config)} · one scale for all panels · ${imageNote(channels)}`,
      description: `Mean occlusion maps of ${names} and maps of the images at the 10th, 50th and 90th percentile of sensitivity, ${rangeText(scale.limit)}.`,
    },
    ...['mean', ...EXAMPLES].map((title, c) =>
      text(left + column(c), top - 10, title, { 'font-weight': 'bold' }),
    ),
    ...rows.map((entries, r) =>
      translate(
        left,
        top + r * rowStep,
        classLabel(classes[r]!.name, r, label, height * cell),
        ...entries.map(drawEntry),
        bandNames(regions, cell, column(entries.length - 1) + span + 7),
      ),
    ),
    translate(
      left,
      barTop,
      colourBar(
        scale,
        column(EXAMPLES.length) + span,
        {
          quantity: `Drop of the ${scoreText(config.score)} when a pixel’s windows are covered`,
          negative: 'opposed the class',
          positive: 'supported the class',
        },
        { overlaid: pictures },
      ),
    ),
  )
}

function entriesOf(study: Study, label: ClassChoice): Entry[] {
  const samples = samplesOfClass(study, label)
  const mean: Entry = {
    map: meanRaster(samples.map(({ position }) => mapOf(study, position))),
    // Of pictures the mean is a blur, whose outline would say nothing.
    under: {
      ink: isPicture(study.data.images.shape[3])
        ? undefined
        : meanRaster(samples.map(({ position }) => brightnessOf(study, position))),
    },
    note: `of ${samples.length} images`,
  }
  const examples = samplesAtQuantiles(study, label, QUANTILES).map(({ sample, position }) => ({
    map: mapOf(study, position),
    under: { image: imageOf(study, position) },
    note: `image ${sample.index}`,
  }))
  return [mean, ...examples]
}
