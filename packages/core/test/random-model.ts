import * as fc from 'fast-check'
import { artifactsOf, loadTensorFlow, type ModelArtifacts } from '../src/index.js'
import type { Sequential } from '../src/tensorflow/tensorflow.js'

/** A small random network and everything needed to explain an image under it. */
export interface RandomCase {
  readonly shape: readonly [number, number, number]
  readonly kernel: number
  readonly padding: 'same' | 'valid'
  readonly filters: number
  readonly pool: boolean
  readonly softmax: boolean
  readonly seed: number
  readonly window: readonly [number, number]
  readonly stride: readonly [number, number]
  readonly pixels: readonly number[]
}

/** Odd sizes, clipped edges, one to three channels; a fifth of the pixels are zero, as in digits. */
export const randomCase: fc.Arbitrary<RandomCase> = fc
  .tuple(
    fc.integer({ min: 4, max: 9 }),
    fc.integer({ min: 4, max: 9 }),
    fc.integer({ min: 1, max: 3 }),
    fc.integer({ min: 1, max: 3 }),
    fc.constantFrom('same' as const, 'valid' as const),
    fc.integer({ min: 1, max: 5 }),
    fc.boolean(),
    fc.boolean(),
    fc.nat(10_000),
    fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.nat()),
  )
  .chain(([height, width, channels, kernel, padding, filters, pool, softmax, seed, [a, b, c, d]]) => {
    const window = [1 + (a % height), 1 + (b % width)] as const
    const stride = [1 + (c % window[0]), 1 + (d % window[1])] as const
    const pixel = fc.oneof(
      { weight: 1, arbitrary: fc.constant(0) },
      { weight: 4, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }) },
    )
    const size = height * width * channels
    return fc.array(pixel, { minLength: size, maxLength: size }).map((values) => ({
      shape: [height, width, channels] as const,
      kernel,
      padding,
      filters,
      pool,
      softmax,
      seed,
      window,
      stride,
      pixels: values.map(Math.fround),
    }))
  })

/** The case's network, with seeded weights, as artifacts. */
export async function modelOf(random: RandomCase): Promise<ModelArtifacts> {
  const tf = await loadTensorFlow()
  const initializer = (n: number) => tf.initializers.randomNormal({ stddev: 0.6, seed: random.seed + n })
  const model: Sequential = tf.sequential()
  model.add(
    tf.layers.conv2d({
      inputShape: [...random.shape],
      filters: random.filters,
      kernelSize: random.kernel,
      padding: random.padding,
      activation: 'relu',
      kernelInitializer: initializer(1),
      biasInitializer: initializer(2),
    }),
  )
  if (random.pool) model.add(tf.layers.maxPooling2d({ poolSize: 2, padding: 'same' }))
  model.add(tf.layers.flatten())
  model.add(
    tf.layers.dense({
      units: 3,
      kernelInitializer: initializer(3),
      biasInitializer: initializer(4),
      ...(random.softmax && { activation: 'softmax' }),
    }),
  )
  try {
    return await artifactsOf(model)
  } finally {
    model.dispose()
  }
}
