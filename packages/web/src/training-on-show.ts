import { signal } from '@preact/signals'
import type { ModelArtifacts, Progress } from '@umbra/core'
import { Job } from './job.js'
import { training, trainingImages } from './state.js'

/** One point of the curves: how far, in epochs, and the epoch's loss and accuracy so far. */
export interface TrainingPoint {
  readonly epoch: number
  readonly loss: number
  readonly accuracy: number
}

export const trainingJob = new Job('train')
export const points = signal<readonly TrainingPoint[]>([])
export const trained = signal<ModelArtifacts | undefined>(undefined)

/** Trains the digit CNN in a worker. */
export async function runTraining(): Promise<void> {
  points.value = []
  const request = { options: training.value, images: trainingImages.value }
  const artifacts = await trainingJob.run(request, follow)
  if (artifacts) trained.value = artifacts
}

function follow({ detail }: Progress): void {
  if (detail?.loss === undefined || detail.epoch === undefined) return
  const { epoch, batch = 0, batches = 1, loss, accuracy = 0 } = detail
  points.value = [...points.value, { epoch: epoch - 1 + batch / batches, loss, accuracy }]
}
