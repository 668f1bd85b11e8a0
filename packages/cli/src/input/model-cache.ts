import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { mnistSha256, version } from '@umbra/core/explain'
import type { TrainingConfig } from '@umbra/core/training'
import { OUTPUT_ROOT } from '../disk/output-root.js'
import { readData } from './data.js'

/** SHA-256 of a training split. That of MNIST is known without reading it, because no other bytes pass for MNIST. */
export async function trainingDataSha256(data: string): Promise<{ images: string; labels: string }> {
  return data === 'mnist' ? mnistSha256.train : (await readData(data, 'train')).sha256
}

/** Where a model of this configuration and these data is kept: the same ones always have the same folder. */
export function cachedModelFolder(
  config: TrainingConfig,
  data: { readonly images: string; readonly labels: string },
  weights: 'float32' | 'float16' = 'float32',
): string {
  const identity = JSON.stringify([version, Object.entries(config).sort(), data.images, data.labels])
  const hash = createHash('sha256').update(identity).digest('hex').slice(0, 8)
  return join(OUTPUT_ROOT, 'models', `digit-cnn-${hash}${weights === 'float16' ? '-float16' : ''}`)
}
