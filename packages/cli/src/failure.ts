import { hintFor } from './hints.js'

/** How a run that did not succeed ends. */
export interface Failure {
  readonly exitCode: 1 | 2 | 130
  /** Lines for stderr: what was wrong, then what to do. */
  readonly lines: readonly string[]
}

/** Errors of the operating system that say what a person can do something about. */
const SYSTEM: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EACCES: 'permission denied',
  EMFILE: 'too many files are open',
  EROFS: 'the file system is read-only',
}

/**
 * Tells an error to a person in one line, with a hint; the stack only where asked for.
 *
 * Wrong input ends with 2, an interruption with 130, all else with 1.
 */
export function failureOf(error: unknown, verbose: boolean): Failure {
  if (!(error instanceof Error)) return { exitCode: 1, lines: [`umbra: UNEXPECTED: ${String(error)}`] }
  const { code, message } = described(error)
  const hint = hintFor(code)
  const exitCode = error.name === 'Interruption' ? 130 : error.name === 'InputError' ? 2 : 1
  const lines = [`umbra: ${code}: ${message}`, ...(hint ? [`  hint: ${hint}`] : [])]
  return { exitCode, lines: verbose ? [...lines, stacks(error)] : lines }
}

function described(error: Error): { readonly code: string; readonly message: string } {
  const { code } = error as { readonly code?: unknown }
  if (typeof code !== 'string') return { code: 'UNEXPECTED', message: oneLine(error.message || error.name) }
  const known = SYSTEM[code]
  if (known) return { code, message: `${known} (${oneLine(error.message)})` }
  return { code, message: oneLine(error.message.replace(`${code}: `, '')) }
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ').trim()
}

function stacks(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${stacks(error.cause)}` : ''
  return `${error.stack ?? error.message}${cause}`
}
