import type { Network } from '@umbra/occlusion-wasm'
import { baselineKey, baselineOfData } from '../attribution/baseline-of-data.js'
import { withExplainer } from '../attribution/with-explainer.js'
import {
  mapSimilarity,
  SIMILARITIES,
  type SimilarityMean,
  similarityMean,
} from '../controls/map-similarity.js'
import { type DrawnLayer, drawnLayers, randomised, requireDrawn } from '../controls/randomised.js'
import { controlSubject } from '../controls/subject.js'
import { InputError } from '../errors.js'
import { meanOverChannels } from '../mean-over-channels.js'
import { Random } from '../random.js'
import { version } from '../version.js'
import { keptOrComputed } from '../work/cells.js'
import type { Task } from '../work/progress.js'
import { Stopwatch } from '../work/stopwatch.js'
import type { StudyConfig } from './config.js'
import type { StudyDependencies } from './dependencies.js'
import type { MappedPart } from './part.js'
import { type ClassSample, sampleClass } from './sample-classes.js'

/** How alike a mean map is to the trained network's, over draws. */
export type MeanMapSimilarity = Readonly<Record<(typeof SIMILARITIES)[number], SimilarityMean>>

/** Mean maps with one more layer drawn anew, from the last down. */
export interface StudyCascadeStep extends Pick<DrawnLayer, 'name' | 'drawn'> {
  /** How many layers are drawn anew. */
  readonly layers: number
  /** Of the mean map of each class, … */
  readonly classes: readonly [MeanMapSimilarity, MeanMapSimilarity]
  /** … and of their difference, first minus second. */
  readonly difference: MeanMapSimilarity
}

/** How far a study's mean maps are those of the trained network while its layers are drawn anew. */
export interface StudyCascade {
  readonly draws: number
  /** Images of each class whose mean map it is. */
  readonly images: readonly [number, number]
  /** Layers in all; of more than there are steps, evenly spaced ones are shown, the last among them. */
  readonly layers: number
  readonly steps: readonly StudyCascadeStep[]
}

/** A study's cascade with the mean maps that were compared. */
export interface CascadePart extends StudyCascade {
  /** float32 [1 + steps, 2, H, W]: of the trained network and of the first draw at every step, of each class; NaN where some score was not finite. */
  readonly meanMaps: Float32Array
}

/** Mean maps need no more images, intervals over draws no more draws, and a figure no more steps. */
const MOST_IMAGES = 50
const MOST_DRAWS = 5
const MOST_STEPS = 8

/**
 * Adds to the first part of a study how its mean maps change while layers are drawn anew from the top down (Adebayo et al., 2018, Sanity
 * checks for saliency maps, NeurIPS 31). The images are as many as are needed of those the study draws, whichever of them the part holds.
 *
 * @returns the part as it was where it is another than the first, controls are off, or weights cannot be drawn anew
 * @throws `signal.reason` when aborted
 */
export async function withCascade(
  mapped: MappedPart<StudyConfig>,
  dependencies: StudyDependencies,
  task: Task = {},
): Promise<MappedPart<StudyConfig>> {
  const { config, shard, untrained } = mapped
  if (shard.index !== 1 || !untrained || 'notComputed' in untrained) return mapped
  const watch = new Stopwatch(mapped.timings)
  const { network, initialisers } = await controlSubject(dependencies.model)
  const drawn = requireDrawn(drawnLayers(network, initialisers))
  const samples = await samplesOf(network, mapped, dependencies, task)
  const baseline = await baselineOfData(config.baseline, dependencies.data)
  const job = { mapped, dependencies, samples, baseline, signal: task.signal }
  const trained = await meanMaps(network, 'trained', job)
  if (!trained) return mapped
  const draws = Math.min(config.controls, MOST_DRAWS)
  const counts = stepsOf(drawn.length)
  const root = new Random(config.seed).split('randomisation')
  // [steps][maps][measures][draws]
  const values = counts.map(() => trained.map(() => SIMILARITIES.map((): number[] => [])))
  const pixels = trained[0]!.length
  const shown = new Float32Array((1 + counts.length) * 2 * pixels).fill(Number.NaN)
  const show = (place: number, maps: readonly Float32Array[]) => {
    for (const c of [0, 1]) shown.set(maps[c]!, (2 * place + c) * pixels)
  }
  show(0, trained)
  for (let draw = 0; draw < draws; draw++) {
    for (const [s, count] of counts.entries()) {
      const layers = [...drawn.keys()].slice(drawn.length - count)
      const anew = randomised(network, root.split(`draw ${draw}`), { layers, initialisers })
      const maps = await meanMaps(anew, `${count} layers, draw ${draw}`, job)
      if (maps && draw === 0) show(s + 1, maps)
      const shape = samples[0]!.images.shape.slice(1, 3) as [number, number]
      trained.forEach((own, m) => {
        const alike = maps && mapSimilarity(own, maps[m]!, shape)
        SIMILARITIES.forEach((measure, k) => {
          values[s]![m]![k]!.push(alike?.[measure] ?? Number.NaN)
        })
      })
      const done = draw * counts.length + s + 1
      task.onProgress?.({ stage: 'layers drawn anew', done, total: draws * counts.length, unit: 'networks' })
    }
  }
  watch.lap('cascade')
  const steps = counts.map((count, s): StudyCascadeStep => {
    const [a, b, difference] = values[s]!.map((of) => meansOf(of, config.confidence))
    const { name, drawn: how } = drawn[drawn.length - count]!
    return { name, drawn: how, layers: count, classes: [a!, b!], difference: difference! }
  })
  const images = [samples[0]!.indices.length, samples[1]!.indices.length] as const
  const cascade = { draws, images, layers: drawn.length, steps, meanMaps: shown }
  return { ...mapped, cascade, timings: watch.seconds }
}

/** How many layers are drawn anew at each step: every number of them, or so many evenly spaced. */
function stepsOf(layers: number): number[] {
  const shown = Math.min(layers, MOST_STEPS)
  return Array.from({ length: shown }, (_, s) =>
    shown === 1 ? layers : 1 + Math.round((s * (layers - 1)) / (shown - 1)),
  )
}

/** Over draws, which are few: of one image's worth of values. @param values - [measures][draws] */
function meansOf(values: readonly (readonly number[])[], confidence: number): MeanMapSimilarity {
  const [spearman, spearmanOfMagnitudes, ssim] = values.map((of) => similarityMean([of], confidence))
  return { spearman: spearman!, spearmanOfMagnitudes: spearmanOfMagnitudes!, ssim: ssim! }
}

/** The first images of each class as the study draws them. */
async function samplesOf(
  network: Network,
  { config, counts }: MappedPart<StudyConfig>,
  dependencies: StudyDependencies,
  task: Task,
): Promise<readonly ClassSample[]> {
  const random = new Random(config.seed).split('sampling')
  return withExplainer({ ...dependencies, model: network, engine: 'incremental' }, async (explainer) => {
    const samples: ClassSample[] = []
    for (const side of [0, 1] as const) {
      const drawing = { ...config, images: Math.min(MOST_IMAGES, counts[side]!) }
      const { signal } = task
      samples.push(
        await sampleClass(explainer, dependencies.data, { side, classes: config.classes }, drawing, random, {
          signal,
        }),
      )
    }
    return samples
  })
}

interface MeanMapJob {
  readonly mapped: MappedPart<StudyConfig>
  readonly dependencies: StudyDependencies
  readonly samples: readonly ClassSample[]
  readonly baseline: StudyConfig['baseline']
  readonly signal: AbortSignal | undefined
}

/** float32 [H, W] mean map of each class, and their difference; undefined where some score was not finite. */
async function meanMaps(
  network: Network,
  name: string,
  { mapped, dependencies, samples, baseline, signal }: MeanMapJob,
): Promise<readonly Float32Array[] | undefined> {
  const { window, stride, score, seed } = mapped.config
  const { provenance } = mapped
  const [, height, width] = samples[0]!.images.shape
  const pixels = height * width
  const dependsOn = {
    cascade: version,
    name,
    seed,
    variant: provenance.engine.variant,
    model: provenance.model.sha256,
    outputs: provenance.outputs?.kind,
    data: provenance.data.sha256,
    indices: samples.map(({ indices }) => [...indices]),
    options: { window, stride, score, baseline: baselineKey(baseline) },
  }
  const compute = (means: Float64Array) =>
    withExplainer(
      { ...dependencies, model: network, engine: 'incremental' },
      async (explainer): Promise<void> => {
        for (const [c, { images, labels }] of samples.entries()) {
          signal?.throwIfAborted()
          const options = { window, stride, score, baseline, target: [...labels] }
          const { maps } = await explainer.explain(images, options, { signal })
          const [n] = images.shape
          const plain = n * pixels
          const own =
            maps.data.length === plain ? maps.data : meanOverChannels(maps.data, new Float32Array(plain))
          own.forEach((value, i) => {
            means[c * pixels + (i % pixels)]! += value / n
          })
        }
      },
    )
  try {
    const means = await keptOrComputed(dependencies.cells, dependsOn, new Float64Array(2 * pixels), compute)
    const [a, b] = [means.subarray(0, pixels), means.subarray(pixels)]
    return [a, b, a.map((value, p) => value - b[p]!)].map((map) => Float32Array.from(map))
  } catch (error) {
    if (error instanceof InputError && error.code === 'SCORES_NOT_FINITE') return undefined
    throw error
  }
}
