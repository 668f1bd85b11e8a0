import { readOption } from '@umbra/core/notation'
import type { Command } from 'commander'
import type { Context } from '../context.js'
import { readCount } from '../options/read-value.js'
import { addStudyOptions } from '../options/study-options.js'
import { addExamples } from '../terminal/help-examples.js'

const examples = `Examples:
  $ umbra robustness --model reference             6 and 8 under every choice, of the model that came with Umbra
  $ umbra robustness --models 10                   the same over ten networks
  $ umbra robustness --grid choices.json           your own choices: {"window": [3, 5], "score": ["logit", "margin"]}
  $ umbra robustness --models 10 --images all      for new networks and new images, from every image there is
  $ umbra robustness --shard 2/8 --out part-2      one eighth of the passes, for a cluster; umbra merge joins them
  $ umbra robustness --classes 3,5 --resume        another pair; goes on where it was interrupted
`

/** `umbra robustness`: does a study's answer survive its choices? */
export function configure(command: Command, context: Context): void {
  addExamples(command, examples).description(
    'Run a study, then repeat it over windows, baselines, scores, regions and how they are read, selections ' +
      'and independently trained networks. Writes the study’s report with its specification curves, and all estimates.',
  )
  addStudyOptions(command, {
    classes: 'A,B|A,rest',
    resume: 'go on with what was interrupted: trainings, and scoring passes kept in cells/',
  })
  command
    .option(
      '--models <N>',
      'networks to repeat it on: the model, and others trained as it was from other seeds; up to 11 of the default training come with Umbra, more are trained and kept (default: 1)',
      readCount('models', 1000),
    )
    .option(
      '--grid <FILE>',
      'choices as JSON: lists under window, stride, baseline, score, normalisation, regions, selection; what is left out is as usual',
    )
    .option('--shard <i/n>', 'score the i-th of n parts of the passes, for umbra merge', (text) =>
      readOption('shard', text),
    )
    .action(async (options) => (await import('../actions/robustness.js')).robustness(options, context))
}
