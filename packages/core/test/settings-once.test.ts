import { referenceLogits } from '@umbra/occlusion-wasm'
import { beforeAll, describe, expect, it } from 'vitest'
import { preparedScorer } from '../src/engines/prepared-scorer.js'
import { datasetScorer } from '../src/evaluation/dataset-scorer.js'
import {
  createExplainer,
  loadModel,
  type Model,
  type ModelArtifacts,
  modelFiles,
  modelSha256,
  networkFromArtifacts,
  npz,
  Random,
  requireArtifacts,
  toLayersModel,
  trainModel,
} from '../src/index.js'
import { loadTensorFlow, type Tensor } from '../src/tensorflow/tensorflow.js'
import { GradientComputer } from '../src/training/gradient-computer.js'
import { loadArtifacts } from './load-artifacts.js'

const SETTINGS = { scale: 255, mean: [104, 117, 124], std: [58, 57, 56], channelOrder: 'bgr' as const }
const SHAPE = [6, 5, 3] as const
const SIZE = 90
const N = 4

const random = new Random(12)
const normal = (length: number) => Float32Array.from({ length }, () => 0.3 * random.normal())
const images = Float32Array.from({ length: N * SIZE }, () => random.uniform())
/** By hand, from the words of docs/models.md: times 255, blue first, minus the mean, over the deviation. */
const prepared = images.map((_, i) => {
  const c = i % 3
  return (255 * images[i - c + 2 - c]! - SETTINGS.mean[c]!) / SETTINGS.std[c]!
})
const [kernel, bias, dense, offsets] = [normal(3 * 3 * 3 * 4), normal(4), normal(12 * 4 * 3), normal(3)]

const layers = [
  {
    class_name: 'Conv2D',
    config: {
      name: 'conv',
      batch_input_shape: [null, ...SHAPE],
      filters: 4,
      kernel_size: [3, 3],
      strides: [1, 1],
      padding: 'valid',
      activation: 'relu',
      use_bias: true,
    },
  },
  { class_name: 'Flatten', config: { name: 'flatten' } },
  { class_name: 'Dense', config: { name: 'dense', units: 3, activation: 'linear', use_bias: true } },
]
const plain: ModelArtifacts = {
  modelTopology: { class_name: 'Sequential', config: { name: 'net', layers } },
  weightSpecs: [
    { name: 'conv/kernel', shape: [3, 3, 3, 4], dtype: 'float32' },
    { name: 'conv/bias', shape: [4], dtype: 'float32' },
    { name: 'dense/kernel', shape: [48, 3], dtype: 'float32' },
    { name: 'dense/bias', shape: [3], dtype: 'float32' },
  ],
  weightData: Float32Array.from([...kernel!, ...bias!, ...dense!, ...offsets!]).buffer,
}
const filesOf = (artifacts: ModelArtifacts) => {
  const [json, weights] = modelFiles(artifacts)
  return { json: json.bytes, shards: { 'weights.bin': weights.bytes } }
}
const networkFile = {
  json: {
    schema: 'umbra.network/1',
    layout: 'keras',
    input: SHAPE,
    weights: 'w.npz',
    layers: [
      { kind: 'conv2d', name: 'conv' },
      { kind: 'relu' },
      { kind: 'flatten' },
      { kind: 'dense', name: 'dense' },
    ],
  },
  shards: {
    'w.npz': npz({
      'conv/kernel': { data: kernel!, shape: [3, 3, 3, 4] },
      'conv/bias': { data: bias!, shape: [4] },
      'dense/kernel': { data: dense!, shape: [48, 3] },
      'dense/bias': { data: offsets!, shape: [3] },
    }),
  },
}

const expected = Array.from({ length: N }, (_, i) =>
  Array.from(referenceLogits(networkFromArtifacts(plain), prepared.subarray(i * SIZE, (i + 1) * SIZE))),
).flat()
const expectScores = (scores: ArrayLike<number>) => {
  expect(scores.length).toBe(expected.length)
  expected.forEach((value, k) => {
    expect(Math.abs(scores[k]! - value)).toBeLessThan(1e-4)
  })
}

const predicted = async (model: Model, engine: 'incremental' | 'batched', threads = 1) => {
  const explainer = await createExplainer(model, { engine, threads })
  expect(explainer.engine.name).toBe(engine)
  const scores = await explainer.predict({ data: images, shape: [N, ...SHAPE] })
  explainer.dispose()
  return scores
}

describe.each(['a LayersModel', 'a network file'])('settings of %s are applied once', (kind) => {
  let model: Model
  beforeAll(async () => {
    model = await loadModel(kind === 'a LayersModel' ? filesOf(plain) : networkFile, SETTINGS)
  })

  it.each(['incremental', 'batched'] as const)('on the %s engine', async (engine) => {
    expectScores(await predicted(model, engine))
    expectScores(await predicted(structuredClone(model), engine))
  })

  it('by the float64 reference', () => {
    const network = networkFromArtifacts(model)
    expectScores(
      Array.from({ length: N }, (_, i) =>
        Array.from(referenceLogits(network, images.subarray(i * SIZE, (i + 1) * SIZE))),
      ).flat(),
    )
  })

  it('in evaluation', async () => {
    const scorer = await datasetScorer(model)
    expectScores(await scorer.score(images, N))
    scorer.dispose()
  })

  it('and count in its hash', async () => {
    const without = await loadModel(kind === 'a LayersModel' ? filesOf(plain) : networkFile)
    expect(await modelSha256(model)).not.toBe(await modelSha256(without))
    expect(await modelSha256(structuredClone(model))).toBe(await modelSha256(model))
  })
})

describe('settings of a LayersModel are applied once', () => {
  let model: ModelArtifacts
  beforeAll(async () => {
    model = await loadArtifacts(filesOf(plain), SETTINGS)
  })

  it('by TensorFlow.js', async () => {
    const tf = await loadTensorFlow()
    const live = await toLayersModel(model)
    expectScores(
      tf.tidy(() => (live.predict(tf.tensor4d(images, [N, ...SHAPE])) as Tensor).dataSync<'float32'>()),
    )
    live.dispose()
  })

  it('where its files go, with the hash they had', async () => {
    const saved = requireArtifacts(await loadModel(filesOf(model)))
    expectScores(await predicted(saved, 'incremental'))
    expectScores(await predicted(saved, 'batched'))
    expect(await modelSha256(saved)).toBe(await modelSha256(model))
    expect(filesOf(saved)).toEqual(filesOf(model))
  })

  it('in training from it, and the model trained has them', async () => {
    const computer = await GradientComputer.create({
      artifacts: model,
      augmentation: { shift: 0, rotation: 0, scale: 0 },
    })
    expectScores(computer.predict(images))
    computer.dispose()
    const data = {
      name: 'noise',
      images: { data: images, shape: [N, ...SHAPE] },
      labels: Uint8Array.of(0, 1, 2, 0),
      classNames: ['a', 'b', 'c'],
      sha256: { images: '', labels: '' },
    } as const
    const trained = await trainModel(data, data, { epochs: 1, batchSize: 4 }, { initial: model, threads: 1 })
    expect(trained.settings).toEqual(model.settings)
    expect(trained.weightSpecs).toEqual(plain.weightSpecs)
  })
})

it('settings of what its own runtime runs are applied once', async () => {
  const network = networkFromArtifacts(plain)
  const scorer = preparedScorer(
    {
      inputShape: SHAPE,
      outputs: 3,
      head: network.head,
      atOnce: 8,
      runtime: 'float64',
      score: async (pixels, n) =>
        Float32Array.from({ length: 3 * n }, (_, k) => {
          const i = Math.floor(k / 3)
          return referenceLogits(network, pixels.slice(i * SIZE, (i + 1) * SIZE))[k % 3]!
        }),
      dispose: () => {},
    },
    { ...SETTINGS, head: 'sigmoid' },
  )
  expectScores(await scorer.score(images, N))
  expect(scorer.head).toEqual({ kind: 'sigmoid', reason: 'as stated' })
})
