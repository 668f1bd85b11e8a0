import { createNetwork, type Network } from '@umbra/occlusion-wasm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { imageBatches } from '../dataset/image-batches.js'
import { Random } from '../random.js'
import type { Progress } from '../work/progress.js'
import { explainBatches } from './explain-batches.js'
import { createExplainer, type Explainer, type LabelledImages } from './explainer.js'
import type { OcclusionOptions } from './occlusion/options.js'

const random = new Random(11)
const N = 300
const images = {
  data: Float32Array.from({ length: N * 64 }, () => Math.max(0, random.normal())),
  shape: [N, 8, 8, 1] as const,
}
const labels = Uint8Array.from({ length: N }, (_, i) => i % 3)
const options: OcclusionOptions = { window: [3, 3], target: 'label' }

describe.each([1, 2])('maps of batches on %i threads', (threads) => {
  let explainer: Explainer
  beforeAll(async () => {
    explainer = await createExplainer(smallNetwork(), { threads })
  })
  afterAll(() => explainer.dispose())

  it('are those of all images at once, in order, and count images without ever falling', async () => {
    const whole = await explainer.explain({ ...images, labels }, options)
    const seen: Progress[] = []
    const task = { total: N, onProgress: (progress: Progress) => seen.push(progress) }
    let at = 0
    for await (const { maps, target } of explainBatches(
      explainer,
      imageBatches({ images, labels }, 77),
      options,
      task,
    )) {
      expect(maps.data).toEqual(whole.maps.data.subarray(at * 64, at * 64 + maps.data.length))
      expect(target).toEqual(whole.target.subarray(at, at + target.length))
      at += target.length
    }
    expect(at).toBe(N)
    expect(seen.at(-1)).toMatchObject({ done: N, total: N })
    seen.reduce((before, progress) => {
      expect(progress.done).toBeGreaterThanOrEqual(before)
      return progress.done
    }, 0)
  })

  it('hold no more than two batches, however many there are, and end with the loop that asks for them', async () => {
    let [drawn, used] = [0, 0]
    function* endless(): Generator<LabelledImages> {
      for (;;) {
        drawn++
        yield* imageBatches({ images: { data: images.data.subarray(0, 320), shape: [5, 8, 8, 1] }, labels })
      }
    }
    for await (const explanation of explainBatches(explainer, endless(), options)) {
      expect(explanation.target).toHaveLength(5)
      expect(drawn - used).toBeLessThanOrEqual(2)
      if (++used === 40) break
    }
    expect(await explainer.predict(images)).toHaveLength(N * 3)
  })

  it('reject with what is wrong with a batch, and with the reason of an abort', async () => {
    const good = [...imageBatches({ images, labels })]
    const bad = { data: new Float32Array(9), shape: [1, 3, 3, 1] as const, labels: [0] }
    const drain = async (batches: Iterable<LabelledImages>, signal?: AbortSignal) => {
      for await (const { maps } of explainBatches(explainer, batches, options, { signal }))
        expect(maps).toBeDefined()
    }
    await expect(drain([...good, bad])).rejects.toThrow('IMAGE_SHAPE')
    await expect(drain(good, AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough')
  })
})

function smallNetwork(): Network {
  const floats = (length: number, scale: number) =>
    Float32Array.from({ length }, () => random.normal() * scale)
  const unit = { strides: [1, 1], dilation: [1, 1], padding: [0, 0, 0, 0] } as const
  return createNetwork(
    [8, 8, 1],
    [
      {
        kind: 'conv2d',
        inputs: [-1],
        kernelSize: [3, 3],
        kernel: floats(36, 0.4),
        bias: floats(4, 0.1),
        ...unit,
      },
      { kind: 'activation', inputs: [0], activation: { name: 'relu' } },
      { kind: 'flatten', inputs: [1] },
      { kind: 'dense', inputs: [2], kernel: floats(144 * 3, 0.1), bias: floats(3, 0.1) },
    ],
  )
}
