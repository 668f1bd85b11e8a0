import { describe, expect, it } from 'vitest'
import { loadArtifacts } from '../../../test/load-artifacts.js'
import { Random } from '../../random.js'
import { artifactsOf, toLayersModel } from '../../tensorflow/layers-model.js'
import { loadTensorFlow, type Tensor } from '../../tensorflow/tensorflow.js'
import { buildDigitCnn } from '../../training/digit-cnn.js'
import { modelSha256 } from '../model-sha256.js'
import type { ModelArtifacts, Quantization } from './artifacts.js'
import { networkFromArtifacts } from './index.js'
import { modelFiles } from './model-files.js'
import { weightBytes, weightValues, withFloat16Weights } from './quantisation.js'
import { toFloat16 } from './to-float16.js'

const halves = (bits: Uint16Array<ArrayBuffer>) =>
  weightValues(
    { name: 'w', shape: [bits.length], dtype: 'float32', quantization: { dtype: 'float16' } },
    bits.buffer,
  )
const everyHalf = Uint16Array.from({ length: 65536 }, (_, bits) => bits)

/** What TensorFlow.js's own reader makes of a stored tensor. */
async function decodedByTensorFlow(bytes: ArrayBuffer, shape: number[], quantization: Quantization) {
  const tf = await loadTensorFlow()
  const { w } = tf.io.decodeWeights(bytes, [{ name: 'w', shape, dtype: 'float32', quantization }])
  const values = w!.dataSync<'float32'>().slice()
  w!.dispose()
  return values
}

describe('half precision', () => {
  it('of every bit pattern has the value TensorFlow.js reads, and goes back to the same bits', async () => {
    const values = halves(everyHalf)
    const expected = await decodedByTensorFlow(everyHalf.buffer, [65536], { dtype: 'float16' })
    expect(values).toEqual(expected)
    toFloat16(values).forEach((bits, half) => {
      if (!Number.isNaN(values[half]!)) expect(bits).toBe(half)
    })
  })

  it('is the nearest there is, and the even one of two', () => {
    const finite = halves(everyHalf.slice(0, 0x7c00))
    for (let half = 0; half + 1 < finite.length; half++) {
      const [low, high] = [finite[half]!, finite[half + 1]!]
      const middle = (low + high) / 2
      const quarter = (high - low) / 4
      const rounded = toFloat16(Float32Array.of(low + quarter, middle, -middle, high - quarter))
      const even = half + (half % 2)
      expect([...rounded]).toEqual([half, even, even | 0x8000, half + 1])
    }
    expect([...toFloat16(Float32Array.of(65519, 65520, 1e30, -0, 2 ** -25, 1e-30))]).toEqual([
      0x7bff, 0x7c00, 0x7c00, 0x8000, 0, 0,
    ])
  })
})

describe('quantised weights', () => {
  const random = new Random(4)
  const scaled = (dtype: 'uint8' | 'uint16'): Quantization => ({
    dtype,
    scale: random.uniform() / 100,
    min: -random.uniform(),
  })
  const kinds: Quantization[] = [{ dtype: 'float16' }, scaled('uint8'), scaled('uint16')]

  /** A model whose tensors are stored in turn as each kind, in bytes drawn at random, the halves among them finite. */
  async function quantisedModel(): Promise<ModelArtifacts> {
    const tf = await loadTensorFlow()
    const model = buildDigitCnn(tf, { random, inputShape: [12, 12, 1], classes: 4 })
    const { modelTopology, weightSpecs } = await artifactsOf(model)
    model.dispose()
    const specs = weightSpecs.map((spec, i) => ({ ...spec, quantization: kinds[i % 3]! }))
    const parts = specs.map((spec) => {
      const bytes = Uint8Array.from({ length: weightBytes(spec) }, () => random.integer(256))
      // Exponents of small numbers only.
      if (spec.quantization.dtype === 'float16')
        bytes.forEach((byte, i) => {
          if (i % 2 === 1) bytes[i] = byte & 0xb7
        })
      return bytes
    })
    const weightData = await new Blob(parts).arrayBuffer()
    return { modelTopology, weightSpecs: specs, weightData }
  }

  it.each(kinds)('read as TensorFlow.js reads them: %o', async (quantization) => {
    const spec = { name: 'w', shape: [7, 3], dtype: 'float32', quantization }
    const bytes = Uint8Array.from({ length: weightBytes(spec) }, () => random.integer(120)).buffer
    const values = weightValues(spec, bytes)
    expect(values).toHaveLength(21)
    expect(values).toEqual(await decodedByTensorFlow(bytes, [7, 3], quantization))
  })

  it('make the same model on both paths, from files, and as TensorFlow.js loads them', async () => {
    const tf = await loadTensorFlow()
    const stored = await quantisedModel()
    const [json, binary] = modelFiles(stored)
    expect(binary.bytes.byteLength).toBeLessThan(2.2 * weightCount(stored))
    const loaded = await loadArtifacts({ json: json.bytes, shards: { 'weights.bin': binary.bytes } })
    expect(loaded.weightSpecs.every(({ quantization }) => !quantization)).toBe(true)
    expect(await modelSha256(loaded)).toBe(await modelSha256(stored))
    expect(networkFromArtifacts(loaded)).toEqual(networkFromArtifacts(stored))
    const outputs = [stored, loaded].map(async (artifacts) => {
      const model = await toLayersModel(artifacts)
      const values = tf.tidy(() => (model.predict(tf.ones([2, 12, 12, 1])) as Tensor).dataSync())
      model.dispose()
      return values
    })
    expect(await outputs[0]).toEqual(await outputs[1])
  })

  it('in half precision take half the room and are off by at most one part in 2048', async () => {
    const exact = await loadArtifacts(await filesOf(await quantisedModel()))
    const stored = withFloat16Weights(exact)
    expect(stored.weightData.byteLength).toBe(exact.weightData.byteLength / 2)
    const rounded = new Float32Array((await loadArtifacts(await filesOf(stored))).weightData)
    new Float32Array(exact.weightData).forEach((value, i) => {
      expect(Math.abs(rounded[i]! - value)).toBeLessThanOrEqual(Math.max(Math.abs(value) / 2048, 2 ** -25))
    })
    const large = { ...exact, weightData: new Float32Array(weightCount(exact)).fill(1e5).buffer }
    expect(() => withFloat16Weights(large)).toThrow(expect.objectContaining({ code: 'WEIGHT_RANGE' }))
  })
})

const filesOf = async (artifacts: ModelArtifacts) => {
  const [json, binary] = modelFiles(artifacts)
  return { json: json.bytes, shards: { 'weights.bin': binary.bytes } }
}

function weightCount({ weightSpecs }: ModelArtifacts): number {
  return weightSpecs.reduce((sum, { shape }) => sum + shape.reduce((size, axis) => size * axis, 1), 0)
}
