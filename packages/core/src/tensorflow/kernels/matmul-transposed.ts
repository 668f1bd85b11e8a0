import type { TensorInfo } from '../tensorflow.js'
import type { KernelContext } from './kernel-context.js'
import type { BoundKernels } from './wasm-backend.js'

interface MatMulAttributes {
  readonly transposeA: boolean
  readonly transposeB: boolean
}

/** Registers the products with a transposed factor that a dense layer's gradients are; plain products stay as they are. */
export function registerTransposedMatMul(context: KernelContext): void {
  context.register<{ a: TensorInfo; b: TensorInfo }, MatMulAttributes>(
    'BatchMatMul',
    (kernels, { inputs: { a, b }, attrs: { transposeA, transposeB }, backend }) => {
      const batch = a.shape.slice(0, -2)
      if (!transposeA && !transposeB) return undefined
      if (a.dtype !== 'float32' || b.dtype !== 'float32') return undefined
      if (String(batch) !== String(b.shape.slice(0, -2))) return undefined
      const [aRows, aColumns] = a.shape.slice(-2) as [number, number]
      const [bRows, bColumns] = b.shape.slice(-2) as [number, number]
      const [m, k] = transposeA ? [aColumns, aRows] : [aRows, aColumns]
      const n = transposeB ? bRows : bColumns
      const c = backend.makeOutput([...batch, m, n], 'float32')
      const count = batch.reduce((product, size) => product * size, 1)
      for (let i = 0; i < count; i++) {
        const [to, left, right] = [c, a, b].map((t) => matrixAddress(kernels, t, i)) as [
          number,
          number,
          number,
        ]
        if (!transposeB) kernels.run.matMulColumns(to, left, right, m, n, k, 1, m)
        else if (!transposeA) kernels.run.matMulRows(to, left, right, m, n, k)
        else {
          kernels.withScratch(4 * m * k, (turned) => {
            kernels.run.transpose(turned, left, k, m)
            kernels.run.matMulRows(to, turned, right, m, n, k)
          })
        }
      }
      return c
    },
  )
}

function matrixAddress(kernels: BoundKernels, tensor: TensorInfo, index: number): number {
  const [rows, columns] = tensor.shape.slice(-2) as [number, number]
  return kernels.address(tensor) + 4 * index * rows * columns
}
