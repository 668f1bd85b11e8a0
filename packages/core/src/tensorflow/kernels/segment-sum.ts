import type { TensorInfo } from '../tensorflow.js'
import type { KernelContext } from './kernel-context.js'

/** Registers the sum of slices by segment, an embedding's gradient and a gather's, which TensorFlow.js's wasm backend lacks. */
export function registerSegmentSum(context: KernelContext): void {
  context.register<{ x: TensorInfo; segmentIds: TensorInfo }, { readonly numSegments: number }>(
    'UnsortedSegmentSum',
    (_kernels, { inputs: { x, segmentIds }, attrs: { numSegments }, backend }) => {
      const rest = x.shape.slice(1)
      const size = context.tf.util.sizeFromShape(rest)
      const sum = backend.makeOutput([numSegments, ...rest], x.dtype)
      const [to, from] = [backend.typedArrayFromHeap(sum), backend.typedArrayFromHeap(x)]
      to.fill(0)
      for (const [row, segment] of backend.typedArrayFromHeap(segmentIds).entries()) {
        if (segment < 0 || segment >= numSegments) continue
        for (let i = 0; i < size; i++) to[segment * size + i]! += from[row * size + i]!
      }
      return sum
    },
  )
}
