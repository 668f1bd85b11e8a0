import type { Command } from 'commander'
import type { Context } from '../context.js'
import { outOption } from '../options/shared-options.js'
import { addExamples } from '../terminal/help-examples.js'

const examples = `Examples:
  $ umbra study --shard 1/2 --out part-1         map the first half of the images, here or on another machine
  $ umbra study --shard 2/2 --out part-2         map the second half
  $ umbra merge part-1 part-2 --out whole        the very result of umbra study in one run
`

/** `umbra merge`: parts of a study or of its repetitions, computed apart, into the result of a single run. */
export function configure(command: Command, context: Context): void {
  addExamples(command, examples)
    .description(
      'Join the parts that umbra study or umbra robustness --shard i/n left in folders, in any order, into what a single run writes. ' +
        'Missing, repeated or mixed-up parts are refused. Neither model nor data are needed.',
    )
    .argument('<DIR...>', 'the folders of all parts')
    .addOption(outOption())
    .action(async (folders: string[], options) =>
      (await import('../actions/merge.js')).merge(folders, options, context),
    )
}
