import { Random } from '../random.js'
import { breathe } from '../work/pause.js'
import type { Task } from '../work/progress.js'
import { Stopwatch } from '../work/stopwatch.js'
import { estimateAll } from './estimate-all.js'
import { estimateCurve } from './estimate-curve.js'
import { estimatePattern } from './estimate-pattern.js'
import { findDuplicates } from './find-duplicates.js'
import { choicesInWords } from './grid.js'
import { repetitionsOf } from './repetitions.js'
import type { MeasureCurve, RobustnessResult } from './result.js'
import type { ScoredRobustness } from './scored.js'

/** What all repetitions of a study come to. @param scored - whole: with all passes; @throws `signal.reason` when aborted */
export async function concludeRobustness(
  scored: ScoredRobustness,
  task: Task = {},
): Promise<RobustnessResult> {
  const { config, grid, networks, provenance, classes } = scored
  const watch = new Stopwatch(scored.timings)
  const repetitions = repetitionsOf(scored)
  const { specifications, subjects } = repetitions
  const choices = specifications.map(choicesInWords)
  const own = JSON.stringify(choicesInWords(config))
  const reference = choices.findIndex((one) => JSON.stringify(one) === own)
  const all = await estimateAll(repetitions, config, task)
  watch.lap('estimates')
  const duplicates = findDuplicates(repetitions, all, reference)
  watch.lap('duplicates')
  const random = new Random(config.seed).split('robustness')
  const models = networks.map(({ model }) => model)
  const step = stepper({ stage: 'joint tests', total: 1 + all.measures.length, unit: 'curves' }, task)
  const pattern = await step(() =>
    estimatePattern(repetitions, all.patterns, duplicates.pattern, config, random),
  )
  const curves: MeasureCurve[] = []
  for (const [k, measure] of all.measures.entries()) {
    const input = {
      ...{ measure, repetitions, reference, choices },
      estimates: all.estimates[k]!,
      duplicates: duplicates.measures[k],
      models: models.map(({ name }) => name),
    }
    curves.push(await step(() => estimateCurve(input, config, random)))
  }
  watch.lap('tests')
  const count = (c: 0 | 1) => ({ ...classes[c], n: subjects[c].length })
  return {
    schema: 'umbra.robustness/2',
    config,
    grid,
    classes: [count(0), count(1)],
    models,
    specifications,
    reference,
    ...(pattern && { pattern }),
    curves,
    provenance,
    timings: watch.seconds,
  }
}

/** Runs long steps one after the other, reporting each; between them others get a turn. */
function stepper(stage: { stage: string; total: number; unit: string }, { signal, onProgress }: Task) {
  let done = 0
  return async <T>(run: () => T): Promise<T> => {
    await breathe()
    signal?.throwIfAborted()
    const result = run()
    onProgress?.({ ...stage, done: ++done })
    return result
  }
}
