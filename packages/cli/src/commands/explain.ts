import {
  cascadeOptionsSchema,
  descriptionOf,
  faithfulnessOptionsSchema,
  INTERACTION_KINDS,
  interactionsOptionsSchema,
  occlusionOptionsSchema,
} from '@umbra/core/options'
import { type Command, Option } from 'commander'
import type { Context } from '../context.js'
import type { ExplainOptions } from '../options/explain-options.js'
import { measuringPlaceholders } from '../options/placeholders.js'
import { readRegions } from '../options/read-regions.js'
import { readCount } from '../options/read-value.js'
import { schemaOptions } from '../options/schema-options.js'
import { engineOption, queueOptions, subjectOptions, threadsOption } from '../options/shared-options.js'
import { uncertaintyOptions } from '../options/uncertainty-options.js'
import { addExamples } from '../terminal/help-examples.js'

const examples = `Examples:
  $ umbra explain --index 11                      a test image of MNIST, drawn here with its map
  $ umbra explain digit.png --out digit           a picture of your own; figure, map and numbers into digit/
  $ curl -s URL | umbra explain - --model net.onnx   a picture from standard input
  $ umbra explain digit.jpg --invert --centre     dark strokes on a light ground, centred as the studio does
  $ umbra explain photos/*.jpg --model my-model --scale 255 --class-names cat,dog --target cat --out maps  photographs, by a model of your own
  $ umbra explain --index 11 --randomise          is the map of what was learnt, or of the image's shape?
  $ umbra explain --index 11 --faithfulness       does the score fall where the map says it would?
  $ umbra explain --index 11 --interactions pairs --out pairs   what every two patches do together
  $ umbra explain --index 11 --multi-scale 2,4,8  windows of several sizes, and how far they agree
  $ umbra explain photos --model net.onnx --out maps --resume   goes on after Ctrl-C or a crash
  $ umbra explain --index 11 --target 8 --json    what speaks for an 8, for a program to read
`

/** `umbra explain`: images, their occlusion maps, and what the regions weigh. */
export function configure(command: Command, context: Context): void {
  addExamples(command, examples)
    .argument(
      '[IMAGES...]',
      'PNG, JPEG or WebP files, folders of them, or patterns; - reads one from standard input. They are made to fit the model, and how is printed. NPY files of images',
    )
    .option('--index <N>', 'an image of the test split instead', readCount('index'))
  for (const option of subjectOptions()) command.addOption(option)
  const options = schemaOptions(occlusionOptionsSchema, {
    target: 'CLASS|predicted|label',
    window: 'H,W[,C]',
    stride: 'Y,X',
    baseline: 'RULE',
    score: 'SCORE',
  })
  for (const option of options) command.addOption(option)
  command
    .addOption(engineOption())
    .addOption(threadsOption())
    .option(
      '--randomise',
      'how far the map is of what was learnt: compare it while layers are drawn anew, from the last down',
    )
  for (const option of schemaOptions(cascadeOptionsSchema, { draws: 'N', seed: 'N' }))
    command.addOption(option)
  command.option(
    '--faithfulness',
    'how far the map can be believed: cover pixels in its order, in that of the ink and at random',
  )
  for (const option of schemaOptions(faithfulnessOptionsSchema, measuringPlaceholders))
    command.addOption(option)
  command.addOption(
    new Option('--interactions <kind>', descriptionOf(interactionsOptionsSchema.shape.interactions)).choices(
      INTERACTION_KINDS,
    ),
  )
  for (const option of schemaOptions(interactionsOptionsSchema, { regions: ['N|R,C|FILE', readRegions] }))
    command.addOption(option)
  for (const option of uncertaintyOptions()) command.addOption(option)
  command
    .option(
      '--out <DIR>',
      'write figure.svg, figure.png, map.npy and explanation.json there; of several images, into a folder each; with --randomise randomisation.svg, .png and .json too, with --faithfulness faithfulness.*, with --interactions interactions.* and report.html, with --uncertainty uncertainty.*',
    )
    .option('--resume', 'go on with what was interrupted: maps of several images, kept in cells/ of --out')
  for (const option of queueOptions()) command.addOption(option)
  command.action(async (images: string[], given: ExplainOptions) =>
    (await import('../actions/explain.js')).explain(images, given, context),
  )
}
