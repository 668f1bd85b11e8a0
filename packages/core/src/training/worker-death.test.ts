import { expect, it, vi } from 'vitest'
import type { Dataset } from '../dataset/dataset.js'
import type { WorkerHandle } from './protocol.js'
import { trainModel } from './train-model.js'

const spawned: WorkerHandle[] = []
let refused = false

vi.mock('#spawn-worker', async (importActual) => {
  const actual = await importActual<typeof import('./worker/spawn-node.js')>()
  const spawnTrainingWorker = () => {
    const handle = actual.spawnTrainingWorker()
    spawned.push(handle)
    return refused ? { ...handle, post: () => handle.terminate() } : handle
  }
  return { ...actual, spawnTrainingWorker }
})

const data: Dataset = {
  name: 'blank',
  images: { data: new Float32Array(64 * 100), shape: [64, 10, 10, 1] },
  labels: Uint8Array.from({ length: 64 }, (_, i) => i % 2),
  classNames: ['a', 'b'],
  sha256: { images: '', labels: '' },
}

it('where no worker starts, it trains on the calling thread and says so, unless workers were asked for', async () => {
  refused = true
  const options = { epochs: 1, batchSize: 32 }
  const { userDefinedMetadata } = await trainModel(data, data, options, { threads: 'auto' })
  expect(userDefinedMetadata).toMatchObject({
    umbra: { engine: { threads: 1, shortfall: expect.stringMatching(/^a training worker died/) } },
  })
  await expect(trainModel(data, data, options, { threads: 2 })).rejects.toThrow('TRAINING_WORKER_FAILED')
  refused = false
  spawned.length = 0
})

it('a worker that dies fails the training, with its reason', async () => {
  let steps = 0
  const training = trainModel(
    data,
    data,
    { epochs: 100, batchSize: 8 },
    {
      threads: 2,
      onProgress: () => {
        steps++
        if (steps === 3) spawned[1]!.terminate()
      },
    },
  )
  await expect(training).rejects.toMatchObject({
    code: 'TRAINING_WORKER_FAILED',
    message: expect.stringMatching(/worker died: it exited with code 1/),
  })
  expect(spawned.length).toBe(2)
  expect(steps).toBeLessThan(100)
})
