import fc from 'fast-check'
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

/** Runs something on a backend of TensorFlow.js, and returns the values of the tensors it yields. */
async function on(backend: 'wasm' | 'cpu', run: () => Tensor[]): Promise<Float32Array[]> {
  await tf.setBackend(backend)
  try {
    const tensors = tf.tidy(run)
    return tensors.map((tensor) => {
      const values = tensor.dataSync<'float32'>()
      tensor.dispose()
      return values
    })
  } finally {
    await tf.setBackend('wasm')
  }
}

function noise(seed: number, ...shape: number[]): Tensor {
  const random = new Random(seed)
  const length = shape.reduce((product, size) => product * size, 1)
  return tf.tensor(
    Float32Array.from({ length }, () => 2 * random.uniform() - 1),
    shape,
  )
}

function expectClose(got: Float32Array[], expected: Float32Array[], tolerance = 2e-5): void {
  expect(got.map(({ length }) => length)).toEqual(expected.map(({ length }) => length))
  got.forEach((values, which) => {
    values.forEach((value, at) => {
      const target = expected[which]![at]!
      if (!(Math.abs(value - target) <= tolerance * (1 + Math.abs(target)))) {
        expect.fail(`tensor ${which}, element ${at}: expected ${target}, got ${value}`)
      }
    })
  })
}

/** Runs `use` and tells how many times each kernel ran in it. */
async function callsDuring(use: () => Promise<unknown>): Promise<Record<string, number>> {
  const before = { ...kernels.calls }
  await use()
  return Object.fromEntries(
    Object.entries(kernels.calls).map(([name, calls]) => [name, calls - before[name]!]),
  )
}

const size = (most: number) => fc.integer({ min: 1, max: most })

describe('gradients on the wasm backend', () => {
  it('of conv2d and max-pool equal the cpu backend’s, for every stride and padding', async () => {
    const convolution = fc.record({
      n: size(2),
      height: fc.integer({ min: 4, max: 9 }),
      width: fc.integer({ min: 4, max: 9 }),
      ci: size(4),
      co: size(6),
      kernel: fc.tuple(size(4), size(4)),
      stride: fc.tuple(size(3), size(3)),
      pad: fc.constantFrom('same' as const, 'valid' as const),
      pool: fc.tuple(size(3), size(2)),
      seed: fc.nat(1e6),
    })
    const calls = await callsDuring(() =>
      fc.assert(
        fc.asyncProperty(
          convolution,
          async ({ n, height, width, ci, co, kernel, stride, pad, pool, seed }) => {
            // TensorFlow.js's own forward convolution yields zeros where a stride exceeds the kernel.
            const strides = stride.map((step, axis) => Math.min(step, kernel[axis]!)) as [number, number]
            const run = () => {
              const x = noise(seed, n, height, width, ci) as never
              const filter = noise(seed + 1, ...kernel, ci, co) as never
              const loss = (image: Tensor, weights: Tensor) => {
                const y = tf.relu(tf.conv2d(image as never, weights as never, strides, pad))
                return tf.sum(tf.square(tf.maxPool(y as never, pool, strides, 'same')))
              }
              return tf.grads(loss as never)([x, filter])
            }
            expectClose(await on('wasm', run), await on('cpu', run), 1e-4)
          },
        ),
        { numRuns: 40 },
      ),
    )
    expect(calls.Conv2DBackpropFilter).toBeGreaterThan(0)
    expect(calls.Conv2DBackpropInput).toBeGreaterThan(0)
    expect(calls.MaxPoolGrad).toBeGreaterThan(0)
    expect(calls.ReluGrad).toBeGreaterThan(0)
  })

  it('of dilated convolutions equal finite differences', async () => {
    for (const [dilation, pad] of [
      [2, 'valid'],
      [2, 'same'],
      [3, 'same'],
    ] as const) {
      for (const convolve of [tf.conv2d, tf.depthwiseConv2d]) {
        const loss = (x: Tensor, filter: Tensor) =>
          tf.sum(tf.square(convolve(x as never, filter as never, 1, pad, 'NHWC', dilation)))
        const inputs = [noise(1, 1, 8, 9, 2), noise(2, 3, 2, 2, 3)]
        const gradients = tf.grads(loss as never)(inputs)
        for (const [which, gradient] of gradients.entries())
          expectFiniteDifferences(loss, inputs, which, gradient)
        tf.dispose([...inputs, ...gradients])
      }
    }
  })

  it('of depthwise convolutions equal the cpu backend’s', async () => {
    const calls = await callsDuring(async () => {
      for (const [multiplier, strides, dilations, pad] of [
        [1, 1, 1, 'same'],
        [1, [2, 2], 1, 'valid'],
        [3, 1, 1, 'same'],
      ] as const) {
        const run = () => {
          const loss = (x: Tensor, filter: Tensor) =>
            tf.sum(
              tf.square(
                tf.depthwiseConv2d(x as never, filter as never, strides as never, pad, 'NHWC', dilations),
              ),
            )
          return tf.grads(loss as never)([noise(1, 2, 7, 6, 5), noise(2, 3, 2, 5, multiplier)])
        }
        expectClose(await on('wasm', run), await on('cpu', run), 1e-4)
      }
    })
    expect(calls.DepthwiseConv2dNativeBackpropFilter).toBe(3)
    expect(calls.DepthwiseConv2dNativeBackpropInput).toBe(3)
  })

  it('of products with transposed factors equal the cpu backend’s, in batches too', async () => {
    const product = fc.record({
      batch: fc.array(size(3), { maxLength: 2 }),
      m: size(6),
      k: size(9),
      n: size(11),
      transposeA: fc.boolean(),
      transposeB: fc.boolean(),
      seed: fc.nat(1e6),
    })
    const calls = await callsDuring(() =>
      fc.assert(
        fc.asyncProperty(product, async ({ batch, m, k, n, transposeA, transposeB, seed }) => {
          const run = () => {
            const a = noise(seed, ...batch, ...(transposeA ? [k, m] : [m, k]))
            const b = noise(seed + 1, ...batch, ...(transposeB ? [n, k] : [k, n]))
            const loss = (p: Tensor, q: Tensor) => tf.sum(tf.square(tf.matMul(p, q, transposeA, transposeB)))
            return [tf.matMul(a, b, transposeA, transposeB), ...tf.grads(loss as never)([a, b])]
          }
          expectClose(await on('wasm', run), await on('cpu', run), 1e-4)
        }),
        { numRuns: 40 },
      ),
    )
    expect(calls.BatchMatMul).toBeGreaterThan(0)
  })

  it('sums over leading axes, and leaves all other sums as they were', async () => {
    for (const [shape, axis, keepDims] of [
      [[3, 4, 5], [0, 1], false],
      [[3, 4, 5], [1, 0], true],
      [[3, 4, 5], [1], false],
      [[3, 4, 5], [0, 1, 2], false],
      [[7], [0], false],
      [[0, 3], [0], false],
    ] as const) {
      const run = () => [tf.sum(noise(3, ...shape), [...axis], keepDims)]
      expectClose(await on('wasm', run), await on('cpu', run))
    }
  })

  it('shares memory between a tensor and its clone, and frees it once', async () => {
    const before = tf.memory().numBytes
    const x = noise(1, 4, 4)
    const clone = x.clone()
    x.dispose()
    expect(clone.dataSync()[3]).toBeDefined()
    clone.dispose()
    expect(tf.memory().numBytes).toBe(before)
  })
})

describe('layers models on the wasm backend', () => {
  const convolutions: Conv2dOptions[] = [
    { strides: 2, padding: 'same', activation: 'relu' },
    { padding: 'valid', activation: 'tanh', useBias: false },
    { padding: 'same', activation: 'linear', kernelSize: [1, 4] },
  ]

  it.each(convolutions)('train with %o to the losses of the cpu backend', async (options) => {
    const calls = await callsDuring(async () => {
      const wasm = await losses('wasm', options)
      const cpu = await losses('cpu', options)
      expect(wasm.length).toBe(12)
      for (const [step, loss] of wasm.entries()) expect(loss).toBeCloseTo(cpu[step]!, 4)
      expect(wasm.at(-1)).toBeLessThan(wasm[0]!)
    })
    expect(calls.TrainingConv2D).toBeGreaterThan(0)
    expect(calls.Conv2DBackpropFilter).toBeGreaterThan(0)
  })

  it.each(['relu', 'linear'] as const)('train dilated layers, %s', async (activation) => {
    const calls = await callsDuring(async () => {
      const [first, ...rest] = await losses('wasm', { dilationRate: 2, padding: 'same', activation })
      expect(rest.at(-1)).toBeLessThan(first!)
    })
    expect(calls.TrainingConv2D).toBeGreaterThan(0)
  })

  it('predict with TensorFlow.js’s own convolution', async () => {
    const calls = await callsDuring(async () => {
      const model = smallNetwork({ activation: 'relu' })
      tf.tidy(() => (model.predict(noise(1, 2, 9, 9, 2)) as Tensor).dataSync())
      model.dispose()
    })
    expect(calls.TrainingConv2D).toBe(0)
  })

  it('train without leaving tensors behind', async () => {
    await losses('wasm', { activation: 'relu' })
    const before = tf.memory()
    await losses('wasm', { activation: 'relu' })
    expect(tf.memory().numTensors).toBe(before.numTensors)
    expect(tf.memory().numBytes).toBe(before.numBytes)
  })
})

type Conv2dOptions = Partial<Parameters<TensorFlow['layers']['conv2d']>[0]>

function smallNetwork(options: Conv2dOptions): LayersModel {
  const seeded = (seed: number) => tf.initializers.glorotUniform({ seed })
  return tf.sequential({
    layers: [
      tf.layers.conv2d({
        inputShape: [9, 9, 2],
        filters: 5,
        kernelSize: 3,
        kernelInitializer: seeded(1),
        ...options,
      }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.conv2d({ filters: 4, kernelSize: 2, activation: 'relu', kernelInitializer: seeded(2) }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 3, kernelInitializer: seeded(3) }),
    ],
  })
}

/** The loss of each batch of a short, plain `model.fit`. */
async function losses(backend: 'wasm' | 'cpu', options: Conv2dOptions): Promise<number[]> {
  await tf.setBackend(backend)
  const model = smallNetwork(options)
  const x = noise(4, 16, 9, 9, 2)
  const y = tf.tensor(
    Array.from({ length: 48 }, (_, at) => ((Math.floor(at / 3) - at) % 3 === 0 ? 1 : 0)),
    [16, 3],
  )
  const optimizer = tf.train.adam(0.01)
  const result: number[] = []
  const loss = (labels: Tensor, logits: Tensor) => tf.losses.softmaxCrossEntropy(labels, logits)
  model.compile({ optimizer, loss: loss as never })
  const onBatchEnd = async (_batch: number, logs?: { loss?: number }) => void result.push(logs!.loss!)
  await model.fit(x, y, { epochs: 3, batchSize: 4, shuffle: false, callbacks: { onBatchEnd } })
  model.dispose()
  optimizer.dispose()
  tf.dispose([x, y])
  await tf.setBackend('wasm')
  return result
}

/** Compares a gradient with central differences, which for a quadratic loss are exact but for rounding. */
function expectFiniteDifferences(
  loss: (...inputs: Tensor[]) => Tensor,
  inputs: readonly Tensor[],
  which: number,
  gradient: Tensor,
): void {
  const values = inputs[which]!.dataSync<'float32'>().slice()
  const slopes = gradient.dataSync<'float32'>()
  const step = 0.25
  const at = (index: number, change: number) =>
    tf.tidy(() => {
      const moved = values.slice()
      moved[index]! += change
      const replaced = inputs.map((input, i) => (i === which ? tf.tensor(moved, input.shape) : input))
      return loss(...replaced).dataSync()[0]!
    })
  for (let index = 0; index < values.length; index++) {
    const difference = (at(index, step) - at(index, -step)) / (2 * step)
    expect(Math.abs(slopes[index]! - difference)).toBeLessThan(1e-3 * (1 + Math.abs(difference)))
  }
}
