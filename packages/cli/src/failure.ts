import { shortened } from '@umbra/core/printable'
import { hintFor } from './hints.js'

/** How a run that did not succeed ends. */
export interface Failure {
  readonly exitCode: 1 | 2 | 3 | 75 | 130
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
  EIO: 'the device does not answer',
  ENOENT: 'a file or folder has been removed meanwhile',
  EDQUOT: 'the quota is used up',
  EFBIG: 'the file would be larger than is allowed here',
  ENFILE: 'too many files are open',
  EPERM: 'the system does not permit it',
  ESTALE: 'the file server has lost the file',
  EROFS: 'the file system is read-only',
}

/**
 * What to tell a person about an error. Wrong input ends with 2, work of which a piece failed with 3, what another run holds with 75, an interruption with 130, all
 * else with 1.
 */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof Error)) {
    return { exitCode: 1, code: 'UNEXPECTED', message: String(error), stack: '' }
  }
  const { code, message } = described(error)
  return { exitCode: EXIT_CODES[error.name] ?? 1, code, message, hint: hintFor(code), stack: stacks(error) }
}

/** By the name of the error. 75 is EX_TEMPFAIL of sysexits.h: trying again later may succeed. */
const EXIT_CODES: Readonly<Record<string, Failure['exitCode']>> = {
  InputError: 2,
  UnitsSetAside: 3,
  InUse: 75,
  Interruption: 130,
}

function described(error: Error): { readonly code: string; readonly message: string } {
  if (isLackOfMemory(error)) {
    return { code: 'OUT_OF_MEMORY', message: `there is not enough memory (${oneLine(error.message)})` }
  }
  const { code } = error as { readonly code?: unknown }
  if (typeof code !== 'string') return { code: 'UNEXPECTED', message: oneLine(error.message || error.name) }
  const message = oneLine(error.message.replace(`${code}: `, ''))
  const known = SYSTEM[code]
  return { code, message: known ? `${known} (${message})` : message }
}

/** What Node and V8 say where memory is not to be had, of whatever kind; a negative length is a fault of another kind. */
const LACKS =
  /allocation failed|could not allocate memory|unable to grow|reaching memory limit|maximum memory size|invalid (typed )?array (buffer )?length(: \d+)?$|invalid string length/i

const LACK_CODES: readonly unknown[] = [
  'ENOMEM',
  'ERR_WORKER_OUT_OF_MEMORY',
  'ERR_STRING_TOO_LONG',
  'ERR_BUFFER_TOO_LARGE',
]

function isLackOfMemory(error: Error): boolean {
  const { code } = error as { readonly code?: unknown }
  if (LACK_CODES.includes(code)) return true
  const inWorker = code === 'WORKER_FAILED' || code === 'TRAINING_WORKER_FAILED'
  return (inWorker || (error instanceof RangeError && code === undefined)) && LACKS.test(error.message)
}

/** What is quoted from files may hold line ends and a terminal's control sequences, and have no end. */
function oneLine(text: string): string {
  return shortened(text.replace(/\s*\p{Cc}+\s*/gu, ' '))
}

function stacks(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${stacks(error.cause)}` : ''
  return `${error.stack ?? error.message}${cause}`
}
