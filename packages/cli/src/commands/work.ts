import type { Command } from 'commander'
import type { Context } from '../context.js'
import { readCount } from '../options/read-value.js'
import { queueOptions, threadsOption } from '../options/shared-options.js'
import { addExamples } from '../terminal/help-examples.js'

const examples = `Examples:
  $ umbra work --queue redis://host               take units until there are none
  $ umbra work --queue redis://host --wait        and wait for more, until stopped
  $ umbra study --queue redis://host              what puts units there
`

/** `umbra work`: computes the units of other runs. */
export function configure(command: Command, context: Context): void {
  addExamples(command, examples).description(
    'Take units from a queue and compute them, on as many machines as there are, started and stopped at any time. Models and ' +
      'images come by the queue, or in --shared.',
  )
  for (const option of queueOptions()) command.addOption(option)
  command
    .addOption(threadsOption())
    .option('--wait', 'wait for units when there are none, until stopped')
    .option(
      '--lock <SECONDS>',
      'how long a unit stays with a worker that is not heard of (default: 30)',
      readCount('lock', 3600, 1),
    )
    .action(async (options) => (await import('../actions/work.js')).work(options, context))
}
