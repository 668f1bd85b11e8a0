import { InputError, UmbraError } from '../../errors.js'
import { startSettled, type Tensor, type TensorFlow } from '../tensorflow.js'
import type { GraphicsAdapter } from './graphics-backend.js'

/** A card that TensorFlow.js computes on, and nobody else. */
export interface GraphicsCard extends GraphicsAdapter {
  readonly tf: TensorFlow
  /** Bytes that one tensor may take. */
  readonly largestTensor: number
  /**
   * Computes one tensor, float32, and reads it; everything else it makes is freed.
   *
   * @throws InputError ENGINE_UNSUPPORTED for an operation without a kernel, BACKEND_MEMORY; UmbraError BACKEND_LOST, BACKEND_FAILED
   */
  read(compute: () => Tensor): Promise<Float32Array>
  dispose(): void
}

/** What a card's API is asked for: its backend of TensorFlow.js, and what went wrong that no operation says. */
export interface CardDriver extends GraphicsAdapter {
  readonly kernelBackend: InstanceType<TensorFlow['KernelBackend']>
  readonly largestTensor: number
  /** Resolves with the reason when the card is lost. */
  readonly lost: Promise<string>
  /** Calls `compute`; what it asked of the card and went wrong is told when all is done. */
  watched<T>(compute: () => T): Watched<T>
  dispose(): void
}

export interface Watched<T> {
  readonly result: T
  faults(): Promise<CardFault | undefined>
}

export interface CardFault {
  readonly kind: 'memory' | 'other'
  readonly message: string
}

let started = 0

/** Puts a driver under a name of its own beside the backends TensorFlow.js has: a page may use these itself. */
export function graphicsCard(tf: TensorFlow, driver: CardDriver): GraphicsCard {
  const { backend, adapter, software, largestTensor } = driver
  const name = `umbra-${backend}-${++started}`
  tf.copyRegisteredKernels(backend, name)
  tf.registerBackend(name, () => driver.kernelBackend, 0)
  let lost: string | undefined
  const loss = driver.lost.then((reason) => {
    lost = reason
    throw lostCard(driver, reason)
  })
  // Waited for only while something is computed.
  loss.catch(() => {})

  async function read(compute: () => Tensor): Promise<Float32Array> {
    await startSettled()
    if (lost !== undefined) throw lostCard(driver, lost)
    try {
      const { result, faults } = driver.watched(() => {
        const tensor = onBackend(tf, name, () => tf.tidy(compute))
        return { tensor, values: tensor.data() as Promise<Float32Array> }
      })
      const values = await Promise.race([result.values, loss])
      const fault = await Promise.race([faults(), loss])
      result.tensor.dispose()
      if (fault) throw faultOf(driver, fault)
      return values
    } catch (error) {
      // An operation fails in its own words where the card is lost under it; the loss is told a moment later.
      await Promise.race([loss, new Promise((done) => setTimeout(done, 0))])
      throw error instanceof UmbraError ? error : failed(driver, error)
    }
  }

  return {
    ...{ tf, backend, adapter, software, largestTensor, read },
    dispose: () => {
      for (const { kernelName } of tf.getKernelsForBackend(name)) tf.unregisterKernel(kernelName, name)
      tf.removeBackend(name)
      driver.dispose()
    },
  }
}

/** Issues operations to a backend that is started, and goes back to the one before. */
function onBackend<T>(tf: TensorFlow, name: string, issue: () => T): T {
  const before: string | undefined = tf.getBackend()
  // Of a backend that is there, both are done before they return.
  void tf.setBackend(name)
  try {
    return issue()
  } finally {
    if (before && before !== name) void tf.setBackend(before)
  }
}

function lostCard({ backend, adapter }: GraphicsAdapter, reason: string): UmbraError {
  const why = reason === '' ? '' : ` (${reason})`
  return new UmbraError(
    'BACKEND_LOST',
    `backend ${backend}: the browser took ${adapter} away${why}; open the model again, or choose engine incremental`,
  )
}

function faultOf({ backend, adapter }: GraphicsAdapter, { kind, message }: CardFault): UmbraError {
  if (kind === 'other') return failed({ backend, adapter, software: false }, new Error(message))
  return new InputError(
    'BACKEND_MEMORY',
    `backend ${backend}: ${adapter} has too little memory; a smaller batchSize takes less, engine incremental none of it`,
  )
}

function failed({ backend, adapter }: GraphicsAdapter, cause: unknown): UmbraError {
  const message = String((cause as Error)?.message ?? cause).split('\n', 1)[0]!
  const kernel = /Kernel '(\w+)' not registered/.exec(message)?.[1]
  if (kernel) {
    return new InputError(
      'ENGINE_UNSUPPORTED',
      `backend ${backend}: TensorFlow.js has no ${kernel} there, which this model needs; choose engine incremental`,
      { cause },
    )
  }
  return new UmbraError('BACKEND_FAILED', `backend ${backend} on ${adapter}: ${message}`, { cause })
}
