import { memoryAt, memoryOfOne } from '../../engine/memory/runner-memory.js'
import { type IncrementalRunner, runnerIn } from '../../engine/runner.js'
import { KernelError } from '../../kernels/kernel-error.js'
import { attendBoard } from '../board/attend-board.js'
import { SliceSize } from '../portion.js'
import type { ScoringRequest, ScoringResponse } from '../protocol.js'

/** A worker's side of scoring: answers each request, one after the other. */
export function serveScores(
  post: (response: ScoringResponse, transfer: ArrayBuffer[]) => void,
): (request: ScoringRequest) => void {
  let runner: IncrementalRunner
  let windows = new Int32Array(0)
  let base = new Float32Array(0)
  const sliceSize = new SliceSize()

  async function answer(request: ScoringRequest): Promise<ScoringResponse | undefined> {
    if (request.type === 'start') {
      const { network, kernels, place } = request
      runner = runnerIn(network, kernels, place ? memoryAt(place) : memoryOfOne(kernels))
      return { type: 'ready', plan: runner.plan }
    }
    if (request.type === 'attend') {
      attendBoard(request.seat, runner, sliceSize)
      return undefined
    }
    const began = performance.now()
    const { multiplyAdds: before, corrected: correctedBefore } = runner
    if (request.windows) windows = request.windows as Int32Array<ArrayBuffer>
    if (request.image) {
      const { pixels, baseline, fill } = request.image
      base = runner.begin(pixels, baseline, fill).slice()
    }
    const covered = new Float32Array((request.to - request.from) * runner.classes)
    runner.scoreWindows(windows, request.from, request.to, covered)
    const multiplyAdds = runner.multiplyAdds - before
    const corrected = runner.corrected - correctedBefore
    const milliseconds = performance.now() - began
    return { type: 'scored', base, covered, milliseconds, multiplyAdds, corrected }
  }

  let last: Promise<void> = Promise.resolve()
  return (request) => {
    last = last
      .then(() => answer(request))
      .catch((error: unknown): ScoringResponse => {
        const { message, stack } = error instanceof Error ? error : new Error(String(error))
        const attending = request.type === 'attend'
        if (!(error instanceof KernelError)) return { type: 'failed', message, stack, attending }
        return { type: 'failed', message: error.detail, stack, code: error.code, attending }
      })
      .then((response) => {
        if (response)
          post(response, response.type === 'scored' ? [response.covered.buffer as ArrayBuffer] : [])
      })
  }
}
