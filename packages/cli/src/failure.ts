import { hintFor } from './hints.js'

/** How a run that did not succeed ends. */
export interface Failure {
  readonly exitCode: 1 | 2 | 130
  readonly code: string
  /** What was wrong, on one line. */
  readonly message: string
  /** What to do. */
  readonly hint?: string | undefined
  /** Where it happened, for those who asked. */
  readonly stack: string
}

/** Errors of the operating system that say what a person can do something about. */
const SYSTEM: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EACCES: 'permission denied',
  EMFILE: 'too many files are open',
  EROFS: 'the file system is read-only',
}

/**
 * What to tell a person about an error. Wrong input ends with 2, an interruption with 130, all else with 1.
 */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof Error)) {
    return { exitCode: 1, code: 'UNEXPECTED', message: String(error), stack: '' }
  }
  const exitCode = error.name === 'Interruption' ? 130 : error.name === 'InputError' ? 2 : 1
  const { code, message } = described(error)
  return { exitCode, code, message, hint: hintFor(code), stack: stacks(error) }
}

function described(error: Error): { readonly code: string; readonly message: string } {
  const { code } = error as { readonly code?: unknown }
  if (typeof code !== 'string') return { code: 'UNEXPECTED', message: oneLine(error.message || error.name) }
  const known = SYSTEM[code]
  if (known) return { code, message: `${known} (${oneLine(error.message)})` }
  return { code, message: oneLine(error.message.replace(`${code}: `, '')) }
}

/** What is quoted from files may hold line ends and a terminal's control sequences. */
function oneLine(text: string): string {
  return text.replace(/\s*\p{Cc}+\s*/gu, ' ').trim()
}

function stacks(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${stacks(error.cause)}` : ''
  return `${error.stack ?? error.message}${cause}`
}
