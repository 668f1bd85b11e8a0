import { baselineKey, baselineOfData } from '../attribution/baseline-of-data.js'
import type { Explainer } from '../attribution/explainer.js'
import type { Baseline } from '../attribution/occlusion/options.js'
import type { Dataset } from '../dataset/index.js'
import type { StudyConfig } from '../mapping/config.js'
import type { Region } from '../regions/index.js'
import { version } from '../version.js'
import { type CellStore, keptOrComputed } from '../work/cells.js'
import type { Task } from '../work/progress.js'
import { coveringsOf, type RobustnessGrid } from './grid.js'
import { type CoveringJob, scoreCovering } from './score-covering.js'
import { drawSamples, type ModelSamples } from './subjects.js'

/** One network's sensitivities under every covering. */
export interface ScoredModel {
  readonly samples: ModelSamples
  /** Row in the cells of an image, by its position in the dataset. */
  readonly rows: ReadonlyMap<number, number>
  /** [coverings] float64 [n, scores, normalisations, 1 + R], the whole map before the regions. */
  readonly cells: readonly Float64Array[]
}

export interface ScoreModelJob {
  readonly config: StudyConfig
  readonly grid: RobustnessGrid
  readonly regions: readonly Region[]
  /** Of the network, for the keys of kept passes. */
  readonly sha256: string
  /** Which network of how many, for progress over all of them. */
  readonly progress: { readonly model: number; readonly models: number }
}

/** Scores the images of one network's studies under every covering of the grid, going on from the passes kept. */
export async function scoreModel(
  explainer: Explainer,
  data: Dataset,
  { config, grid, regions, sha256, progress }: ScoreModelJob,
  store: CellStore | undefined,
  { signal, onProgress }: Task,
): Promise<ScoredModel> {
  // What these outputs do not have is found before any image is scored.
  for (const score of grid.score) explainer.reader.score(score)
  const [height, width] = explainer.inputShape
  const whole: Region = {
    name: 'whole map',
    pixels: Uint32Array.from({ length: height * width }, (_, p) => p),
  }
  const samples = await drawSamples(explainer, data, config, grid, { signal })
  const { indices } = samples
  const coverings = coveringsOf(grid)
  const baselines = new Map<Baseline, Baseline>()
  for (const baseline of grid.baseline) baselines.set(baseline, await baselineOfData(baseline, data))
  const total = progress.models * coverings.length * indices.length
  const before = progress.model * coverings.length * indices.length
  const cells: Float64Array[] = []
  for (const covering of coverings) {
    signal?.throwIfAborted()
    const job: CoveringJob = {
      covering,
      baseline: baselines.get(covering.baseline)!,
      indices,
      scores: grid.score,
      normalisations: grid.normalisation,
      regions: [whole, ...regions],
    }
    const report = (images: number) => {
      const done = before + cells.length * indices.length + images
      onProgress?.({ stage: 'specifications', done, total, unit: 'maps' })
    }
    cells.push(
      await keptOrScored(explainer, data, job, sha256, store, {
        signal,
        // The last image of a pass is reported once the pass is kept.
        onImages: (images) => images < indices.length && report(images),
      }),
    )
    report(0)
  }
  return { samples, rows: new Map([...indices].map((index, row) => [index, row])), cells }
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
  const { baseline, scores, normalisations, regions } = job
  const dependsOn = {
    umbra: version,
    engine: [name, variant],
    outputs: explainer.reader.head.kind,
    model: modelSha256,
    data: data.sha256,
    indices: [...job.indices],
    options: { window, stride, baseline: baselineKey(baseline), scores, normalisations },
    regions: regions.map(({ name: region, pixels }) => [region, [...pixels]]),
  }
  const length = job.indices.length * scores.length * normalisations.length * regions.length
  return keptOrComputed(store, dependsOn, new Float64Array(length), async (values) => {
    values.set(await scoreCovering(explainer, data, job, task))
  })
}
