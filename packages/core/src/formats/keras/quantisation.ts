import { decodeValues } from '../../arrays/decode-values.js'
import { InputError } from '../../errors.js'
import type { ModelArtifacts, WeightSpec } from './artifacts.js'
import { toFloat16 } from './to-float16.js'

/** Bytes of one element of a weight tensor, as it is stored. @throws InputError `WEIGHT_TYPE` unless it stands for float32 */
function elementBytes({ name, dtype, quantization }: WeightSpec): number {
  if (dtype !== 'float32') {
    throw new InputError('WEIGHT_TYPE', `weight ${name}: expected float32, got ${dtype}`)
  }
  if (!quantization) return 4
  const bytes = { uint8: 1, uint16: 2, float16: 2 }[quantization.dtype]
  if (bytes) return bytes
  const expected = 'expected uint8, uint16 or float16'
  throw new InputError('WEIGHT_TYPE', `weight ${name}: ${expected} behind float32, got ${quantization.dtype}`)
}

/** Bytes a weight tensor takes where it is stored. @throws InputError `WEIGHT_TYPE` */
export function weightBytes(spec: WeightSpec): number {
  return elementBytes(spec) * spec.shape.reduce((product, size) => product * size, 1)
}

/**
 * A stored weight tensor's values: float32 as they are, `float16` as float32, `uint8` and `uint16` as q · scale + min, computed in
 * float64 and rounded once, as TensorFlow.js does.
 *
 * @param bytes - little-endian, `weightBytes(spec)` of them
 * @throws InputError `WEIGHT_TYPE`
 */
export function weightValues(spec: WeightSpec, bytes: ArrayBuffer): Float32Array<ArrayBuffer> {
  const { name, quantization } = spec
  const size = elementBytes(spec)
  if (!quantization) return new Float32Array(bytes)
  if (quantization.dtype === 'float16') {
    return Float32Array.from(decodeValues(new Uint8Array(bytes), 'f2', bytes.byteLength / size))
  }
  const { scale, min } = quantization
  if (scale === undefined || min === undefined) {
    throw new InputError('WEIGHT_TYPE', `weight ${name}: ${quantization.dtype} needs a scale and a min`)
  }
  const stored = size === 1 ? new Uint8Array(bytes) : new Uint16Array(bytes)
  return Float32Array.from(stored, (q) => q * scale + min)
}

/**
 * The same model with its weights as float32; itself if they are.
 *
 * @throws InputError `WEIGHT_TYPE` or `WEIGHTS_LENGTH`
 */
export function dequantised(artifacts: ModelArtifacts): ModelArtifacts {
  const { weightSpecs } = artifacts
  if (weightSpecs.every(({ quantization }) => !quantization)) return artifacts
  const tensors = [...storedWeights(artifacts)].map(([, values]) => values)
  const weights = new Float32Array(tensors.reduce((sum, { length }) => sum + length, 0))
  let offset = 0
  for (const values of tensors) {
    weights.set(values, offset)
    offset += values.length
  }
  const specs = weightSpecs.map(({ name, shape, dtype }) => ({ name, shape, dtype }))
  return { ...artifacts, weightSpecs: specs, weightData: weights.buffer }
}

/**
 * Each weight tensor of a model with its values, whatever they are stored as.
 *
 * @throws InputError `WEIGHT_TYPE` or `WEIGHTS_LENGTH`
 */
export function* storedWeights({
  weightSpecs,
  weightData,
}: Pick<ModelArtifacts, 'weightSpecs' | 'weightData'>): Generator<[WeightSpec, Float32Array<ArrayBuffer>]> {
  let offset = 0
  for (const spec of weightSpecs) {
    const end = offset + weightBytes(spec)
    if (end > weightData.byteLength) {
      const expected = `${spec.name} to end at byte ${end}`
      throw new InputError(
        'WEIGHTS_LENGTH',
        `weights: expected ${expected}, got ${weightData.byteLength} bytes`,
      )
    }
    yield [spec, weightValues(spec, weightData.slice(offset, end))]
    offset = end
  }
}

/**
 * The same model with its weights rounded to half precision and stored so, in half the room. Any TensorFlow.js reads it.
 *
 * @throws InputError `WEIGHT_RANGE` if a weight is too large for that, 65520 or more
 */
export function withFloat16Weights(artifacts: ModelArtifacts): ModelArtifacts {
  const weights = [...storedWeights(artifacts)]
  const halves = new Uint16Array(weights.reduce((sum, [, { length }]) => sum + length, 0))
  let offset = 0
  for (const [{ name }, values] of weights) {
    const large = values.find((value) => Math.abs(value) >= 65520)
    if (large !== undefined) {
      throw new InputError('WEIGHT_RANGE', `weight ${name}: ${large} is too large for float16`)
    }
    halves.set(toFloat16(values), offset)
    offset += values.length
  }
  const quantization = { dtype: 'float16', original_dtype: 'float32' } as const
  const weightSpecs = weights.map(([{ name, shape, dtype }]) => ({ name, shape, dtype, quantization }))
  return { ...artifacts, weightSpecs, weightData: halves.buffer }
}
