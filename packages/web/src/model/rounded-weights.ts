import type { WeightSpec } from '@umbra/core'

/**
 * Weights at a quarter of their size, for the first map. Each output channel of a kernel (the last axis of a tensor) is rounded
 * to 8 bits, symmetric about zero, with a scale of its own: w ≈ scale · q, q in −127 … 127. Tensors of one axis, the biases,
 * stay as they are. The file holds biases and scales as float32, tensor by tensor, then all q.
 *
 * @param data - float32, tensors one after the other
 */
export function encodeRounded(specs: readonly WeightSpec[], data: Float32Array): Uint8Array<ArrayBuffer> {
  const floats: number[] = []
  const quantised: number[] = []
  let at = 0
  for (const { shape } of specs) {
    const values = data.subarray(at, at + sizeOf(shape))
    at += values.length
    if (shape.length < 2) {
      floats.push(...values)
      continue
    }
    const scales = scalesOf(values, shape.at(-1)!)
    floats.push(...scales)
    values.forEach((value, i) => {
      quantised.push(Math.round(value / scales[i % scales.length]!))
    })
  }
  const bytes = new Uint8Array(4 * floats.length + quantised.length)
  bytes.set(new Uint8Array(Float32Array.from(floats).buffer))
  bytes.set(new Uint8Array(Int8Array.from(quantised).buffer), 4 * floats.length)
  return bytes
}

/** Reads what `encodeRounded` wrote. @returns float32, tensors one after the other */
export function decodeRounded(specs: readonly WeightSpec[], bytes: Uint8Array): Float32Array<ArrayBuffer> {
  const floatCount = specs.reduce(
    (sum, { shape }) => sum + (shape.length < 2 ? sizeOf(shape) : shape.at(-1)!),
    0,
  )
  const floats = new Float32Array(bytes.slice(0, 4 * floatCount).buffer)
  const quantised = new Int8Array(bytes.slice(4 * floatCount).buffer)
  const data = new Float32Array(specs.reduce((sum, { shape }) => sum + sizeOf(shape), 0))
  let [at, float, q] = [0, 0, 0]
  for (const { shape } of specs) {
    const own = floats.subarray(float, float + (shape.length < 2 ? sizeOf(shape) : shape.at(-1)!))
    float += own.length
    if (shape.length < 2) {
      data.set(own, at)
      at += own.length
      continue
    }
    for (let i = 0; i < sizeOf(shape); i++) data[at++] = own[i % own.length]! * quantised[q++]!
  }
  return data
}

/** One for each channel, as float32 keeps it; of a channel of zeros any will do. */
function scalesOf(values: Float32Array, channels: number): Float32Array {
  const largest = new Float32Array(channels)
  values.forEach((value, i) => {
    largest[i % channels] = Math.max(largest[i % channels]!, Math.abs(value))
  })
  return largest.map((value) => value / 127 || 1)
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1)
}
