import { availableThreads, spawnTrainingWorker } from '#spawn-worker'
import { InputError, UmbraError } from '../errors.js'
import { breathe } from '../work/pause.js'
import { GradientComputer, type GradientTask, type MicroBatchOutcome } from './gradient-computer.js'
import type { MicroBatch } from './micro-batches.js'
import type { ParameterMemory } from './parameter-memory.js'
import type { SentError, TrainingRequest, TrainingResponse, WorkerHandle } from './protocol.js'

/** Something that computes the gradients of a batch into the parameter memory. */
export interface GradientPool {
  readonly threads: number
  /** Why no workers run although they were to: with `auto`, a host may not let them start. */
  readonly shortfall?: string | undefined
  /** Outcomes in the order of the micro-batches, whichever thread computed them. @param step - number of the optimiser's step */
  compute(step: number, microBatches: readonly MicroBatch[]): Promise<MicroBatchOutcome[]>
  /** The network's outputs [n, K] for each stack of images [n, H, W, C]. */
  predict(step: number, stacks: readonly Float32Array[]): Promise<Float32Array[]>
  dispose(): void
}

/**
 * Uses `threads` workers, or the calling thread if that is 1.
 *
 * @param threads - `auto`: one for each core, if that helps; where none starts, the calling thread
 * @throws UmbraError `TRAINING_WORKER_FAILED` if workers that were asked for by number do not start
 */
export async function createGradientPool(
  threads: number | 'auto',
  microBatches: number,
  task: GradientTask,
  parameters: ParameterMemory,
): Promise<GradientPool> {
  const count = Math.min(threads === 'auto' ? availableThreads() : threads, microBatches)
  if (count === 1) return CallingThreadGradients.create(task, parameters)
  try {
    return await WorkerGradients.create(count, task, parameters)
  } catch (error) {
    const started = !(error instanceof UmbraError && error.code === 'TRAINING_WORKER_FAILED')
    if (started || threads !== 'auto') throw error
    return CallingThreadGradients.create(task, parameters, error.message.replace(`${error.code}: `, ''))
  }
}

class CallingThreadGradients implements GradientPool {
  readonly threads = 1
  readonly shortfall: string | undefined
  readonly #computer: GradientComputer
  readonly #parameters: ParameterMemory

  static async create(
    task: GradientTask,
    parameters: ParameterMemory,
    shortfall?: string,
  ): Promise<CallingThreadGradients> {
    return new CallingThreadGradients(await GradientComputer.create(task), parameters, shortfall)
  }

  private constructor(
    computer: GradientComputer,
    parameters: ParameterMemory,
    shortfall: string | undefined,
  ) {
    this.shortfall = shortfall
    this.#computer = computer
    this.#parameters = parameters
  }

  async compute(_step: number, microBatches: readonly MicroBatch[]): Promise<MicroBatchOutcome[]> {
    const { weights, gradients } = this.#parameters
    this.#computer.setWeights(weights)
    const outcomes = microBatches.map((part) => this.#computer.compute(part, gradients[part.slot]!))
    await breathe()
    return outcomes
  }

  async predict(_step: number, stacks: readonly Float32Array[]): Promise<Float32Array[]> {
    this.#computer.setWeights(this.#parameters.weights)
    return stacks.map((images) => this.#computer.predict(images))
  }

  dispose(): void {
    this.#computer.dispose()
  }
}

class WorkerGradients implements GradientPool {
  readonly threads: number
  readonly #workers: readonly TrainingWorker[]
  readonly #parameters: ParameterMemory

  static async create(
    count: number,
    task: GradientTask,
    parameters: ParameterMemory,
  ): Promise<WorkerGradients> {
    const workers = Array.from({ length: count }, () => new TrainingWorker(spawnTrainingWorker()))
    const { weights, gradients } = parameters
    const shared = parameters.shared ? { weights, gradients } : undefined
    const start = { type: 'start', task, ...(shared && { shared }) } as const
    const pool = new WorkerGradients(workers, parameters)
    try {
      await Promise.all(workers.map((worker) => worker.ask('ready', start)))
    } catch (error) {
      pool.dispose()
      throw error
    }
    return pool
  }

  private constructor(workers: readonly TrainingWorker[], parameters: ParameterMemory) {
    this.threads = workers.length
    this.#workers = workers
    this.#parameters = parameters
  }

  compute(step: number, microBatches: readonly MicroBatch[]): Promise<MicroBatchOutcome[]> {
    return this.#share(microBatches, async (worker, microBatch) => {
      const request = { type: 'compute', step, microBatch, ...this.#weightsToSend() } as const
      const { outcome, gradient } = await worker.ask('computed', request, [
        microBatch.images.buffer as ArrayBuffer,
      ])
      if (gradient) this.#parameters.gradients[microBatch.slot]!.set(gradient)
      return outcome
    })
  }

  predict(step: number, stacks: readonly Float32Array[]): Promise<Float32Array[]> {
    return this.#share(stacks, async (worker, images) => {
      const request = { type: 'predict', step, images: images.slice(), ...this.#weightsToSend() } as const
      return (await worker.ask('predicted', request)).outputs
    })
  }

  /**
   * Each worker takes the next piece of work as it gets free, and one ahead, so that it need not wait for this thread; results
   * come in the order of the work.
   */
  async #share<Work, Result>(
    work: readonly Work[],
    done: (worker: TrainingWorker, piece: Work) => Promise<Result>,
  ): Promise<Result[]> {
    const results = new Array<Result>(work.length)
    const waiting = work.entries()
    await Promise.all(
      [...this.#workers, ...this.#workers].map(async (worker) => {
        for (const [index, piece] of waiting) results[index] = await done(worker, piece)
      }),
    )
    return results
  }

  #weightsToSend(): { weights?: Float32Array } {
    return this.#parameters.shared ? {} : { weights: this.#parameters.weights.slice() }
  }

  dispose(): void {
    for (const worker of this.#workers) worker.dispose()
  }
}

interface Question {
  answer(response: TrainingResponse): void
  reject(error: Error): void
}

/** One worker, which answers in the order it is asked; its failure, or death, rejects what it was asked. */
class TrainingWorker {
  readonly #handle: WorkerHandle
  readonly #questions: Question[] = []
  #death: Error | undefined

  constructor(handle: WorkerHandle) {
    this.#handle = handle
    handle.onMessage((response) => {
      const question = this.#questions.shift()
      if (response.type === 'failed') question?.reject(receivedError(response.error))
      else question?.answer(response)
    })
    handle.onDeath((reason) => {
      this.#death ??= new UmbraError('TRAINING_WORKER_FAILED', `a training worker died: ${reason}`)
      for (const question of this.#questions.splice(0)) question.reject(this.#death)
    })
  }

  ask<T extends TrainingResponse['type']>(
    answer: T,
    request: TrainingRequest,
    transfer: ArrayBuffer[] = [],
  ): Promise<TrainingResponse & { type: T }> {
    return new Promise((resolve, reject) => {
      if (this.#death) return reject(this.#death)
      const accept = (response: TrainingResponse) => {
        if (isOfType(response, answer)) resolve(response)
        else
          reject(new UmbraError('TRAINING_WORKER_FAILED', `it answered ${response.type}, expected ${answer}`))
      }
      this.#questions.push({ answer: accept, reject })
      this.#handle.post(request, transfer)
    })
  }

  dispose(): void {
    this.#handle.terminate()
  }
}

function isOfType<T extends TrainingResponse['type']>(
  response: TrainingResponse,
  type: T,
): response is TrainingResponse & { type: T } {
  return response.type === type
}

/** The error as it was thrown in the worker. */
function receivedError({ message, stack, code, input }: SentError): Error {
  if (!code) return new UmbraError('TRAINING_WORKER_FAILED', message, { cause: stack })
  const detail = message.slice(code.length + 2)
  return input ? new InputError(code, detail) : new UmbraError(code, detail)
}
