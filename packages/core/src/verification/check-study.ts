import type { Explainer } from '../attribution/explainer.js'
import { selectImages } from '../dataset/index.js'
import { InputError } from '../errors.js'
import type { StudyConfig } from '../mapping/config.js'
import { AT_ONCE } from '../mapping/map-part.js'
import { computeMaps } from '../mapping/maps-unit.js'
import { sensitivityRows } from '../mapping/sensitivity-rows.js'
import { regionsOf } from '../regions/index.js'
import { parseStudyArrays, sampleRows } from '../study/parse-study-data.js'
import { sampleRow } from '../study/samples-csv.js'
import { runsOf } from '../units/images-at-once.js'
import type { Task } from '../work/progress.js'
import { type Checked, compareNumbers, Differences, numbersText } from './difference.js'
import { drawPart, type Part } from './draw-part.js'
import { sameExponential } from './same-exponential.js'

/** As much of a study as its maps are computed again from: its configuration and two of its files. */
export interface WrittenStudy {
  readonly config: Pick<StudyConfig, 'window' | 'stride' | 'score' | 'baseline' | 'normalisation' | 'regions'>
  /** What the data are called. */
  readonly dataName: string
  /** maps.npz, and samples.csv as text. */
  readonly maps: Uint8Array
  readonly samples: string
}

/** How images are computed again and compared. */
export interface Checking extends Part {
  /** What may differ, of the largest magnitude of a map; 0 for no bit. Rows of samples.csv are then not compared. */
  readonly tolerance?: number
}

/**
 * Computes images of a study again, and compares their maps with maps.npz and their rows with samples.csv, bit for bit.
 *
 * @param baseline - the configuration's own, with what it takes of the data
 * @param dataset - float32 [N, H, W, C], the images the study was drawn from, where they are at hand: those in maps.npz must be these
 * @throws InputError VERIFY_FORMAT for files that are no study's; `signal.reason` when aborted
 */
export async function checkStudy(
  written: WrittenStudy,
  explainer: Explainer,
  { baseline, dataset }: { readonly baseline: StudyConfig['baseline']; readonly dataset?: Images },
  checking: Checking,
  { signal, onProgress }: Task = {},
): Promise<Checked> {
  const { config, dataName } = written
  const study = readStudy(written, explainer)
  const [height, width, channels] = explainer.inputShape
  const [pixels, size] = [height * width, height * width * channels]
  const regions = regionsOf(config.regions, height, width)
  const places = drawPart(study.n, checking)
  const found = new Differences()
  const { tolerance = 0 } = checking
  for (const [from, to] of runsOf(places.length, AT_ONCE)) {
    signal?.throwIfAborted()
    onProgress?.({ stage: 'computing maps again', done: from, total: places.length, unit: 'images' })
    const chosen = places.slice(from, to)
    const images = selectImages(study.images, chosen)
    const labels = chosen.map((place) => study.labels[place]!)
    const nameOf = (i: number) => `image ${study.indices[chosen[i]!]} of ${dataName}`
    const options = { ...config, baseline }
    const maps = await computeMaps(explainer, images, { options, targets: labels }, { signal, nameOf })
    const scores = await explainer.predict(images, { signal, nameOf })
    const rows = sensitivityRows(maps, images, regions, config.normalisation)
    chosen.forEach((place, i) => {
      const own = images.data.subarray(i * size, (i + 1) * size)
      const index = study.indices[place]!
      if (dataset && !isImage(dataset, index, own))
        found.add({ file: 'maps.npz', where: nameOf(i), what: 'its image is not that of the data' })
      const map = maps.subarray(i * pixels, (i + 1) * pixels)
      const { differing, largest } = compareNumbers(
        study.maps.subarray(place * pixels, (place + 1) * pixels),
        map,
        tolerance,
      )
      found.far(largest)
      if (differing > 0) {
        const what = numbersText(differing, pixels, largest)
        found.add({ file: 'maps.npz', where: `the map of ${nameOf(i)}`, what }, largest)
      }
      if (tolerance > 0) return
      const row = rowOf(explainer, scores, i, { index, label: labels[i]!, values: rows[i]! })
      if (!isRow(study.rows[place]!, row)) {
        const what = `it reads ${study.rows[place]}, computed ${row}`
        found.add({ file: 'samples.csv', where: `the row of ${nameOf(i)}`, what })
      }
    })
  }
  onProgress?.({ stage: 'computing maps again', done: places.length, total: places.length, unit: 'images' })
  return found.of(places.length, study.n)
}

type Images = Parameters<typeof selectImages>[0]

function readStudy({ maps: bytes, samples }: WrittenStudy, { inputShape }: Explainer) {
  const { images, maps, labels, indices } = parseStudyArrays(bytes)
  const [n, ...shape] = images.shape
  if (shape.join() !== inputShape.join()) {
    const sizes = `its images are ${shape.join('×')}, expected ${inputShape.join('×')}`
    throw new InputError('VERIFY_FORMAT', `maps.npz is not of a study under this model: ${sizes}`)
  }
  return { n, rows: sampleRows(samples, n), images, maps: maps.data, labels, indices }
}

function isImage({ data, shape }: Images, index: number, image: Float32Array): boolean {
  if (index < 0 || index >= shape[0]) return false
  const from = index * image.length
  return image.every((value, p) => Object.is(value, data[from + p]))
}

/** As samples.csv has it. */
function rowOf(
  { reader }: Explainer,
  scores: Float32Array,
  i: number,
  { index, label, values }: { readonly index: number; readonly label: number; readonly values: Float64Array },
): string {
  const at = i * reader.outputs
  const probability = reader.probabilities(scores, at)?.[label] ?? Number.NaN
  const [overall, ...regions] = values
  return sampleRow({
    index,
    label,
    predicted: reader.predicted(scores, at),
    probability,
    overall: overall!,
    regions,
  })
}

/** Where the probability stands in a row. */
const PROBABILITY = 3

/** Whether a row reads as the one computed, its probability but for the last bits of exponentials. */
function isRow(written: string, computed: string): boolean {
  const [then, now] = [written, computed].map((row) => row.split(','))
  const isSame = (field: string, i: number) =>
    field === now![i] ||
    (i === PROBABILITY && field !== '' && now![i] !== '' && sameExponential(Number(field), Number(now![i])))
  return then!.length === now!.length && then!.every(isSame)
}
