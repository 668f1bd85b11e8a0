import { beforeAll, describe, expect, it } from 'vitest'
import { Random } from '../../random.js'
import { type LayersModel, loadTensorFlow, type Tensor, type TensorFlow } from '../tensorflow.js'
import { type RegisteredKernels, registerGradientKernels } from './register-gradient-kernels.js'

let tf: TensorFlow
let kernels: RegisteredKernels

beforeAll(async () => {
  tf = await loadTensorFlow()
  kernels = await registerGradientKernels(tf)
})

type Layers = TensorFlow['layers']
type Layer = Parameters<LayersModel['layers']['push']>[0]
/** Adds to a layer's settings that its weights are drawn with a seed. */
type Seeded = (settings: object) => never

type Build = (layers: Layers, seeded: Seeded, seededTwice: Seeded) => Layer[]

/** Networks as people write them, each with what it is there to show, and the kernels it must have used. */
const networks: readonly [string, Build, ...kernels: string[]][] = [
  [
    'rectangular strides and kernels, and a pooling that overlaps',
    (layers, seeded) => [
      layers.conv2d(seeded({ filters: 6, kernelSize: [3, 2], strides: [2, 1], padding: 'same' })),
      layers.reLU(),
      layers.maxPooling2d({ poolSize: 3, strides: 2, padding: 'same' }),
    ],
    'TrainingConv2D',
    'Conv2DBackpropFilter',
    'MaxPoolGrad',
    'ReluGrad',
  ],
  [
    'a stride that leaves pixels out',
    (layers, seeded) => [layers.conv2d(seeded({ filters: 6, kernelSize: 2, strides: 3, activation: 'elu' }))],
  ],
  [
    'depthwise and separable convolutions',
    (layers, seeded, seededTwice) => [
      layers.depthwiseConv2d(seeded({ kernelSize: 3, depthMultiplier: 2, strides: 2, padding: 'same' })),
      layers.separableConv2d(seededTwice({ filters: 6, kernelSize: 3, activation: 'relu' })),
    ],
    'DepthwiseConv2dNativeBackpropFilter',
    'DepthwiseConv2dNativeBackpropInput',
  ],
  [
    'a dilated depthwise convolution',
    (layers, seeded) => [
      layers.depthwiseConv2d(seeded({ kernelSize: 3, dilationRate: 2, padding: 'same', activation: 'relu' })),
    ],
  ],
  [
    'average pooling',
    (layers, seeded) => [
      layers.conv2d(seeded({ filters: 6, kernelSize: 3, activation: 'relu' })),
      layers.averagePooling2d({ poolSize: 3, strides: 2, padding: 'same' }),
      layers.conv2d(seeded({ filters: 5, kernelSize: 2, activation: 'softplus' })),
      layers.averagePooling2d({ poolSize: 2 }),
    ],
    'Conv2DBackpropInput',
  ],
  [
    'batch normalisation',
    (layers, seeded) => [
      layers.conv2d(seeded({ filters: 6, kernelSize: 3, useBias: false })),
      layers.batchNormalization({}),
      layers.reLU(),
      layers.maxPooling2d({ poolSize: 2 }),
    ],
  ],
  [
    'transposed convolutions',
    (layers, seeded) => [
      layers.conv2d(seeded({ filters: 4, kernelSize: 3, strides: 2, activation: 'relu' })),
      layers.conv2dTranspose(seeded({ filters: 5, kernelSize: 3, strides: 2, activation: 'relu' })),
      layers.conv2dTranspose(seeded({ filters: 2, kernelSize: 2, padding: 'same' })),
    ],
    'Conv2DBackpropInput',
  ],
]

describe('plain model.fit on the wasm backend learns as on the cpu backend, with', () => {
  it.each(networks)('%s', async (_, build, ...expected) => {
    const before = { ...kernels.calls }
    const wasm = await lossesOn('wasm', build)
    for (const name of expected) expect(kernels.calls[name], name).toBeGreaterThan(before[name]!)
    const cpu = await lossesOn('cpu', build)
    expect(wasm).toHaveLength(9)
    wasm.forEach((loss, step) => {
      expect(Math.abs(loss - cpu[step]!)).toBeLessThan(1e-4)
    })
    expect(Math.min(...wasm)).toBeLessThan(wasm[0]!)
  })
})

/** The losses of a few steps on three channels, from weights that each layer draws with a seed. */
async function lossesOn(backend: 'wasm' | 'cpu', build: Build): Promise<number[]> {
  await tf.setBackend(backend)
  try {
    let seed = 0
    const seededAs =
      (...names: string[]) =>
      (settings: object) => {
        const initialisers = names.map((name) => [name, tf.initializers.glorotUniform({ seed: ++seed })])
        return { ...settings, ...Object.fromEntries(initialisers) } as never
      }
    const seeded = seededAs('kernelInitializer', 'depthwiseInitializer')
    const seededTwice = seededAs('depthwiseInitializer', 'pointwiseInitializer')
    const [first, ...rest] = build(tf.layers, seeded, seededTwice)
    const image = tf.input({ shape: [12, 12, 3] })
    const head = [tf.layers.flatten(), tf.layers.dense(seeded({ units: 3, activation: 'softmax' }))]
    const output = [first!, ...rest, ...head].reduce((x, layer) => layer.apply(x) as typeof image, image)
    const model = tf.model({ inputs: image, outputs: output })
    const random = new Random(2)
    const x = tf.tensor4d(
      Float32Array.from({ length: 24 * 432 }, () => random.uniform()),
      [24, 12, 12, 3],
    )
    const labels = tf.tensor1d(Array.from({ length: 24 }, (_, i) => i % 3))
    const optimizer = tf.train.adam(0.005)
    model.compile({ optimizer, loss: 'sparseCategoricalCrossentropy' })
    const losses: number[] = []
    const onBatchEnd = async (_batch: number, logs?: { loss?: number }) => void losses.push(logs!.loss!)
    await model.fit(x, labels, { epochs: 3, batchSize: 8, shuffle: false, callbacks: { onBatchEnd } })
    model.dispose()
    optimizer.dispose()
    tf.dispose([x, labels])
    return losses
  } finally {
    await tf.setBackend('wasm')
  }
}

it('the gradient of gathering rows, as an embedding does, equals the cpu backend’s', async () => {
  const gradientOn = async (backend: 'wasm' | 'cpu') => {
    await tf.setBackend(backend)
    const gradient = tf.tidy(() => {
      const rows = tf.tensor1d([3, 0, 3, 3, 1], 'int32')
      const slope = tf.sin(tf.range(0, 30)).reshape([5, 2, 3])
      return tf.grad((x: Tensor) => tf.mul(slope, tf.gather(x, rows)))(tf.ones([4, 2, 3]))
    })
    const values = [...gradient.dataSync()]
    gradient.dispose()
    await tf.setBackend('wasm')
    return values
  }
  const before = kernels.calls.UnsortedSegmentSum!
  const wasm = await gradientOn('wasm')
  expect(kernels.calls.UnsortedSegmentSum).toBe(before + 1)
  const cpu = await gradientOn('cpu')
  expect(wasm).toHaveLength(24)
  wasm.forEach((value, i) => {
    expect(value).toBeCloseTo(cpu[i]!, 5)
  })
})
