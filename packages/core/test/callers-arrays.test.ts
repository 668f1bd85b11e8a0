import { createOcclusionPool, type Network } from '@umbra/occlusion-wasm'
import { describe, expect, it } from 'vitest'
import {
  createExplainer,
  type Explanation,
  type ModelArtifacts,
  networkFromArtifacts,
  Random,
} from '../src/index.js'
import { loadArtifacts } from './load-artifacts.js'

/** Enough images that most of them are read well after the call. */
const N = 130
const SHAPE = [8, 8, 1] as const
const SIZE = 64

const random = new Random(5)
const floats = (n: number) => Float32Array.from({ length: n }, () => random.normal())

/** Weights of the tiny model, and its JSON. */
const kernel = floats(3 * 3 * 4)
const dense = floats(256 * 3)
const json = {
  modelTopology: {
    class_name: 'Sequential',
    config: {
      layers: [
        { class_name: 'Conv2D', config: { name: 'conv', batch_input_shape: [null, ...SHAPE], filters: 4, kernel_size: 3, padding: 'same', activation: 'relu', use_bias: false } },
        { class_name: 'Flatten', config: { name: 'flat' } },
        { class_name: 'Dense', config: { name: 'fc', units: 3, use_bias: false, activation: 'linear' } },
      ],
    },
  },
  weightsManifest: [{ paths: ['w.bin'], weights: [{ name: 'conv/kernel', shape: [3, 3, 1, 4], dtype: 'float32' }, { name: 'fc/kernel', shape: [256, 3], dtype: 'float32' }] }],
} // biome-ignore format: one layer a line
const bytes = new Uint8Array(Float32Array.from([...kernel, ...dense]).buffer)
const artifacts = (): Promise<ModelArtifacts> => loadArtifacts({ json, shards: { 'w.bin': bytes } })

const pixels = floats(N * SIZE)
const baseline = floats(SIZE)
const labels = Int32Array.from({ length: N }, (_, i) => i % 3)

interface Given {
  readonly data: Float32Array<ArrayBuffer>
  readonly baseline: Float32Array<ArrayBuffer>
  readonly labels: Int32Array
}

const copies = (make: (bytes: number) => ArrayBufferLike = (n) => new ArrayBuffer(n)): Given => {
  const data = new Float32Array(make(pixels.byteLength) as ArrayBuffer)
  data.set(pixels)
  const own = new Float32Array(make(baseline.byteLength) as ArrayBuffer)
  own.set(baseline)
  return { data, baseline: own, labels: labels.slice() }
}
const overwrite = ({ data, baseline, labels }: Given) => {
  data.fill(9)
  baseline.fill(7)
  labels.fill(0)
}
const transfer = ({ data, baseline }: Given) =>
  void structuredClone(0, { transfer: [data.buffer as ArrayBuffer, baseline.buffer as ArrayBuffer] })

const engines = [
  ['incremental', 1],
  ['incremental', 2],
  ['batched', 1],
] as const

async function explained(
  [engine, threads]: readonly [engine: 'incremental' | 'batched', threads: number],
  given: Given,
  meanwhile: (given: Given) => void,
): Promise<Explanation> {
  const explainer = await createExplainer(await artifacts(), { engine, threads })
  expect(explainer.engine).toMatchObject({ name: engine, threads })
  try {
    const window: [number, number] = [3, 3]
    const explaining = explainer.explain(
      { data: given.data, shape: [N, ...SHAPE], labels: given.labels },
      { window, baseline: { data: given.baseline, shape: [...SHAPE] }, target: 'label' },
    )
    window.fill(1)
    meanwhile(given)
    return await explaining
  } finally {
    explainer.dispose()
  }
}

describe.each(engines)('%s, %i thread(s)', (...engine) => {
  const later = (change: (given: Given) => void) => (given: Given) => void setTimeout(() => change(given), 1)

  it.each([
    ['overwritten at once', overwrite, undefined],
    ['overwritten later', later(overwrite), undefined],
    ['transferred at once', transfer, undefined],
    ['transferred later', later(transfer), undefined],
    ['shared, and overwritten at once', overwrite, (n: number) => new SharedArrayBuffer(n)],
  ])('arrays %s', async (_, change, make) => {
    const expected = await explained(engine, copies(), () => {})
    const found = await explained(engine, copies(make), change)
    expect(found.maps.data).toEqual(expected.maps.data)
    expect(found.base.data).toEqual(expected.base.data)
    expect(found.target).toEqual(expected.target)
  })

  it('says so of arrays that are gone, or of another type', async () => {
    const given = copies()
    transfer(given)
    await expect(explained(engine, given, () => {})).rejects.toThrow('IMAGE_SHAPE')
    const wrong = { ...copies(), data: new Float64Array(pixels) as unknown as Given['data'] }
    await expect(explained(engine, wrong, () => {})).rejects.toThrow('IMAGE_TYPE: images are Float64Array')
  })

  it('weights may be overwritten while an explainer is made, and after', async () => {
    const expected = await explained(engine, copies(), () => {})
    const own = await artifacts()
    const making = createExplainer(own, { engine: engine[0], threads: engine[1] })
    new Uint8Array(own.weightData).fill(1)
    const explainer = await making
    const { data } = copies()
    const { base } = await explainer.explain({ data, shape: [N, ...SHAPE] }, { window: 3 })
    explainer.dispose()
    expect(base.data).toEqual(expected.base.data)
  })

  it('may be disposed of twice, also while it works, and says so afterwards', async () => {
    const explainer = await createExplainer(await artifacts(), { engine: engine[0], threads: engine[1] })
    const images = { data: pixels, shape: [N, ...SHAPE] as [number, number, number, number] }
    const working = explainer.explain(images, { window: 2 }, { onProgress: () => explainer.dispose() })
    await expect(working).rejects.toThrow('POOL_DISPOSED: the engine was disposed of')
    explainer.dispose()
    await expect(explainer.explain(images)).rejects.toThrow('POOL_DISPOSED')
    await expect(explainer.predict(images)).rejects.toThrow('POOL_DISPOSED')
  })
})

describe('a Network', () => {
  it.each([1, 2])('and a job of a pool of %i are copied at the call', async (threads) => {
    const run = async (meanwhile: (network: Network) => void) => {
      const network = networkFromArtifacts(await artifacts())
      const making = createOcclusionPool(network, { threads })
      meanwhile(network)
      const pool = await making
      const given = copies()
      const baselines = new Float32Array(N * SIZE)
      const windows = Int32Array.of(0, 0, 0, 3, 3, 1, 2, 2, 0, 5, 5, 1)
      const scoring = pool.score({ n: N, images: given.data, baselines, windows })
      transfer(given)
      windows.fill(-1)
      baselines.fill(3)
      const scores = await scoring
      pool.dispose()
      return scores
    }
    const expected = await run(() => {})
    const changed = (network: Network) => {
      for (const layer of network.layers) if ('kernel' in layer) layer.kernel.fill(0)
    }
    expect(await run(changed)).toEqual(expected)
  })
})

describe('options beyond all use', () => {
  const explain = async (options: object, engine: object = {}) => {
    const explainer = await createExplainer(await artifacts(), { threads: 1, ...engine })
    try {
      return await explainer.explain({ data: pixels.slice(0, SIZE), shape: [1, ...SHAPE] }, options)
    } finally {
      explainer.dispose()
    }
  }

  it.each([
    [{ baseline: { kind: 'blur', sigma: 1e308 } }, 'sigma is at most 65535 pixels'],
    [{ baseline: { kind: 'blur', sigma: 1e6 } }, 'sigma is at most 65535 pixels'],
    [{ baseline: { kind: 'blur', sigma: 5e-324 } }, 'sigma is at least 0.2 pixels'],
    [{ baseline: { kind: 'blur', sigma: 0 } }, 'sigma is at least 0.2 pixels'],
    [{ baseline: 1e38 }, 'baseline'],
    [{ baseline: [-1e38] }, 'baseline'],
    [{ baseline: { kind: 'mean', values: [1e38] } }, 'baseline'],
    [{ baseline: { kind: 'noise', sd: 1e308 } }, 'sd is at most'],
    [{ baseline: { kind: 'noise', draws: 1e9 } }, 'at most 1000 draws'],
    [{ baseline: { kind: 'noise', mean: 1e300 } }, 'baseline'],
    [{ window: 1e9 }, 'WINDOW_EXCEEDS_IMAGE'],
    [{ window: 2 ** 60 }, 'OPTION_INVALID: window'],
    [{ window: 3, stride: 1e9 }, 'STRIDE_EXCEEDS_WINDOW'],
    [{ target: 1e15 }, 'TARGET_CLASS'],
    [{ score: { kind: 'margin', against: 1e15 } }, 'MARGIN_CLASS'],
  ])('%j', async (options, message) => {
    await expect(explain(options)).rejects.toThrow(message)
  })

  it.each([
    [{ threads: 1e9 }, 'OPTION_INVALID: threads'],
    [{ threads: 0 }, 'OPTION_INVALID: threads'],
    [{ threads: Number.NaN }, 'OPTION_INVALID: threads'],
    [{ batchSize: 1e9 }, 'OPTION_INVALID: batchSize'],
    [{ batchSize: 0 }, 'OPTION_INVALID: batchSize'],
    [{ engine: 'fast' }, 'OPTION_INVALID: engine'],
    [{ variant: 'mmx' }, 'VARIANT'],
  ])('%j', async (options, message) => {
    await expect(explain({}, options)).rejects.toThrow(message)
  })
})
