import type { Context } from '../context.js'

/** Milliseconds between two questions. */
export const BEAT = 1000
/** Questions without an answer after which that is said, and after which a server is given up once the work is stopped. */
export const SAID = 5
export const PARTING = 2

/** Looks whether a server is still there. */
export interface Watch {
  /**
   * What comes of work that hangs on the server, which may never answer: waited for however long, but once it is stopped no longer
   * than the server answers.
   *
   * @throws what the work does; `signal.reason` where it was stopped and the server does not answer
   */
  whileAnswering<T>(work: Promise<T>): Promise<T>
  end(): void
}

/**
 * Asks a server something again and again, and says when it does not answer and when it does again. Questions are counted, not
 * seconds: a process that computes for long hears nothing meanwhile, and nothing is wrong.
 *
 * @param ask - settles when the server answers; never, where it does not
 */
export function watchServer(
  ask: () => Promise<unknown>,
  name: string,
  { signal, terminal }: Pick<Context, 'signal' | 'terminal'>,
): Watch {
  const gone = new AbortController()
  let [unanswered, isAsking, isAway] = [0, false, false]
  const heard = () => {
    if (isAway) terminal.note(`${name} answers again`)
    ;[unanswered, isAway] = [0, false]
  }
  const timer = setInterval(() => {
    unanswered++
    if (signal.aborted && unanswered > PARTING) gone.abort(signal.reason)
    if (unanswered > SAID && !isAway) {
      isAway = true
      terminal.note(`${name} does not answer: waiting until it does`)
    }
    if (isAsking) return
    isAsking = true
    void ask()
      .then(heard, () => undefined)
      .finally(() => {
        isAsking = false
      })
  }, BEAT)
  return {
    whileAnswering: (work) => orAborted(work, gone.signal),
    end: () => clearInterval(timer),
  }
}

async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let leave = () => {}
  const left = new Promise<never>((_, reject) => {
    leave = () => reject(signal.reason)
    signal.addEventListener('abort', leave)
  })
  if (signal.aborted) leave()
  try {
    return await Promise.race([work, left])
  } finally {
    signal.removeEventListener('abort', leave)
  }
}
