import { readNumber, refuseOption } from '@umbra/core/notation'
import type { Command } from 'commander'
import type { VerifyOptions } from '../actions/verify.js'
import type { Context } from '../context.js'
import { readCount } from '../options/read-value.js'
import { threadsOption } from '../options/shared-options.js'
import { addExamples } from '../terminal/help-examples.js'

const examples = `Examples:
  $ umbra verify umbra-out/study-6-8-1f2e3d4c    is it what computing it again gives, to the last bit?
  $ umbra verify study --part 0.1 --seed 7       a tenth of its images, which the seed draws
  $ umbra verify study --model net.onnx --data photos   where model and data lie now
  $ umbra verify six --data six.png              an explanation, and the picture it is of
  $ umbra verify study --json                    the same for a program to read
`

/** `umbra verify`: a result's files, model, data and numbers, against what computing it again gives. */
export function configure(command: Command, context: Context): void {
  addExamples(command, examples)
    .description(
      'Check every file of a result by its hash, find model and data by theirs, compute it again, and say whether every bit is the same. ' +
        'Exit code 0 for the same, 1 for a result that differs, 2 where it cannot be told.',
    )
    .argument(
      '<DIR>',
      'the folder of a study, comparison of all pairs or of methods, robustness, faithfulness, explanation or interactions',
    )
    .option('--model <reference|shapes|PATH>', 'the model, where it is not at the place recorded')
    .option(
      '--data <mnist|PATH>',
      'the data, where they are not at the place recorded; of pictures explained or compared, the picture or its folder',
    )
    .option(
      '--part <SHARE>',
      'compute a share of the images again, such as 0.1, instead of all and the files made of them',
      readShare,
    )
    .option('--seed <N>', 'which images --part draws (default: 0)', readCount('seed'))
    .option(
      '--tolerance <SHARE>',
      'compare maps within a share of their largest value instead of bit by bit, where a machine’s bits are its own',
      readTolerance,
    )
    .addOption(threadsOption())
    .action(async (folder: string, options: VerifyOptions) =>
      (await import('../actions/verify.js')).verify(folder, options, context),
    )
}

function readShare(text: string): number {
  const share = readNumber(text)
  if (share > 0 && share <= 1) return share
  return refuseOption('part', text, 'a share of the images, above 0 and up to 1')
}

function readTolerance(text: string): number {
  const tolerance = readNumber(text)
  if (tolerance > 0 && tolerance <= 0.01) return tolerance
  return refuseOption('tolerance', text, 'a number above 0 and up to 0.01')
}
