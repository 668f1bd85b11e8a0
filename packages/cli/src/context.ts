import type { Terminal } from './terminal/terminal.js'

/** What a command works with besides its own options. */
export interface Context {
  readonly terminal: Terminal
  /** Aborted by the first Ctrl-C, with an `Interruption`. */
  readonly signal: AbortSignal
  /** What was typed, as one line a shell would take: `umbra study --classes 3,5`. */
  readonly commandLine: string
}

/** Why work stopped: a person pressed Ctrl-C, or the system asked. */
export class Interruption extends Error {
  override readonly name = 'Interruption'
  readonly code = 'INTERRUPTED'

  constructor() {
    super('INTERRUPTED: stopped before the end')
  }
}
