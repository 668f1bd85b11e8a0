import { InputError } from '../errors.js'
import { type ArrayDatasetOptions, classNamesFor } from './array-dataset.js'
import type { Dataset } from './dataset.js'
import { gunzip, isGzip } from './gunzip.js'
import { parseIdx } from './idx.js'
import { sha256 } from './sha256.js'
import { toUnitRange } from './to-unit-range.js'

export type Split = 'train' | 'test'

/** MNIST's own file names, without `.gz`. */
export const mnistFiles = {
  train: { images: 'train-images-idx3-ubyte', labels: 'train-labels-idx1-ubyte' },
  test: { images: 't10k-images-idx3-ubyte', labels: 't10k-labels-idx1-ubyte' },
} as const

const IDX_FILE = /^(train|t10k)-(images[-.]idx3|labels[-.]idx1)-ubyte(\.gz)?$/

/** Whether a file is called as those of MNIST are, gzipped or not; a dot before `idx` is common too. */
export function isIdxFile(name: string): boolean {
  return IDX_FILE.test(name)
}

/** The splits of which both files are among some. */
export function splitsOfIdxFiles(files: readonly string[]): Split[] {
  return (['train', 'test'] as const).filter((split) =>
    Object.values(mnistFiles[split]).every((name) => variantsOf(name, files).length > 0),
  )
}

function variantsOf(name: string, files: readonly string[]): string[] {
  return files.filter((file) => isIdxFile(file) && file.replace('.idx', '-idx').replace('.gz', '') === name)
}

/** SHA-256 of the four original files, unpacked: computed from the files LeCun, Cortes and Burges published. */
export const mnistSha256 = {
  train: {
    images: 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
    labels: '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
  },
  test: {
    images: '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
    labels: 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
  },
} as const

/** Largest unpacked file accepted, 512 MiB: ten times MNIST's training images, and 2 GiB once they are floats. */
const LARGEST_FILE = 2 ** 29

/**
 * Reads one split of MNIST, or of any dataset kept in four IDX files of MNIST's names, gzipped or not.
 *
 * @param readFile - gives a file's bytes by name, or null where there is none; names are tried as they are and with `.gz`
 * @param options.name - what to call the dataset; `MNIST` is required to be the original, byte for byte
 * @param options.files - which files there are, where that is known: those that stand for the same one must agree
 * @param options.classNames - what the classes are called, by the model they are for; else by their indices
 * @returns images float32 [N, H, W, 1] in 0 … 1 (byte / 255), labels [N]
 * @throws InputError DATA_FILE_MISSING, DATA_AMBIGUOUS, DATA_SHAPE, DATA_COUNT, DATA_CHECKSUM, and those of parseIdx and gunzip
 */
export async function readIdxDataset(
  readFile: (name: string) => Promise<Uint8Array | null>,
  split: Split,
  options: ArrayDatasetOptions & { readonly files?: readonly string[] },
): Promise<Dataset> {
  const files = mnistFiles[split]
  const read = options.files
    ? (name: string) => readAgreeing(readFile, name, options.files!)
    : (name: string) => readUnpacked(readFile, name)
  const imageBytes = await read(files.images)
  const labelBytes = await read(files.labels)
  const checksums = { images: await sha256(imageBytes), labels: await sha256(labelBytes) }
  if (options.name === 'MNIST') requireOriginal(split, checksums)

  const images = parseIdx(imageBytes, files.images)
  const labels = parseIdx(labelBytes, files.labels)
  const [n, height, width] = images.shape
  if (images.shape.length !== 3 || !n || !height || !width) {
    throw new InputError(
      'DATA_SHAPE',
      `${files.images} has shape ${images.shape.join('×')}, expected images×rows×columns`,
    )
  }
  if (labels.shape.length !== 1 || labels.shape[0] !== n) {
    throw new InputError('DATA_COUNT', `${files.labels} has shape ${labels.shape.join('×')} for ${n} images`)
  }
  return {
    name: `${options.name} ${split}`,
    images: { data: toUnitRange(images.data, 255), shape: [n, height, width, 1] },
    labels: labels.data,
    classNames: classNamesFor(labels.data, options, files.labels),
    sha256: checksums,
  }
}

async function readUnpacked(
  readFile: (name: string) => Promise<Uint8Array | null>,
  name: string,
): Promise<Uint8Array> {
  const bytes = (await readFile(name)) ?? (await readFile(`${name}.gz`))
  if (!bytes) throw new InputError('DATA_FILE_MISSING', `neither ${name} nor ${name}.gz was found`)
  return isGzip(bytes) ? gunzip(bytes, name, LARGEST_FILE) : bytes
}

async function readAgreeing(
  readFile: (name: string) => Promise<Uint8Array | null>,
  name: string,
  files: readonly string[],
): Promise<Uint8Array> {
  const [first, ...others] = variantsOf(name, files)
  if (first === undefined) {
    const [split] = splitsOfIdxFiles(files)
    const found = split ? `: the folder holds only those of the ${split} split` : ''
    throw new InputError('DATA_FILE_MISSING', `neither ${name} nor ${name}.gz was found${found}`)
  }
  const bytes = await readUnpacked(readFile, first)
  for (const other of others) {
    const same = await readUnpacked(readFile, other)
    if (same.length !== bytes.length || same.some((byte, i) => byte !== bytes[i])) {
      throw new InputError(
        'DATA_AMBIGUOUS',
        `${first} and ${other} hold different bytes: which are the data?`,
      )
    }
  }
  return bytes
}

function requireOriginal(split: Split, found: { readonly images: string; readonly labels: string }): void {
  for (const kind of ['images', 'labels'] as const) {
    if (found[kind] !== mnistSha256[split][kind]) {
      throw new InputError(
        'DATA_CHECKSUM',
        `${mnistFiles[split][kind]} is not the original: SHA-256 ${found[kind]}, expected ${mnistSha256[split][kind]}`,
      )
    }
  }
}
