import { occlusionOptionsSchema } from '@umbra/core/options'
import type { Command } from 'commander'
import type { Context } from '../context.js'
import { readBaseline, readCount, readScore, readSize, readTarget } from '../options/read-value.js'
import { schemaOptions } from '../options/schema-options.js'
import { dataOption, engineOption, modelOption, threadsOption } from '../options/shared-options.js'

/** The options of `umbra explain`, besides those of the schema. */
export interface ExplainOptions extends Readonly<Record<string, unknown>> {
  readonly index?: number
  readonly model?: string
  readonly data: string
  readonly invert?: boolean
  readonly engine: 'auto' | 'incremental' | 'batched'
  readonly threads: number | 'auto'
  readonly out?: string
}

const examples = `Examples:
  $ umbra explain --index 11                      a test image of MNIST, drawn here with its map
  $ umbra explain digit.png --out digit           a picture of your own; figure, map and numbers into digit/
  $ umbra explain digit.jpg --invert              dark strokes on a light ground
  $ umbra explain --index 11 --target 8 --json    what speaks for an 8, for a program to read
`

/** `umbra explain`: one image, its occlusion map, and what the regions weigh. */
export function configure(command: Command, context: Context): void {
  command
    .addHelpText('before', examples)
    .argument('[IMAGE]', 'a PNG or JPEG; it is converted to what the model takes, and how is printed')
    .option('--index <N>', 'an image of the test split instead', readCount('index'))
    .addOption(modelOption())
    .addOption(dataOption())
    .option('--invert', 'swap dark and light in the picture')
  const options = schemaOptions(occlusionOptionsSchema, {
    target: ['K|predicted|label', readTarget],
    window: ['H,W[,C]', readSize],
    stride: ['Y,X', readSize],
    baseline: ['RULE', readBaseline],
    score: ['SCORE', readScore],
  })
  for (const option of options) command.addOption(option)
  command
    .addOption(engineOption())
    .addOption(threadsOption())
    .option('--out <DIR>', 'write figure.svg, figure.png, map.npy and explanation.json there')
    .action(async (image: string | undefined, given: ExplainOptions) =>
      (await import('../actions/explain.js')).explain(image, given, context),
    )
}
