import type { Network } from '@umbra/occlusion-wasm'
import type { NetworkModel } from './model.js'

/** Bytes below which a buffer is left to the garbage collection; small ones may be others' too. */
const LARGE = 1 << 20

/**
 * Frees the memory of buffers, whose arrays are empty from then on. A garbage collection would do as much some time later: after
 * the next hundreds of megabytes, at worst.
 */
export async function letGo(buffers: Iterable<ArrayBufferLike>): Promise<void> {
  const large = [...new Set(buffers)].filter(
    (buffer): buffer is ArrayBuffer => buffer instanceof ArrayBuffer && buffer.byteLength >= LARGE,
  )
  if (large.length === 0) return
  // What is sent to a closed port goes to nobody.
  const { port1, port2 } = new MessageChannel()
  port1.postMessage(undefined, large)
  port1.close()
  port2.close()
  await new Promise((resolve) => setTimeout(resolve))
}

/** Frees a network's kernels, for those who have packed them into memory of their own. */
export function letGoOfKernels({ layers }: Network): Promise<void> {
  return letGo(layers.flatMap((layer) => ('kernel' in layer ? [layer.kernel.buffer] : [])))
}

/**
 * A model with its network alone, and the file that it was read from let go of. Kernels that are where they were in the file keep it;
 * what is small is copied.
 */
export async function withoutOriginal(model: NetworkModel): Promise<NetworkModel> {
  const { original, network, ...rest } = model
  if (!original || !network) return model
  const files = (
    original.kind === 'onnx'
      ? [original.bytes, ...original.external.values()]
      : [new Uint8Array(original.weights)]
  ).filter(({ byteOffset, byteLength, buffer }) => byteOffset === 0 && byteLength === buffer.byteLength)
  const buffers = new Set<ArrayBufferLike>(files.map(({ buffer }) => buffer))
  const layers = network.layers.map((layer) => {
    const entries = Object.entries(layer).map(([key, value]) => {
      if (!(value instanceof Float32Array) || !buffers.has(value.buffer)) return [key, value]
      if (value.byteLength < LARGE) return [key, value.slice()]
      buffers.delete(value.buffer)
      return [key, value]
    })
    return Object.fromEntries(entries) as typeof layer
  })
  await letGo(buffers)
  return { ...rest, network: { ...network, layers } }
}
