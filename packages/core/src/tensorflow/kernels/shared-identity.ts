import type { TensorInfo } from '../tensorflow.js'
import type { KernelContext } from './kernel-context.js'

/**
 * Registers an Identity that shares its input's memory, as the other backends' do: TensorFlow.js's wasm backend copies it, for
 * every tensor kept for a gradient. No kernel writes to its inputs.
 */
export function registerSharedIdentity(context: KernelContext): void {
  context.register<{ x: TensorInfo }, object>('Identity', (_kernels, { inputs: { x }, backend }) => {
    backend.incRef(x.dataId)
    return { dataId: x.dataId, shape: x.shape, dtype: x.dtype }
  })
}
