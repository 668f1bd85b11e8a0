import type { Network } from '@umbra/occlusion-wasm'
import { concatenated } from '../arrays/concatenated.js'
import { baselineOfData, withBaseline } from '../attribution/baseline-of-data.js'
import { withExplainer } from '../attribution/with-explainer.js'
import {
  mapSimilarity,
  SIMILARITIES,
  type SimilarityMean,
  similarityMean,
} from '../controls/map-similarity.js'
import { type DrawnLayer, drawnLayers, requireDrawn } from '../controls/randomised.js'
import { type ControlSubject, controlSubject } from '../controls/subject.js'
import type { ImageBatch } from '../dataset/index.js'
import { Random } from '../random.js'
import { keptOrComputed } from '../units/cells.js'
import type { Task } from '../work/progress.js'
import { Stopwatch } from '../work/stopwatch.js'
import type { StudyConfig } from './config.js'
import type { PartDependencies, StudyDependencies } from './dependencies.js'
import type { DrawnPart } from './map-part.js'
import { coveringOf, unitOf } from './maps-unit.js'
import { computeMeanMaps, type MeanMapsUnit, partlyDrawn } from './mean-maps-unit.js'
import type { MappedPart } from './part.js'
import { type ClassSample, sampleClass } from './sample-classes.js'
import { NOT_FINITE } from './untrained-unit.js'

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
  dependencies: PartDependencies,
  task: Task = {},
): Promise<MappedPart<StudyConfig>> {
  const { config, shard, untrained } = mapped
  if (shard.index !== 1 || !untrained || 'notComputed' in untrained) return mapped
  const watch = new Stopwatch(mapped.timings)
  const subject = await controlSubject(dependencies.model)
  const drawn = requireDrawn(drawnLayers(subject.network, subject.initialisers))
  const samples = await samplesOf(subject.network, mapped, dependencies, task)
  const baseline = await baselineOfData(config.baseline, dependencies.data)
  const job = { subject, dependencies, images: joined(samples), baseline, signal: task.signal }
  const { first, steps: planned } = plan(mapped, samples, baseline, drawn.length)
  const trained = await meanMaps(first, job)
  if (!trained) return mapped
  const draws = Math.min(config.controls, MOST_DRAWS)
  const counts = stepsOf(drawn.length)
  // [steps][maps][measures][draws]
  const values = counts.map(() => trained.map(() => SIMILARITIES.map((): number[] => [])))
  const pixels = trained[0]!.length
  const shown = new Float32Array((1 + counts.length) * 2 * pixels).fill(Number.NaN)
  const show = (place: number, maps: readonly Float32Array[]) => {
    for (const c of [0, 1]) shown.set(maps[c]!, (2 * place + c) * pixels)
  }
  show(0, trained)
  for (let draw = 0; draw < draws; draw++) {
    for (const s of counts.keys()) {
      const maps = await meanMaps(planned[draw]![s]!, job)
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
  { config, counts }: DrawnPart<StudyConfig>,
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

/** All units of a study's cascade: those of the first part; none where controls are off or weights cannot be drawn anew. */
export async function cascadeUnits(
  drawnPart: DrawnPart<StudyConfig>,
  dependencies: StudyDependencies,
  task: Task,
): Promise<MeanMapsUnit[]> {
  if (drawnPart.shard.index !== 1) return []
  const { network, initialisers } = await controlSubject(dependencies.model)
  const samples = await samplesOf(network, drawnPart, dependencies, task)
  const baseline = await baselineOfData(drawnPart.config.baseline, dependencies.data)
  const layers = drawnLayers(network, initialisers).length
  const { first, steps } = plan(drawnPart, samples, baseline, layers)
  return [first, ...steps.flat()]
}

/** The unit of the trained network, and those of every draw and step. */
function plan(
  { config, provenance }: DrawnPart<StudyConfig>,
  samples: readonly ClassSample[],
  baseline: StudyConfig['baseline'],
  layers: number,
) {
  const [one, two] = samples as [ClassSample, ClassSample]
  const engine = { ...provenance.engine, name: 'incremental' as const }
  const shared = {
    unit: 'mean maps' as const,
    ...unitOf(
      { ...provenance, engine },
      { indices: [...one.indices, ...two.indices], labels: [...one.labels, ...two.labels] },
    ),
    counts: [one.indices.length, two.indices.length] as const,
    options: coveringOf({ ...config, baseline }),
    seed: config.seed,
  }
  const draws = Array.from({ length: Math.min(config.controls, MOST_DRAWS) }, (_, draw) => draw)
  return {
    first: { ...shared, layers: 0, draw: 0 },
    steps: draws.map((draw) => stepsOf(layers).map((count) => ({ ...shared, layers: count, draw }))),
  }
}

/** The images of both classes, one class after the other. */
function joined(samples: readonly ClassSample[]): ImageBatch {
  const [one, two] = samples.map(({ images }) => images) as [ImageBatch, ImageBatch]
  const data = concatenated(Float32Array, [one.data, two.data])
  const [, height, width, channels] = one.shape
  return { data, shape: [one.shape[0] + two.shape[0], height, width, channels] }
}

interface MeanMapJob {
  readonly subject: ControlSubject
  readonly dependencies: PartDependencies
  readonly images: ImageBatch
  readonly baseline: StudyConfig['baseline']
  readonly signal: AbortSignal | undefined
}

/** float32 [H, W] mean map of each class, and their difference; undefined where some score was not finite. */
async function meanMaps(
  unit: MeanMapsUnit,
  { subject, dependencies, images, baseline, signal }: MeanMapJob,
): Promise<readonly Float32Array[] | undefined> {
  const [, height, width] = images.shape
  const pixels = height * width
  const { cells, aside, ...running } = dependencies
  const values = new Float64Array(2 * pixels)
  signal?.throwIfAborted()
  await keptOrComputed({ cells, aside, signal }, unit, values, () =>
    withExplainer({ ...running, model: partlyDrawn(subject, unit), engine: 'incremental' }, (explainer) =>
      computeMeanMaps(explainer, images, withBaseline(unit, baseline), { signal }),
    ),
  )
  if (values[0] === NOT_FINITE) return undefined
  const [a, b] = [values.subarray(0, pixels), values.subarray(pixels)]
  return [a, b, a.map((value, p) => value - b[p]!)].map((map) => Float32Array.from(map))
}
