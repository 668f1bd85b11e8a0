import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Checked, Differences, type Recorded } from '@umbra/core/study'
import type { Context } from '../context.js'
import { FAITHFULNESS_FILE } from '../output/quoted-faithfulness.js'
import { ROBUSTNESS_FILE } from '../output/robustness-files.js'
import { Terminal } from '../terminal/terminal.js'
import { compareFolders } from './compare-files.js'
import type { FoundSources } from './find-sources.js'
import { readInteractions, replayOf } from './recorded.js'
import { commandNamed, type RecordedLine } from './recorded-line.js'
import { openResult, type ResultFolder } from './result-folder.js'

/**
 * Makes a whole result once more, as the line it recorded does, into a folder of its own that is removed afterwards, and compares all
 * files.
 */
export async function repeat(
  result: ResultFolder,
  recorded: readonly Recorded[],
  line: RecordedLine,
  sources: FoundSources & { readonly threads: number | 'auto' },
  context: Context,
): Promise<Checked> {
  const folder = await mkdtemp(join(tmpdir(), 'umbra-verify-'))
  try {
    const own = await repeating(result, recorded, context)
    const command = await commandNamed(line.name, own)
    await command.parseAsync([...argsOf(result, line, sources), '--out', folder], { from: 'user' })
    const made = await openResult(folder)
    const differences = await compareFolders(result, made, context.signal)
    const images = imagesOf(result, recorded)
    return new Differences(differences).of(images, images)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** A context whose results go nowhere but into files. */
async function repeating(
  result: ResultFolder,
  recorded: readonly Recorded[],
  context: Context,
): Promise<Context> {
  const { signal, terminal } = context
  const silent = new Terminal({ write: () => true }, terminal.errorStream, process.env)
  silent.configure({ json: false, quiet: terminal.quiet })
  const { command } = result.manifest
  return {
    terminal: silent,
    signal,
    commandLine: command,
    reproducibleLine: command,
    allCommands: (as) => context.allCommands(as),
    replay: replayOf(recorded, result, await readInteractions(result)),
  }
}

function argsOf(
  result: ResultFolder,
  { args, operands }: RecordedLine,
  { model, dataName, pictures, threads }: FoundSources & { readonly threads: number | 'auto' },
): string[] {
  return [
    ...(pictures ?? operands),
    ...args.slice(operands.length),
    ...['--model', model.name],
    ...(dataName === undefined ? [] : ['--data', dataName]),
    ...['--threads', String(threads)],
    ...quotedFiles(result).flatMap((file) => [`--${QUOTED[file]}`, join(result.path, file)]),
  ]
}

/** The documents of other results that a study quotes, and what names them. */
const QUOTED = { [ROBUSTNESS_FILE]: 'robustness', [FAITHFULNESS_FILE]: 'faithfulness' } as const

/** The results that a study quotes, as they stand in its folder. */
export function quotedFiles({ kind, manifest }: ResultFolder): (keyof typeof QUOTED)[] {
  if (kind !== 'study') return []
  const files = Object.keys(QUOTED) as (keyof typeof QUOTED)[]
  return files.filter((file) => manifest.files.some(({ name }) => name === file))
}

/** How many images a result is of. */
function imagesOf({ manifest }: ResultFolder, [recorded]: readonly Recorded[]): number {
  if (manifest.images) return manifest.images.length
  const { n, classes } = recorded as Recorded & { n?: unknown; classes?: unknown }
  if (typeof n === 'number') return n
  const counts = Array.isArray(classes) ? classes.map((each) => Number((each as { n?: unknown }).n)) : []
  return counts.reduce((sum, count) => sum + count, 0)
}
