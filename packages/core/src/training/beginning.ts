import type { Dataset } from '../dataset/dataset.js'
import type { Progress } from '../work/progress.js'
import type { Checkpoint } from './checkpoint.js'
import type { TrainingConfig } from './config.js'

/** How far a training is before its first batch, which takes a while to come. */
export function beginningOf(
  { images }: Dataset,
  { epochs, batchSize }: TrainingConfig,
  resume: Checkpoint | undefined,
): Progress {
  const [n] = images.shape
  const batches = Math.ceil(n / batchSize)
  const step = resume?.step ?? 0
  const [epoch, batch] = [Math.floor(step / batches), step % batches]
  return {
    stage: 'training',
    done: Math.min(epoch * n + batch * batchSize, epochs * n),
    total: epochs * n,
    unit: 'images',
    detail: { epoch: Math.min(epoch + 1, epochs), epochs, batch, batches },
  }
}
