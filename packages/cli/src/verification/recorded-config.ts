import {
  faithfulnessConfigSchema,
  methodsConfigSchema,
  occlusionOptionsSchema,
  parseOptions,
  studyConfigSchema,
} from '@umbra/core/options'
import type { Difference, Recorded } from '@umbra/core/study'
import { configOf } from '../options/config-of.js'
import { occlusionOf } from '../options/occlusion-of.js'
import { MANIFEST_FILE } from '../output/manifest.js'
import type { FoundSources } from './find-sources.js'
import type { RecordedLine } from './recorded-line.js'
import type { ResultFolder, ResultKind } from './result-folder.js'

/**
 * Compares the configuration that a result says with that of the line it says: a part is computed by the one, and whoever runs the other
 * must get the same.
 *
 * @returns the first choice in which they part
 * @throws InputError OPTION_INVALID, CLASS_UNKNOWN
 */
export function configDifference(
  { kind, manifest }: ResultFolder,
  recorded: Recorded | undefined,
  line: RecordedLine,
  sources: FoundSources,
): Difference | undefined {
  const schema = SCHEMAS[kind as keyof typeof SCHEMAS] ?? studyConfigSchema
  const own = recorded
    ? configOf(schema, optionsOf(kind, line), sources.data)
    : occlusionOf(line.options, sources.model.opened)
  const run = own as Record<string, unknown>
  for (const config of [manifest.config, recorded?.config ?? manifest.config]) {
    const said = parseOptions(schema, config as never) as Record<string, unknown>
    for (const choice of new Set([...Object.keys(run), ...Object.keys(said)])) {
      const [a, b] = [said[choice], run[choice]].map((value) => JSON.stringify(value) ?? 'absent')
      if (a !== b)
        return {
          file: MANIFEST_FILE,
          where: 'command',
          what: `by its line ${choice} is ${b}, by its configuration ${a}`,
        }
    }
  }
  return undefined
}

/** As the command takes them: of pictures all, and one class where images are drawn of no more. */
function optionsOf(kind: ResultKind, { operands, options }: RecordedLine): RecordedLine['options'] {
  if (kind !== 'methods' && kind !== 'faithfulness') return options
  const { classes } = options
  return {
    ...options,
    ...(operands.length > 0 && { images: 'all' }),
    ...(classes !== undefined && { classes: [classes].flat() }),
  }
}

const SCHEMAS = {
  explanation: occlusionOptionsSchema,
  explanations: occlusionOptionsSchema,
  faithfulness: faithfulnessConfigSchema,
  methods: methodsConfigSchema,
}
