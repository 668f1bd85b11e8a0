import { type Dataset, readIdxDataset, type Split } from '@umbra/core'
import { siteUrl } from '../site-url.js'

const kept = new Map<Split, Promise<Dataset>>()

/** A split of MNIST from the site's own copy, checked against the original's SHA-256 and kept. */
export function mnist(split: Split): Promise<Dataset> {
  let dataset = kept.get(split)
  if (!dataset) {
    dataset = readIdxDataset(read, split, { name: 'MNIST' }).then((found) =>
      split === 'test' ? { ...found, training: () => mnist('train') } : found,
    )
    kept.set(split, dataset)
    dataset.catch(() => kept.delete(split))
  }
  return dataset
}

/** The site holds them packed. A server that unpacks them on the way does no harm. */
async function read(name: string): Promise<Uint8Array | null> {
  if (!name.endsWith('.gz')) return null
  const response = await fetch(siteUrl(`data/${name}`))
  return response.ok ? new Uint8Array(await response.arrayBuffer()) : null
}
