import { samePadding } from '@umbra/occlusion-wasm'
import type { KernelConfig, TensorFlow, TensorInfo } from '../tensorflow.js'

interface Call {
  readonly inputs: { readonly x: TensorInfo; readonly filter: TensorInfo }
  readonly attrs: {
    readonly pad: unknown
    readonly strides: number | readonly number[]
    readonly dilations?: number | readonly number[] | null
  }
}

const kernels = ['Conv2D', 'FusedConv2D', 'DepthwiseConv2dNative', 'FusedDepthwiseConv2D']

/**
 * TensorFlow.js's wasm convolutions with `same` padding leave the image out where a stride is larger than the kernel: the padding
 * that is missing comes out below zero and wraps around. There they are told the padding in numbers.
 */
export function mendSamePadding(tf: TensorFlow): void {
  for (const kernelName of kernels) {
    const replaced = tf.getKernel(kernelName, 'wasm')
    if (!replaced) continue
    tf.unregisterKernel(kernelName, 'wasm')
    const kernelFunc = (call: Call) => replaced.kernelFunc(mended(call) as never)
    tf.registerKernel({ ...replaced, kernelFunc } as unknown as KernelConfig)
  }
}

function mended(call: Call): Call {
  const { inputs, attrs } = call
  if (attrs.pad !== 'same') return call
  const strides = pairOf(attrs.strides)
  const dilations = pairOf(attrs.dilations ?? 1)
  const extents = dilations.map((rate, axis) => (inputs.filter.shape[axis]! - 1) * rate + 1)
  if (extents.every((extent, axis) => strides[axis]! <= extent)) return call
  const sides = [0, 1].map((axis) =>
    samePadding(inputs.x.shape[axis + 1]!, inputs.filter.shape[axis]!, strides[axis]!, dilations[axis]!),
  )
  return { ...call, attrs: { ...attrs, pad: [[0, 0], ...sides, [0, 0]] } }
}

function pairOf(value: number | readonly number[]): readonly [number, number] {
  return typeof value === 'number' ? [value, value] : [value[0]!, value[1]!]
}
