import { createNetwork, type LayerDescription, type Network, referenceLogits } from '@umbra/occlusion-wasm'
import { describe, expect, it } from 'vitest'
import { Random } from '../../random.js'
import { loadModel } from '../load-model.js'
import { isNetworkModel } from '../model.js'
import { readOnnx } from './read-onnx.js'
import { onnxModel } from './writing/write-onnx.js'

const alone = { readBeside: async () => undefined }

function numbers(random: Random, length: number): Float32Array {
  return Float32Array.from({ length }, () => random.normal())
}

/** What the benchmark writes as ONNX: convolutions, ReLU, max-pooling and dense layers. */
function writable(random: Random): Network {
  const sliding = { kernelSize: [3, 2], strides: [2, 1], dilation: [1, 2], padding: [1, 0, 2, 3] } as const
  const layers: LayerDescription[] = [
    { kind: 'conv2d', inputs: [-1], kernel: numbers(random, 60), bias: numbers(random, 5), ...sliding },
    { kind: 'activation', inputs: [0], activation: { name: 'relu' } },
    { kind: 'maxPool', inputs: [1], windowSize: [2, 2], strides: [1, 2], padding: [0, 1, 1, 0] },
  ]
  const { outputShape } = createNetwork([7, 6, 2], [...layers, { kind: 'flatten', inputs: [2] }]).layers[3]!
  return createNetwork(
    [7, 6, 2],
    [
      ...layers,
      { kind: 'flatten', inputs: [2] },
      { kind: 'dense', inputs: [3], kernel: numbers(random, outputShape[0]! * 3), bias: numbers(random, 3) },
    ],
  )
}

describe('readOnnx', () => {
  it('reads what the benchmark writes: the same layers, and bit for bit the same weights', async () => {
    const network = writable(new Random(1))
    const read = await readOnnx(onnxModel(network), alone)
    expect(read.unsupported).toBeUndefined()
    expect(read.inputShape).toEqual(network.inputShape)
    const plain = ({ layers }: Network) => layers.map(({ name: _, ...layer }) => layer)
    expect(plain(read.network!)).toEqual(plain(network))
    const image = numbers(new Random(2), 84)
    expect(referenceLogits(read.network!, image)).toEqual(referenceLogits(network, image))
    expect(read.original).toMatchObject({ kind: 'onnx', axes: 'NHWC', input: 'images', output: 'logits' })
  })

  it.each([0, 1, 7, 100, 1000])('refuses the first %i bytes of a file', async (length) => {
    const bytes = onnxModel(writable(new Random(1)))
    await expect(readOnnx(bytes.subarray(0, length), alone)).rejects.toThrow(
      expect.objectContaining({ code: 'MODEL_ONNX' }),
    )
  })

  it('is what loadModel reads such bytes with', async () => {
    const network = writable(new Random(1))
    const model = await loadModel(onnxModel(network), { classNames: ['a', 'b', 'c'] })
    expect(isNetworkModel(model) && model.format).toBe('ONNX, opset 19, written by umbra')
    expect(isNetworkModel(model) && model.network?.layers.length).toBe(network.layers.length)
  })

  it('names the outputs there are', async () => {
    const bytes = onnxModel(writable(new Random(1)))
    await expect(readOnnx(bytes, { ...alone, output: 'probs' })).rejects.toThrow(
      'MODEL_OUTPUTS: no output is named "probs", the model has "logits" [N, 3]',
    )
  })
})
