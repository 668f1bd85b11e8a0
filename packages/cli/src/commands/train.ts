import { trainingConfigSchema } from '@umbra/core/options'
import { type Command, Option } from 'commander'
import type { Context } from '../context.js'
import { schemaOptions } from '../options/schema-options.js'
import { dataOption, threadsOption } from '../options/shared-options.js'
import { addExamples } from '../terminal/help-examples.js'

const examples = `Examples:
  $ umbra train --out my-model                  train the digit CNN on MNIST
  $ umbra train --out my-model --resume         go on after Ctrl-C or a crash, to the very same weights
  $ umbra train --out quick --epochs 2          a good network in a fraction of the time
  $ umbra study --model my-model                ask where it looks
`

/** `umbra train`: trains the digit CNN and saves it as a tfjs LayersModel with its provenance. */
export function configure(command: Command, context: Context): void {
  addExamples(command, examples).description(
    'Train the digit CNN, save it as a TensorFlow.js LayersModel with its provenance, and measure it on the test ' +
      'split. A checkpoint is kept after every epoch and on Ctrl-C.',
  )
  const fields = schemaOptions(trainingConfigSchema, {
    epochs: 'N',
    seed: 'N',
    batchSize: 'N',
    microBatches: 'N',
    learningRate: 'RATE',
    warmUp: 'SHARE',
    decay: 'cosine|linear|none',
    weightDecay: 'RATE',
    dropout: 'SHARE',
    shift: 'PIXELS',
    rotation: 'DEGREES',
    scale: 'SHARE',
  })
  command.addOption(dataOption())
  for (const option of fields) command.addOption(option)
  command
    .addOption(
      new Option(
        '--weights <float32|float16>',
        'how the weights are saved; float16 rounds them, to half the size',
      )
        .choices(['float32', 'float16'])
        .default('float32', 'float32'),
    )
    .addOption(threadsOption())
    .option('--out <DIR>', 'where the model is saved (default: umbra-out/models/, where study finds it)')
    .option('--resume', 'go on with a training that was interrupted')
    .option('--force', 'replace another model that is already there')
    .action(async (options) => (await import('../actions/train.js')).train(options, context))
}
