import type { Command } from 'commander'
import type { Context } from '../context.js'
import { addExamples } from '../terminal/help-examples.js'

const examples = `Examples:
  $ umbra doctor                         what this machine offers, and what will run on it
  $ umbra doctor --json                  the same for a program to read, or to attach to a report of a fault
`

/** `umbra doctor`: what this machine offers and what will run, tried out rather than guessed. */
export function configure(command: Command, context: Context): void {
  addExamples(command, examples).action(async () => (await import('../actions/doctor.js')).doctor(context))
}
