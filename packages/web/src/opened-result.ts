import { signal } from '@preact/signals'
import type { DrawnResult } from './worker/protocol.js'

/** The result of many comparisons on show, with the file that holds it; a study's own is in `shownStudy`. */
export interface OpenedResult extends DrawnResult {
  readonly file?: { readonly name: string; readonly text: string }
}

/** What was made here or opened. */
export const openedResult = signal<OpenedResult | undefined>(undefined)
