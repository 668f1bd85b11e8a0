import { baselineKey, baselineOfData } from '../attribution/baseline-of-data.js'
import type { Explainer } from '../attribution/explainer.js'
import type { Baseline } from '../attribution/occlusion/options.js'
import type { Dataset } from '../dataset/index.js'
import type { Region } from '../regions/index.js'
import { version } from '../version.js'
import { type CellStore, keptOrComputed } from '../work/cells.js'
import type { Task } from '../work/progress.js'
import { coveringsOf, type RobustnessGrid } from './grid.js'
import { type CoveringJob, scoreCovering } from './score-covering.js'
import type { ScoredPass } from './scored.js'

interface ScoreModelJob {
  readonly grid: RobustnessGrid
  readonly areas: readonly Region[]
  /** Of the network, for the keys of kept passes. */
  readonly sha256: string
  /** [n] positions in the dataset. */
  readonly indices: Uint32Array
  /** Places of the coverings to be scored among those of the grid. */
  readonly coverings: readonly number[]
}

/** Scores the images of one network's studies under some coverings of the grid, going on from the passes kept. */
export async function scoreModel(
  explainer: Explainer,
  data: Dataset,
  { grid, areas, sha256, indices, coverings }: ScoreModelJob,
  store: CellStore | undefined,
  { signal, onImages }: Pick<Task, 'signal'> & { readonly onImages: (done: number) => void },
): Promise<Omit<ScoredPass, 'network'>[]> {
  const all = coveringsOf(grid)
  const baselines = new Map<Baseline, Baseline>()
  for (const baseline of grid.baseline) baselines.set(baseline, await baselineOfData(baseline, data))
  const passes: Omit<ScoredPass, 'network'>[] = []
  for (const place of coverings) {
    signal?.throwIfAborted()
    const covering = all[place]!
    const baseline = baselines.get(covering.baseline)!
    const job: CoveringJob = { covering, baseline, indices, scores: grid.score, regions: areas }
    const before = passes.length * indices.length
    const values = await keptOrScored(explainer, data, job, sha256, store, {
      signal,
      // The last image of a pass is reported once the pass is kept.
      onImages: (images) => images < indices.length && onImages(before + images),
    })
    passes.push({ covering: place, values })
    onImages(before + indices.length)
  }
  return passes
}

async function keptOrScored(
  explainer: Explainer,
  data: Dataset,
  job: CoveringJob,
  modelSha256: string,
  store: CellStore | undefined,
  task: Parameters<typeof scoreCovering>[3],
): Promise<Float64Array> {
  const { name, variant } = explainer.engine
  const { window, stride } = job.covering
  const { baseline, scores, regions } = job
  const dependsOn = {
    sums: version,
    engine: [name, variant],
    outputs: explainer.reader.head.kind,
    model: modelSha256,
    data: data.sha256,
    indices: [...job.indices],
    options: { window, stride, baseline: baselineKey(baseline), scores },
    regions: regions.map(({ name: region, pixels }) => [region, [...pixels]]),
  }
  const length = job.indices.length * scores.length * regions.length
  return keptOrComputed(store, dependsOn, new Float64Array(length), async (values) => {
    values.set(await scoreCovering(explainer, data, job, task))
  })
}
