import { interactionsOptionsSchema, occlusionOptionsSchema } from '@umbra/core/options'
import type { Command } from 'commander'
import type { Context } from '../context.js'
import type { ExplainOptions } from '../options/explain-options.js'
import { readRegions } from '../options/read-regions.js'
import { readCount } from '../options/read-value.js'
import { schemaOptions } from '../options/schema-options.js'
import { engineOption, subjectOptions, threadsOption } from '../options/shared-options.js'
import { addExamples } from '../terminal/help-examples.js'

const examples = `Examples:
  $ umbra interactions --index 11                     what every two patches of a test image of MNIST do together
  $ umbra interactions --index 11 --shapley           Shapley values and interactions of a grid of 4×4
  $ umbra interactions digit.png --shapley --segments 12 --out together   of superpixels; report and numbers into together/
`

/** `umbra interactions`: what parts of images do together; `umbra explain --interactions` under a name of its own. */
export function configure(command: Command, context: Context): void {
  addExamples(command, examples)
    .description(
      'Cover parts of images together: what every two lose beyond what each loses alone or, with --shapley, values and interactions over ' +
        'all coalitions. The same as umbra explain --interactions.',
    )
    .argument(
      '[IMAGES...]',
      'PNG, JPEG, WebP or NPY files, folders of them, or patterns; - for standard input',
    )
    .option('--index <N>', 'an image of the test split instead', readCount('index'))
  for (const option of subjectOptions()) command.addOption(option)
  const covering = { target: 'CLASS|predicted|label', baseline: 'RULE', score: 'SCORE' }
  for (const option of schemaOptions(occlusionOptionsSchema, covering)) command.addOption(option)
  command.option('--shapley', 'every coalition of parts instead of every pair')
  for (const option of schemaOptions(interactionsOptionsSchema, {
    regions: ['N|R,C|FILE', readRegions],
    segments: 'N',
    segmentation: 'slic|grid',
  }))
    command.addOption(option)
  command
    .addOption(engineOption())
    .addOption(threadsOption())
    .option(
      '--out <DIR>',
      'write what umbra explain writes there, and interactions.svg, .png and .json with report.html',
    )
    .action(async (images: string[], { shapley, ...given }: ExplainOptions & { shapley?: boolean }) =>
      (await import('../actions/explain.js')).explain(
        images,
        { ...given, interactions: shapley ? 'shapley' : 'pairs' },
        context,
      ),
    )
}
