import type { Command } from 'commander'
import type { Terminal } from '../terminal/terminal.js'

/** Options that every command has, and their effect on the terminal. */
export function addCommonOptions(command: Command, terminal: Terminal): void {
  command
    .helpOption('-h, --help', 'print this help')
    .option('--json', 'print one JSON document on stdout and nothing else')
    .option('--quiet', 'no progress and no notes')
    .option('--verbose', 'with an error, print its stack')
    .hook('preAction', () => {
      const { json, quiet } = command.opts<{ json?: boolean; quiet?: boolean }>()
      terminal.configure({ json: json === true, quiet: quiet === true })
    })
}
