import { realpath } from 'node:fs/promises'
import { concludePairs, concludeStudy, mergeParts, mergeRobustness } from '@umbra/core/study'
import type { Context } from '../context.js'
import { readParts } from '../input/read-parts.js'
import { inputError } from '../input-error.js'
import { Destination } from '../output/destination.js'
import { pairsName, robustnessName, studyName } from '../output/result-names.js'
import { progressOn } from '../terminal/progress.js'
import { finishPairs } from './pairs.js'
import { finishRobustness } from './robustness.js'
import { finishStudy } from './study.js'

export interface MergeCommandOptions {
  readonly out?: string
}

/** A part would be lost in the folder of a result: its manifest says then what else is there. @throws InputError OUT_HOLDS_PART */
async function requireApart(folders: readonly string[], out: string | undefined): Promise<void> {
  const place = (folder: string) => realpath(folder).catch(() => undefined)
  const own = out === undefined ? undefined : await place(out)
  for (const folder of own === undefined ? [] : folders) {
    if ((await place(folder)) !== own) continue
    throw inputError('OUT_HOLDS_PART', `${out} is one of the parts, which would be lost`)
  }
}

/** Joins parts that were computed apart into the result of a single run: the work behind `umbra merge`. */
export async function merge(
  folders: readonly string[],
  options: MergeCommandOptions,
  context: Context,
): Promise<void> {
  await requireApart(folders, options.out)
  const read = await readParts(folders)
  const task = { signal: context.signal, onProgress: progressOn(context.terminal) }
  const destination = await Destination.prepare(options.out)
  try {
    if (read.kind === 'robustness') {
      const mapped = mergeParts(read.parts)
      const scored = mergeRobustness(read.scored)
      const { config, grid, networks, provenance } = scored
      const hashes = networks.map(({ model }) => model.sha256)
      const folder = await destination.open(robustnessName(config, grid, hashes, provenance.data.sha256))
      await finishRobustness(mapped, scored, folder, context)
    } else if (read.kind === 'study') {
      const mapped = mergeParts(read.parts)
      const { model, data } = mapped.provenance
      const folder = await destination.open(studyName(mapped.config, model.sha256, data.sha256))
      await finishStudy(await concludeStudy(mapped, task), folder, context)
    } else {
      const mapped = mergeParts(read.parts)
      const { model, data } = mapped.provenance
      const folder = await destination.open(pairsName(mapped.config, model.sha256, data.sha256))
      await finishPairs(await concludePairs(mapped, task), folder, context)
    }
  } finally {
    await destination.release()
  }
}
