import type { Command } from 'commander'
import type { Terminal } from './terminal/terminal.js'

/** What a command works with besides its own options. */
export interface Context {
  readonly terminal: Terminal
  /** Aborted by the first Ctrl-C, with an `Interruption`. */
  readonly signal: AbortSignal
  /** What was typed, as one line a shell would take: `umbra study --classes 3,5`. */
  readonly commandLine: string
  /**
   * The line that reproduces the result: the choices that differ from the defaults, wherever they came from, in the order
   * of the help, and none that changes no result.
   */
  readonly reproducibleLine: string
  /** Every command with its options, for what is about all of them. */
  allCommands(): Promise<readonly Command[]>
}

/** Why work stopped: a person pressed Ctrl-C, or the system asked. */
export class Interruption extends Error {
  override readonly name = 'Interruption'
  readonly code = 'INTERRUPTED'

  constructor() {
    super('INTERRUPTED: stopped before the end')
  }
}
