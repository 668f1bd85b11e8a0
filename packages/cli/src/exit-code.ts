import { CommanderError } from 'commander'
import { Interrupted } from './interrupted.js'

/** What the shell is told; part of the command line's contract. */
export const exitCodes = { done: 0, failed: 1, wrongInput: 2, partial: 3, interrupted: 130 } as const

/**
 * The exit code an error deserves. Errors of @umbra/core are told by name and not by class, so that deciding needs no
 * import of it.
 */
export function exitCodeOf(error: unknown): number {
  if (error instanceof Interrupted) return exitCodes.interrupted
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.wrongInput
  if (error instanceof Error && error.name === 'InputError') return exitCodes.wrongInput
  return exitCodes.failed
}
