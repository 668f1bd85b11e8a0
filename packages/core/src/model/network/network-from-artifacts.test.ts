import * as tf from '@tensorflow/tfjs'
import { type Network, referenceLogits } from '@umbra/occlusion-wasm'
import { beforeAll, describe, expect, it } from 'vitest'
import { Random } from '../../random.js'
import { artifactsOf } from '../layers-model.js'
import { networkFromArtifacts } from './index.js'

const { layers } = tf

beforeAll(async () => {
  await tf.setBackend('cpu')
})

/** Every weight a random number, so that no initial zero or one hides a mistake; variances stay positive. */
function randomise(model: tf.LayersModel, random: Random): void {
  for (const weight of model.weights) {
    const { shape, originalName } = weight
    const size = shape.reduce((product: number, d) => product * d!, 1)
    const positive = originalName.endsWith('variance')
    const values = Float32Array.from({ length: size }, () => {
      const value = random.uint32() / 2 ** 32 - 0.5
      return positive ? value + 1 : value
    })
    weight.write(tf.tensor(values, shape as number[]))
  }
}

/** Reads the model and compares its logits on random images with those TensorFlow.js computes. */
async function expectAgreement(model: tf.LayersModel, logits: tf.LayersModel = model): Promise<Network> {
  const random = new Random(7)
  randomise(model, random)
  const network = networkFromArtifacts(await artifactsOf(model))
  const [, ...shape] = model.inputs[0]!.shape as number[]
  for (let i = 0; i < 2; i++) {
    const image = Float32Array.from(
      { length: shape.reduce((a, b) => a * b) },
      () => random.uint32() / 2 ** 31 - 1,
    )
    const expected = (logits.predict(tf.tensor(image, [1, ...shape])) as tf.Tensor).dataSync()
    const got = referenceLogits(network, image)
    expect(got.length).toBe(expected.length)
    got.forEach((score, k) =>
      expect(Math.abs(score - expected[k]!)).toBeLessThan(1e-4 * (1 + Math.abs(score))),
    )
  }
  return network
}

/** The layers under test between an image of 9×8×3 and a dense head. */
function sequential(...middle: readonly tf.layers.Layer[]): tf.Sequential {
  return tf.sequential({
    layers: [
      layers.inputLayer({ inputShape: [9, 8, 3] }),
      ...middle,
      layers.flatten(),
      layers.dense({ units: 4 }),
    ],
  })
}

const kinds = (network: Network) => network.layers.map(({ kind }) => kind)

describe('convolutions', () => {
  const cases = [
    { kernelSize: 3 },
    { kernelSize: [2, 3], padding: 'same' },
    { kernelSize: 3, strides: 2, padding: 'same' },
    { kernelSize: [4, 1], strides: [3, 2], padding: 'same' },
    { kernelSize: 3, dilationRate: 2 },
    { kernelSize: [2, 3], dilationRate: [3, 2], padding: 'same', useBias: false },
  ] as const
  it.each(cases)('conv2d %j', async (settings) => {
    const network = await expectAgreement(
      sequential(
        layers.conv2d({ filters: 5, ...(settings as object), kernelSize: settings.kernelSize as number }),
      ),
    )
    expect(kinds(network)).toEqual(['conv2d', 'flatten', 'dense'])
  })
})
