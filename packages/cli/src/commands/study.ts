import { readOption } from '@umbra/core/notation'
import { type Command, Option } from 'commander'
import type { Context } from '../context.js'
import { addStudyOptions } from '../options/study-options.js'
import { addExamples } from '../terminal/help-examples.js'

const examples = `Examples:
  $ umbra study                                    train on MNIST once, then compare 6 with 8
  $ umbra study --model reference --images 500     more images, with the model that came with Umbra
  $ umbra study --classes 3,5 --score probability  another pair, another score
  $ umbra study --classes 6,rest                   one class against all others together
  $ umbra study --classes all                      every class with every other: 45 pairs, and their matrix
  $ umbra study --data my-digits --out my-study    your own IDX files
  $ umbra study --resume                           go on after Ctrl-C or a crash, to the same result
  $ umbra study --shard 2/8 --out part-2           one eighth of the maps, for a cluster; umbra merge joins them
`

/** `umbra study`: do two classes differ in where the model looks? */
export function configure(command: Command, context: Context): void {
  addExamples(command, examples).description(
    'Compare two classes: map what each image’s class score depends on, sum the maps by region, and test whether ' +
      'the two classes differ. Writes a report, its figures and all numbers.',
  )
  addStudyOptions(command, {
    classes: 'A,B|A,rest|all',
    resume: 'go on with what was interrupted: a training, and maps kept in cells/',
  })
  command
    .option('--shard <i/n>', 'map the i-th of n equal parts of the images, for umbra merge', (text) =>
      readOption('shard', text),
    )
    .option(
      '--robustness <PATH>',
      'quote this robustness.json, or the one in this folder (default: the newest that fits in --out or umbra-out/)',
    )
    .addOption(
      new Option(
        '--faithfulness <PATH>',
        'quote this faithfulness.json of umbra faithfulness, or the one in this folder (default: the newest of such maps in --out or umbra-out/)',
      ).helpGroup('Controls and repetitions:'),
    )
    .action(async (options) =>
      options.classes === 'all'
        ? (await import('../actions/pairs.js')).pairs(options, context)
        : (await import('../actions/study.js')).study(options, context),
    )
}
