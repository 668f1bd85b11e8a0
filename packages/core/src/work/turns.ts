import { breathe } from './pause.js'

/** How long work goes on before other events get their turn; the step under way is finished first. */
const TURN_MS = 16

/**
 * Lets the host's other events in between the short steps of long work on this thread, though not after every one.
 *
 * @returns to be awaited after each step: rejects with `signal.reason` once that is aborted
 */
export function inTurns(signal?: AbortSignal): () => Promise<void> {
  let began = performance.now()
  return async () => {
    signal?.throwIfAborted()
    if (performance.now() - began < TURN_MS) return
    await breathe()
    began = performance.now()
  }
}
