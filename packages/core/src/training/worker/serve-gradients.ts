import { InputError, UmbraError } from '../../errors.js'
import { GradientComputer } from '../gradient-computer.js'
import type { SentError, TrainingRequest, TrainingResponse } from '../protocol.js'

/** A worker's side of training: answers each request, one after the other. */
export function serveGradients(
  post: (response: TrainingResponse, transfer: ArrayBuffer[]) => void,
): (request: TrainingRequest) => void {
  let computer: GradientComputer
  let shared: (TrainingRequest & { type: 'start' })['shared']
  let step = -1

  async function answer(request: TrainingRequest): Promise<TrainingResponse> {
    if (request.type === 'start') {
      computer = await GradientComputer.create(request.task)
      shared = request.shared
      return { type: 'ready' }
    }
    const weights = shared?.weights ?? request.weights!
    if (request.step !== step) computer.setWeights(weights)
    step = request.step
    if (request.type === 'predict') return { type: 'predicted', outputs: computer.predict(request.images) }
    const { microBatch } = request
    const gradient = shared?.gradients[microBatch.slot] ?? new Float32Array(weights.length)
    const outcome = computer.compute(microBatch, gradient)
    return { type: 'computed', outcome, ...(!shared && { gradient }) }
  }

  let last: Promise<void> = Promise.resolve()
  return (request) => {
    last = last
      .then(() => answer(request))
      .catch((error): TrainingResponse => ({ type: 'failed', error: sentError(error) }))
      .then((response) => {
        const gradient = response.type === 'computed' ? response.gradient : undefined
        post(response, gradient ? [gradient.buffer as ArrayBuffer] : [])
      })
  }
}

function sentError(error: unknown): SentError {
  const { message, stack } = error instanceof Error ? error : new Error(String(error))
  const code = error instanceof UmbraError ? error.code : undefined
  return { message, stack, code, input: error instanceof InputError }
}
