import type { TensorInfo } from '../tensorflow.js'
import type { KernelContext } from './kernel-context.js'

/** Registers the sum over leading axes, a bias's gradient, which TensorFlow.js transposes the whole tensor for. */
export function registerLeadingSum(context: KernelContext): void {
  context.register<{ x: TensorInfo }, { readonly axis: number | number[]; readonly keepDims: boolean }>(
    'Sum',
    (kernels, { inputs: { x }, attrs: { axis, keepDims }, backend }) => {
      const axes = context.tf.util.parseAxisParam(axis, x.shape).sort((a, b) => a - b)
      const summed = axes.length
      const leading = axes.every((value, index) => value === index)
      const columns = context.tf.util.sizeFromShape(x.shape.slice(summed))
      const rows = context.tf.util.sizeFromShape(x.shape.slice(0, summed))
      if (x.dtype !== 'float32' || !leading || summed === 0 || columns < 2 || rows === 0) return undefined
      const rest = x.shape.slice(summed)
      const sum = backend.makeOutput(keepDims ? [...axes.map(() => 1), ...rest] : rest, 'float32')
      kernels.run.columnSum(kernels.address(sum), kernels.address(x), rows, columns)
      return sum
    },
  )
}
