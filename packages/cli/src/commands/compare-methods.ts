import { methodsConfigSchema } from '@umbra/core/options'
import type { Command } from 'commander'
import type { MethodsCommandOptions } from '../actions/compare-methods.js'
import type { Context } from '../context.js'
import { mappingPlaceholders, measuringPlaceholders, testPlaceholders } from '../options/placeholders.js'
import { readRegions } from '../options/read-regions.js'
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
  $ umbra compare-methods --classes 6,8            does the study of 6 and 8 depend on the method?
  $ umbra compare-methods --images 20              maps of 20 test images of MNIST: how alike, how faithful, how long
  $ umbra compare-methods digit.png photo.jpg      pictures of your own
  $ umbra compare-methods --methods occlusion,rise,lime --samples 4000  three methods, 4,000 covered copies each at most
  $ umbra compare-methods --model net.onnx --data photos --scale 255 --classes cat,dog --images 40  a network and photographs of your own
  $ umbra compare-methods --classes 6,8 --resume   go on after Ctrl-C, to the same result
  $ umbra compare-methods --queue redis://host     mapped by umbra work, on as many machines as take part
`

/** `umbra compare-methods`: attribution methods on the same footing. */
export function configure(command: Command, context: Context): void {
  addExamples(command, examples)
    .description(
      'Map images by several attribution methods, and compare the maps: how alike they are, how faithful, how long they take and, of two ' +
        'classes, whether a study’s answer depends on the method. Writes a report, its figures and all numbers.',
    )
    .argument('[PICTURES...]', 'pictures or NPY files to map instead of drawing from the test split')
  for (const option of subjectOptions()) command.addOption(option)
  const options = schemaOptions(methodsConfigSchema, {
    methods: 'A,B,…|all',
    samples: 'N',
    top: 'SHARE',
    ...mappingPlaceholders,
    regions: ['N|R,C|FILE', readRegions],
    ...measuringPlaceholders,
    ...testPlaceholders,
  })
  for (const option of options) command.addOption(option)
  command
    .addOption(engineOption())
    .addOption(threadsOption())
    .addOption(outOption())
    .option('--resume', 'go on with what was interrupted: maps and measures, kept in cells/')
  for (const option of queueOptions()) command.addOption(option)
  command.action(async (images: string[], given: MethodsCommandOptions) =>
    (await import('../actions/compare-methods.js')).compareMethods(images, given, context),
  )
}
