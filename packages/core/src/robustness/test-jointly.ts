import type { StudyConfig } from '../mapping/config.js'
import { Random } from '../random.js'
import type { Region } from '../regions/index.js'
import { type Measure, measuresOf, regionMeasures } from '../study/measures.js'
import { breathe } from '../work/pause.js'
import type { Task } from '../work/progress.js'
import type { columnsOf } from './columns.js'
import { estimateCurve } from './estimate-curve.js'
import { estimatePattern } from './estimate-pattern.js'
import type { choicesInWords } from './grid.js'
import type { MeasureCurve } from './result.js'

/** What the repetitions came to. */
interface Measured {
  columns(measure: Measure): ReturnType<typeof columnsOf>
  /** Images of each class. */
  readonly subjects: readonly [number, number]
  /** Each repetition's choices, in words. */
  readonly choices: readonly ReturnType<typeof choicesInWords>[]
  /** Names of the networks. */
  readonly models: readonly string[]
}

/** Tests all repetitions jointly: the pattern over the regions, then one measure after another. */
export async function testJointly(
  regions: readonly Region[],
  { columns, ...input }: Measured,
  config: StudyConfig,
  task: Task,
) {
  const random = new Random(config.seed).split('robustness')
  const measures = measuresOf(regions)
  const step = stepper({ stage: 'joint tests', total: 1 + measures.length, unit: 'curves' }, task)
  const { subjects } = input
  const pattern = await step(() =>
    estimatePattern({ columns: regionMeasures(regions).map(columns), subjects }, config, random),
  )
  const curves: MeasureCurve[] = []
  for (const measure of measures) {
    const own = { measure: measure.name, columns: columns(measure), ...input }
    curves.push(await step(() => estimateCurve(own, config, random)))
  }
  return { pattern, curves }
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
