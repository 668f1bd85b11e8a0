import { readFileSync } from 'node:fs'
import {
  createExplainer,
  mnistSha256,
  parseOptions,
  requireArtifacts,
  selectImages,
  trainingConfigSchema,
} from '@umbra/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { readData } from './data.js'
import { type OpenedModel, openModel } from './open-model.js'
import { replicateConfigs, shippedReplicate } from './replicates.js'

const seeds = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]

describe('the replicates that come with Umbra', () => {
  let reference: OpenedModel
  let replicates: (OpenedModel | undefined)[]

  beforeAll(async () => {
    reference = await openModel('reference')
    const configs = replicateConfigs(reference, 11)
    replicates = await Promise.all(configs.map((config) => shippedReplicate(config, mnistSha256.train)))
  })

  test('are those of seeds 1 to 10, trained as the reference model was', () => {
    expect(replicates.map((model) => model?.source)).toEqual(seeds.map((seed) => `replicates/seed-${seed}`))
    expect(new Set(replicates.map((model) => model!.sha256)).size).toBe(10)
    for (const [i, model] of replicates.entries()) {
      const { command, config, data, versions, weights, test: measured } = model!.training!
      const seed = i + 1
      expect(command).toBe(
        `umbra train --seed ${seed} --weights float16 --out models/replicates/seed-${seed}`,
      )
      expect(config).toEqual({ ...reference.training!.config, seed })
      expect(data).toEqual(reference.training!.data)
      expect(versions).toEqual(reference.training!.versions)
      expect(weights).toBe('float16')
      expect(measured.n).toBe(10_000)
      expect(measured.accuracy).toBeGreaterThan(0.993)
    }
  })

  test('are stored as float16, and tell digits apart', async () => {
    const data = await readData('mnist', 'test')
    const images = selectImages(
      data.images,
      Uint32Array.from({ length: 300 }, (_, i) => i),
    )
    for (const model of replicates) {
      const folder = new URL(`../../../../models/${model!.source}/`, import.meta.url)
      expect(readFileSync(new URL('weights.bin', folder)).length).toBe(
        requireArtifacts(model!.model).weightData.byteLength / 2,
      )
      const explainer = await createExplainer(model!.model, { threads: 1 })
      const logits = await explainer.predict(images)
      explainer.dispose()
      const right = data.labels
        .subarray(0, 300)
        .filter((label, i) => explainer.reader.predicted(logits, 10 * i) === label)
      expect(right.length).toBeGreaterThanOrEqual(297)
    }
  })

  test('stand for no other training, data or seed', async () => {
    const config = parseOptions(trainingConfigSchema, { seed: 3 })
    expect(await shippedReplicate(config, mnistSha256.train)).toBeDefined()
    expect(await shippedReplicate({ ...config, epochs: 4 }, mnistSha256.train)).toBeUndefined()
    expect(await shippedReplicate({ ...config, seed: 11 }, mnistSha256.train)).toBeUndefined()
    expect(await shippedReplicate(config, mnistSha256.test)).toBeUndefined()
  })
})
