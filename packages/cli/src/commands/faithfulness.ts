import { faithfulnessConfigSchema } from '@umbra/core/options'
import type { Command } from 'commander'
import type { FaithfulnessCommandOptions } from '../actions/faithfulness.js'
import type { Context } from '../context.js'
import { mappingPlaceholders, measuringPlaceholders, testPlaceholders } from '../options/placeholders.js'
import { schemaOptions } from '../options/schema-options.js'
import {
  engineOption,
  outOption,
  queueOptions,
  subjectOptions,
  threadsOption,
} from '../options/shared-options.js'
import { addExamples } from '../terminal/help-examples.js'

const examples = `Examples:
  $ umbra faithfulness                             the reference model's maps on 100 test images of MNIST, beside the ink
  $ umbra faithfulness --classes 6,8 --images 200  half of them sixes, half eights: those a study draws
  $ umbra faithfulness --images 500 --patch 4      more images, deletion and insertion by patches
  $ umbra faithfulness --baseline blur             covered with the blurred image instead of 0
  $ umbra faithfulness --model net.onnx --data photos --scale 255 --images 50  a network and photographs of your own
  $ umbra faithfulness --resume                    go on after Ctrl-C, to the same result
  $ umbra faithfulness --queue redis://host        measured by umbra work, on as many machines as take part
`

/** `umbra faithfulness`: how far can maps be believed, and more than the ink? */
export function configure(command: Command, context: Context): void {
  addExamples(command, examples).description(
    'Measure how faithful occlusion maps are: cover pixels in the order of the map and see what becomes of the score, beside the order of ' +
      'the ink and a random one, with tests over images. Writes a report, its figures and all numbers.',
  )
  for (const option of subjectOptions()) command.addOption(option)
  const options = schemaOptions(faithfulnessConfigSchema, {
    ...mappingPlaceholders,
    ...measuringPlaceholders,
    ...testPlaceholders,
  })
  for (const option of options) command.addOption(option)
  command
    .addOption(engineOption())
    .addOption(threadsOption())
    .addOption(outOption())
    .option('--resume', 'go on with what was interrupted: images measured, kept in cells/')
  for (const option of queueOptions()) command.addOption(option)
  command.action(async (given: FaithfulnessCommandOptions) =>
    (await import('../actions/faithfulness.js')).faithfulness(given, context),
  )
}
