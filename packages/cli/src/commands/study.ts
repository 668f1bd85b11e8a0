import { studyConfigSchema, trainingConfigSchema } from '@umbra/core/options'
import { type Command, Option } from 'commander'
import type { Context } from '../context.js'
import { readBaseline, readScore, readSize } from '../options/read-value.js'
import { schemaOptions } from '../options/schema-options.js'
import { dataOption, engineOption, threadsOption } from '../options/shared-options.js'

const examples = `Examples:
  $ umbra study                                    train on MNIST once, then compare 6 with 8
  $ umbra study --model reference --images 500     more images, with the model that came with Umbra
  $ umbra study --classes 3,5 --score probability  another pair, another score
  $ umbra study --data my-digits --out my-study    your own IDX files
`

/** `umbra study`: do two classes differ in where the model looks? */
export function configure(command: Command, context: Context): void {
  command
    .addHelpText('before', examples)
    .description(
      'Compare two classes: map what each image’s class score depends on, sum the maps by region, and test whether ' +
        'the two classes differ. Writes a report, its figures and all numbers.',
    )
  const fields = schemaOptions(studyConfigSchema, {
    classes: 'A,B',
    images: 'N',
    selection: 'correct|all',
    window: ['H,W', readSize],
    stride: ['Y,X', readSize],
    baseline: ['VALUE', readBaseline],
    score: ['NAME', readScore],
    normalisation: 'raw|ink',
    seed: 'N',
    permutations: 'N',
    confidence: 'LEVEL',
  })
  const training = schemaOptions(trainingConfigSchema, { epochs: 'N' })
  command
    .addOption(
      new Option(
        '--model <train|reference|PATH>',
        'train the digit CNN (once: it is kept and used again), the model that came with Umbra, or a saved tfjs LayersModel',
      ).default('train', 'train'),
    )
    .addOption(dataOption())
  for (const option of [...fields, ...training]) command.addOption(option)
  command
    .addOption(engineOption())
    .addOption(threadsOption())
    .option(
      '--out <DIR>',
      'where results are written (default: umbra-out/, by the name of the configuration)',
    )
    .option('--resume', 'go on with a training that was interrupted')
    .action(async (options) => (await import('../actions/study.js')).study(options, context))
}
