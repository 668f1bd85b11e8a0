import { importTensorFlow, webGpuBackend } from '../tensorflow.js'
import { toldByWebGpu, webGpuAdapter } from './find-adapter.js'
import {
  type CardDriver,
  type CardFault,
  type GraphicsCard,
  graphicsCard,
  type Watched,
} from './graphics-card.js'

/** What may go wrong on a device without an exception, most telling first. */
const FILTERS = ['out-of-memory', 'validation', 'internal'] as const satisfies GPUErrorFilter[]

/** Limits that TensorFlow.js's programs use as far as the adapter goes. */
const LIMITS = [
  'maxComputeWorkgroupStorageSize',
  'maxComputeWorkgroupsPerDimension',
  'maxStorageBufferBindingSize',
  'maxBufferSize',
  'maxComputeWorkgroupSizeX',
  'maxComputeInvocationsPerWorkgroup',
] as const

/**
 * TensorFlow.js on WebGPU, which computes in float32.
 *
 * @throws InputError BACKEND_MISSING, TENSORFLOW_MISSING
 */
export async function webGpuCard(): Promise<GraphicsCard> {
  const adapter = await webGpuAdapter()
  const [tf, { WebGPUBackend }] = await Promise.all([importTensorFlow(), webGpuBackend()])
  tf.enableProdMode()
  const requiredLimits = Object.fromEntries(LIMITS.map((name) => [name, adapter.limits[name]]))
  const device = await adapter.requestDevice({ requiredLimits })
  const driver: CardDriver = {
    ...toldByWebGpu(adapter),
    kernelBackend: new WebGPUBackend(device as never, adapter.info as never),
    largestTensor: Math.min(adapter.limits.maxStorageBufferBindingSize, adapter.limits.maxBufferSize),
    lost: device.lost.then(({ reason, message }) => message || reason || ''),
    watched: (compute) => watched(device, compute),
    dispose: () => device.destroy(),
  }
  return graphicsCard(tf, driver)
}

function watched<T>(device: GPUDevice, compute: () => T): Watched<T> {
  // Scopes are closed in the opposite order.
  for (const filter of [...FILTERS].reverse()) device.pushErrorScope(filter)
  const scopes = () => FILTERS.map(() => device.popErrorScope())
  let result: T
  try {
    result = compute()
  } catch (error) {
    for (const scope of scopes()) scope.catch(() => {})
    throw error
  }
  const popped = scopes()
  return { result, faults: async () => faultAmong(await Promise.all(popped)) }
}

function faultAmong(errors: readonly (GPUError | null)[]): CardFault | undefined {
  const at = errors.findIndex((error) => error !== null)
  if (at < 0) return undefined
  return { kind: FILTERS[at] === 'out-of-memory' ? 'memory' : 'other', message: errors[at]!.message }
}
