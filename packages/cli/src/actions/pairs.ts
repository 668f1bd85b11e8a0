import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { type PairsConfig, pairsConfigSchema, parseOptions, runPairs, studyConfigSchema } from '@umbra/core'
import type { Context } from '../context.js'
import { readData } from '../files/data.js'
import { OUTPUT_ROOT } from '../files/model-cache.js'
import type { OpenedModel } from '../files/open-model.js'
import { OutputFolder } from '../files/output-folder.js'
import { pairsFiles } from '../files/pairs-files.js'
import { chosen } from '../options/schema-options.js'
import type { StudyCommandOptions } from '../options/study-options.js'
import { pairsSummary } from '../terminal/pairs-summary.js'
import { progressOn } from '../terminal/progress.js'
import { openOrTrain, provenanceOf, requireFeasible } from './study-run.js'
import { reportFirst } from './written.js'

/** Every class compared with every other: the work behind `umbra study --classes all`. */
export async function pairs(options: StudyCommandOptions, context: Context): Promise<void> {
  const config = parseOptions(pairsConfigSchema, chosen(pairsConfigSchema, options))
  const test = await readData(options.data, 'test')
  for (const label of test.classNames.keys()) {
    requireFeasible(parseOptions(studyConfigSchema, { ...config, classes: [label, 'rest'] }), test)
  }
  const early = await OutputFolder.prepare(options.out ?? OUTPUT_ROOT)
  let folder = early
  try {
    const model = await openOrTrain(options, test, context)
    const { engine, threads } = options
    const result = await runPairs(
      config,
      { model: model.artifacts, data: test, engine, threads, provenance: provenanceOf(model, context) },
      { signal: context.signal, onProgress: progressOn(context.terminal) },
    )
    const name = pairsName(config, model, test.sha256)
    if (options.out === undefined) folder = await OutputFolder.prepare(join(OUTPUT_ROOT, name))
    const { terminal } = context
    const written = reportFirst(await folder.write(await pairsFiles(result)))
    terminal.json(result)
    terminal.print(pairsSummary(result, terminal))
    terminal.print()
    terminal.print('Written:')
    for (const path of written) terminal.print(`  ${path}`)
  } finally {
    await folder.release()
    await early.release()
  }
}

/** `pairs-1f2e3d4c`: the same configuration, model and data always have the same name. */
function pairsName(config: PairsConfig, { sha256 }: OpenedModel, data: { readonly images: string }): string {
  const identity = JSON.stringify([Object.entries(config).sort(), sha256, data.images])
  return `pairs-${createHash('sha256').update(identity).digest('hex').slice(0, 8)}`
}
