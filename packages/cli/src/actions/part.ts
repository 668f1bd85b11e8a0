import { shellLine } from '@umbra/core/notation'
import {
  type MappedPart,
  partFiles,
  robustnessPartFiles,
  type ScoredRobustness,
  type Shard,
} from '@umbra/core/study'
import type { Context } from '../context.js'
import type { OutputFolder } from '../output/output-folder.js'
import { printWritten } from './written.js'

/** `study-6-8-1f2e3d4c-part-2-of-4`: the parts of one study lie side by side. */
export function partName(name: string, { index, of }: Shard): string {
  return `${name}-part-${index}-of-${of}`
}

/** Writes a part, and says what is to be done with it. */
export async function finishPart(
  part: MappedPart,
  folder: OutputFolder,
  { terminal, signal }: Context,
): Promise<void> {
  signal.throwIfAborted()
  const [json, binary] = await partFiles(part)
  const written = await folder.write([binary, json], part)
  const { shard, config, provenance, timings, classes } = part
  const total = part.counts.reduce((sum, n) => sum + n, 0)
  const count = classes.reduce((sum, { sample }) => sum + sample.indices.length, 0)
  terminal.json({
    schema: 'umbra.part/1',
    out: folder.path,
    shard,
    images: count,
    config,
    provenance,
    timings,
  })
  printNext(folder, terminal, `Part ${shard.index} of ${shard.of}: ${count} of ${total} images mapped.`)
  printWritten(written, terminal)
}

/** Writes a part of a study's repetitions, the study's own part in it, and says what is to be done with it. */
export async function finishRobustnessPart(
  study: MappedPart,
  scored: ScoredRobustness,
  folder: OutputFolder,
  { terminal, signal }: Context,
): Promise<void> {
  signal.throwIfAborted()
  const files = [...(await partFiles(study)), ...(await robustnessPartFiles(scored))]
  const { shard, config, grid, provenance, timings, passes } = scored
  const written = await folder.write(files, { config: { ...config, grid }, provenance })
  const document = { schema: 'umbra.part/1', out: folder.path, shard, passes: passes.length }
  terminal.json({ ...document, config, grid, provenance, timings })
  printNext(folder, terminal, `Part ${shard.index} of ${shard.of}: ${passes.length} scoring passes.`)
  printWritten(written, terminal)
}

function printNext(folder: OutputFolder, terminal: Context['terminal'], done: string): void {
  const others = folder.path.replace(/-part-\d+-of-\d+$/, '-part-')
  const all = others === folder.path ? 'DIR…' : `${shellLine([others])}*`
  terminal.print([done, `When all parts are there: umbra merge ${all}`].join('\n'))
}
