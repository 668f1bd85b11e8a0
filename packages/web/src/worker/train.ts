import { type Dataset, type ModelArtifacts, selectImages, type Task, trainModel } from '@umbra/core'
import { readOptions } from '@umbra/core/notation'
import { mnist } from './mnist.js'
import type { TrainRequest } from './protocol.js'
import { wasmPaths } from './wasm-paths.js'

/** Trains the digit CNN on the first images of the training split, and measures it on the test split. */
export async function train({ options, images }: TrainRequest, task: Task): Promise<ModelArtifacts> {
  task.onProgress?.({ stage: 'fetching MNIST', done: 0, total: 1, unit: 'files' })
  const [all, test] = await Promise.all([mnist('train'), mnist('test')])
  return trainModel(firstImages(all, images), test, readOptions(options), { ...task, wasmPaths })
}

function firstImages(data: Dataset, n: number): Dataset {
  if (n >= data.labels.length) return data
  const images = selectImages(
    data.images,
    Uint32Array.from({ length: n }, (_, i) => i),
  )
  return { ...data, name: `${data.name}, first ${n}`, images, labels: data.labels.slice(0, n) }
}
