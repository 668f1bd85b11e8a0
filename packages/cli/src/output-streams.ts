/** Codes of a stream that is read by nobody any more. */
const BROKEN_PIPE = 'EPIPE'

interface FailingStream {
  on(event: 'error', listener: (error: NodeJS.ErrnoException) => void): unknown
}

/** Why work stopped: nobody reads its results any more, which is no failure. */
export class Unread extends Error {
  override readonly name = 'Unread'
}

/** What became of the streams a run writes to. */
export interface OutputStreams {
  /** Why standard output took no more, if so. */
  readonly outputFailure: Error | undefined
  /** Whether something that had to be said could not be. */
  readonly errorsLost: boolean
}

/**
 * Watches both streams. A reader of standard output such as `head` has seen enough: the work ends cleanly, so that no folder keeps a lock or
 * cells, which is no failure, but one that is found on the way still counts. Work that nobody watches any more ends as SIGPIPE would end it.
 * Standard output on a full disk stops the work, since nobody would get its results; a full disk under standard error does not, for they
 * may be right all the same.
 *
 * @param events.exit - ends the process at once
 * @param events.stop - ends the work cleanly, for the reason given
 * @param events.isStopping - whether it is ending already, when a terminal that is gone takes no last words
 */
export function watchStreams(
  output: FailingStream,
  errors: FailingStream,
  events: {
    exit(code: number): void
    stop(reason: Error): void
    isStopping(): boolean
  },
): OutputStreams {
  const state: { -readonly [K in keyof OutputStreams]: OutputStreams[K] } = {
    outputFailure: undefined,
    errorsLost: false,
  }
  output.on('error', (cause) => {
    const { code = 'EIO' } = cause
    if (code === BROKEN_PIPE) return events.stop(new Unread('EPIPE: nobody reads standard output'))
    if (state.outputFailure) return
    const failure = new Error(`${code}: standard output cannot be written`, { cause })
    state.outputFailure = Object.assign(failure, { code })
    events.stop(failure)
  })
  errors.on('error', ({ code }) => {
    if (code === BROKEN_PIPE && !events.isStopping()) events.exit(141)
    state.errorsLost = true
  })
  return state
}
