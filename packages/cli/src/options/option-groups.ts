import { type Command, Option } from 'commander'

const SETTINGS = 'Settings:'

/** Headings in a command's help, with the names of the options below each, as code has them. */
const GROUPS: readonly (readonly [heading: string, ...options: string[]])[] = [
  ['Model and data:', 'model', 'models', 'index', 'data', 'classes', 'images', 'selection'],
  ['Maps:', 'target', 'window', 'stride', 'baseline', 'score'],
  ['Methods:', 'methods', 'samples', 'top'],
  ['Regions and statistics:', 'normalisation', 'regions', 'permutations', 'confidence'],
  ['Faithfulness:', 'faithfulness', 'curve', 'patch', 'steps', 'segments', 'segmentation', 'subsets'],
  ['Interactions:', 'interactions', 'shapley'],
  ['Uncertainty:', 'uncertainty', 'multiScale'],
  ['Controls and repetitions:', 'seed', 'controls', 'grid', 'robustness', 'randomise', 'draws'],
  ['Pictures:', 'invert', 'centre', 'fit', 'background'],
  [
    'What a model’s file does not tell:',
    ...['scale', 'mean', 'std', 'channelOrder', 'inputSize', 'classNames', 'head', 'output'],
  ],
  ['Running:', 'epochs', 'engine', 'threads', 'resume', 'shard', 'queue', 'shared'],
  ['Output:', 'out', 'json', 'quiet', 'verbose', 'color'],
  [SETTINGS, 'config', 'showConfig'],
]

/** What only commands have that take a model as it is; they are the ones with many options. */
const OF_MANY = 'channelOrder'

/** Puts the options of a command that has many under headings, but for those that have one; those of others stay one list. */
export function groupOptions(command: Command): void {
  if (!command.options.some((option) => option.attributeName() === OF_MANY)) return
  for (const option of command.options) {
    const group = GROUPS.find(([, ...names]) => names.includes(option.attributeName()))
    if (group && !option.helpGroupHeading) option.helpGroup(group[0])
  }
  command.addHelpOption(new Option('-h, --help', 'print this help').helpGroup(SETTINGS))
}
