import { describe, expect, it } from 'vitest'
import { createExplainer } from '../attribution/index.js'
import { architectures } from '../benchmark/networks/architectures.js'
import { undrawnNetwork } from '../benchmark/networks/draw-network.js'
import { createIncrementalEngine } from '../engines/incremental-engine.js'
import { Random } from '../random.js'
import { withoutOriginal } from './let-go.js'
import { loadModel } from './load-model.js'
import type { NetworkModel } from './model.js'
import { onnxModel } from './onnx/writing/write-onnx.js'

const SIZE = 64
const random = new Random(0).split('let go')
const image = Float32Array.from({ length: SIZE * SIZE * 3 }, () => random.uniform())
const images = { data: image, shape: [1, SIZE, SIZE, 3] } as const

/** MobileNetV2 on small images: kernels above a megabyte, and many below. */
async function loaded(): Promise<NetworkModel> {
  const network = undrawnNetwork(architectures.find(({ id }) => id === 'mobilenet-v2')!, SIZE)
  const drawn = new Random(0).split('let go of weights')
  for (const layer of network.layers) {
    if (!('kernel' in layer)) continue
    const scale = Math.sqrt(6 / (layer.kernel.length / layer.bias.length))
    layer.kernel.forEach((_, i, all) => {
      all[i] = scale * (2 * drawn.uniform() - 1)
    })
  }
  return (await loadModel(onnxModel(network))) as NetworkModel
}

async function mapOf(model: NetworkModel, given: boolean, threads: number): Promise<Float32Array> {
  const explainer = await createExplainer(model, { threads, lent: true, given })
  try {
    return (await explainer.explain(images, { window: [32, 32], stride: [16, 16] })).maps.data
  } finally {
    explainer.dispose()
  }
}

const kernels = ({ network }: NetworkModel) =>
  network!.layers.flatMap((layer) => ('kernel' in layer ? [layer.kernel] : []))

describe('what a network is not made of any more', () => {
  it('is freed at once: the file, when a model is its network alone', async () => {
    const model = await loaded()
    const bytes = model.original?.kind === 'onnx' ? model.original.bytes : new Uint8Array(0)
    expect(bytes.length).toBeGreaterThan(13e6)
    const expected = await mapOf(model, false, 1)
    const alone = await withoutOriginal(model)
    expect(bytes.length).toBe(0)
    expect(alone).not.toHaveProperty('original')
    expect(await mapOf(alone, false, 1)).toEqual(expected)
  })

  it('is freed at once: kernels that threads have in memory they share, and no others', async () => {
    const model = await loaded()
    const expected = await mapOf(model, true, 1)
    expect(kernels(model).every(({ length }) => length > 0)).toBe(true)
    expect(await mapOf(model, true, 2)).toEqual(expected)
    expect(kernels(model).some(({ length }) => length === 0)).toBe(true)
    // Nothing can be made of what is left, and it is said.
    await expect(createIncrementalEngine(model.network!, { threads: 1, reason: '' })).rejects.toThrow(
      'kernel',
    )
  })
})
