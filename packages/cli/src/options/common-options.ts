import type { Command } from 'commander'

/** Colours are decided before options are read: wherever this stands on the line. */
export const NO_COLOUR = '--no-color'

/** Options that every command has. */
export function addCommonOptions(command: Command): void {
  command
    .helpOption('-h, --help', 'print this help')
    .option('--json', 'print one JSON document on stdout and nothing else')
    .option('--quiet', 'no progress and no notes')
    .option('--verbose', 'say more on the way and, with an error, print its stack')
    .option(NO_COLOUR, 'no colours; nor are there any with NO_COLOR set, or where no terminal shows them')
    .option(
      '--config <FILE>',
      'options as JSON (default: umbra.config.json, where there is one); UMBRA_… variables and flags go before it',
    )
    .option('--show-config', 'print every option with where its value comes from, and do nothing')
}
