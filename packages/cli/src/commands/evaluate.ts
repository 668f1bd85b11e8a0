import type { Command } from 'commander'
import type { Context } from '../context.js'
import { subjectOptions } from '../options/shared-options.js'
import { addExamples } from '../terminal/help-examples.js'

const examples = `Examples:
  $ umbra evaluate                       how good the model that came with Umbra is
  $ umbra evaluate --model my-model      how good yours is
  $ umbra evaluate --model my-net --data photos   of a network.json, on a folder of pictures per class
  $ umbra evaluate --json                the same as numbers
`

/** `umbra evaluate`: accuracy on the test split, per class, with the confusion matrix. */
export function configure(command: Command, context: Context): void {
  addExamples(command, examples).description(
    'Classify the test split: accuracy over all and by class, and the confusion matrix.',
  )
  for (const option of subjectOptions()) command.addOption(option)
  command.action(async (options) => (await import('../actions/evaluate.js')).evaluate(options, context))
}
