import type { Dataset } from '@umbra/core/explain'
import type { InteractionsDocument } from '@umbra/core/study'
import type { Command } from 'commander'
import type { DocumentedExplanations } from './output/manifest.js'
import type { ImageToExplain } from './pictures/images-to-explain.js'
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
  /** Every command with its options, for what is about all of them; what they do is done in the context given. @default this one */
  allCommands(context?: Context): Promise<readonly Command[]>
  /** Present where a result that is there already is made once more, to be compared with it. */
  readonly replay?: Replay
}

/** A result made once more: what no computing can repeat is taken from the result that is there. */
export interface Replay {
  /** A result with when, by whom, how long and on how many threads it was computed as recorded. */
  asRecorded<R extends object>(result: R): R
  /** The images under the names they had. @throws InputError VERIFY_IMAGE where they are other images */
  images(images: readonly ImageToExplain[]): Promise<readonly ImageToExplain[]>
  /** Pictures as data under the name they had. @throws InputError VERIFY_IMAGE where they are other pictures */
  pictures(data: Dataset): Dataset
  /** What a folder of explanations says of itself, with when, by which version and on how many threads as recorded. */
  documented(documented: DocumentedExplanations): DocumentedExplanations
  /** What parts of images do together with how long it took and on how many threads as recorded. */
  interactions(document: InteractionsDocument): InteractionsDocument
}

/** Why work stopped: a person pressed Ctrl-C, or the system asked. */
export class Interruption extends Error {
  override readonly name = 'Interruption'
  readonly code = 'INTERRUPTED'

  constructor() {
    super('INTERRUPTED: stopped before the end')
  }
}
