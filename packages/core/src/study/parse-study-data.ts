import { openNpz } from '../arrays/index.js'
import { InputError } from '../errors.js'
import type { StudyData, StudySample } from './result.js'

/** A study's maps.npz. */
export interface StudyArrays extends Pick<StudyData, 'maps' | 'images'> {
  /** int32 [N], each image's class and its place in the data. */
  readonly labels: Int32Array
  readonly indices: Int32Array
}

/**
 * Reads a study's maps.npz.
 *
 * @throws InputError VERIFY_FORMAT where it is none, and all that reading an archive throws
 */
export function parseStudyArrays(bytes: Uint8Array): StudyArrays {
  const archive = openNpz(bytes, 'maps.npz')
  const { shape } = archive.header('images')
  const [n = 0, height = 0, width = 0] = shape
  if (shape.length !== 4 || n < 1) throw misfit(`images is ${shape.join('×')}, expected N×H×W×C`)
  const floats = (name: string, expected: readonly number[]) => {
    const array = archive.array(name)
    if (array.data instanceof Float32Array && array.shape.join() === expected.join()) return array.data
    throw misfit(`${name} is ${array.shape.join('×')}, expected float32 ${expected.join('×')}`)
  }
  const places = (name: string) => {
    const array = archive.array(name)
    if (array.data instanceof Int32Array && array.shape.join() === String(n)) return array.data
    throw misfit(`${name} is no list of ${n} whole numbers`)
  }
  return {
    images: { data: floats('images', shape), shape: shape as unknown as StudyData['images']['shape'] },
    maps: { data: floats('maps', [n, height, width]), shape: [n, height, width] },
    labels: places('labels'),
    indices: places('indices'),
  }
}

/** The rows of a study's samples.csv, without its header. @param n - how many images it is of @throws InputError VERIFY_FORMAT */
export function sampleRows(csv: string, n: number): string[] {
  const rows = csv.split('\n').slice(-n - 1, -1)
  if (rows.length === n) return rows
  throw new InputError('VERIFY_FORMAT', 'samples.csv has fewer rows than maps.npz has maps')
}

/**
 * What a study computed on the way, read from two of its files: as much as figures are drawn of.
 *
 * @param files.maps - maps.npz
 * @param files.samples - samples.csv
 * @param regions - how many the result has
 * @throws InputError VERIFY_FORMAT, and all that reading an archive throws
 */
export function parseStudyData(
  files: { readonly maps: Uint8Array; readonly samples: string },
  regions: number,
): StudyData {
  const { images, maps, labels, indices } = parseStudyArrays(files.maps)
  const rows = sampleRows(files.samples, labels.length)
  const samples = rows.map((row, i) => {
    const sample = sampleOf(row, regions)
    if (sample.index === indices[i] && sample.label === labels[i]) return sample
    throw new InputError('VERIFY_FORMAT', `row ${i + 1} of samples.csv is not of image ${i + 1} of maps.npz`)
  })
  return { samples, maps, images }
}

/** A row as `samplesCsv` writes it: nothing stands for what is no number. */
function sampleOf(row: string, regions: number): StudySample {
  const fields = row.split(',')
  const values = fields.map((field) => (field === '' ? Number.NaN : Number(field)))
  if (values.length !== 5 + regions)
    throw new InputError(
      'VERIFY_FORMAT',
      `a row of samples.csv has ${values.length} fields, expected ${5 + regions}`,
    )
  if (values.some((value, i) => Number.isNaN(value) && fields[i] !== ''))
    throw new InputError('VERIFY_FORMAT', `a row of samples.csv is ${row}, expected numbers`)
  const [index, label, predicted, probability, overall] = values as [number, number, number, number, number]
  return { index, label, predicted, probability, overall, regions: values.slice(5) }
}

function misfit(why: string): InputError {
  return new InputError('VERIFY_FORMAT', `maps.npz is not of a study: ${why}`)
}
