import type { Network } from '@umbra/occlusion-wasm'
import { baselineKey, baselineOfData } from '../attribution/baseline-of-data.js'
import { createExplainer, type Explainer } from '../attribution/explainer.js'
import { type DrawnLayer, drawnLayers, randomised, requireDrawn } from '../controls/randomised.js'
import { type ControlSubject, controlSubject } from '../controls/subject.js'
import { InputError } from '../errors.js'
import { meanOverChannels } from '../mean-over-channels.js'
import { Random } from '../random.js'
import { type Region, regionsOf } from '../regions/index.js'
import { version } from '../version.js'
import { keptOrComputed } from '../work/cells.js'
import type { Task } from '../work/progress.js'
import { Stopwatch } from '../work/stopwatch.js'
import type { StudyConfig } from './config.js'
import type { StudyDependencies } from './dependencies.js'
import type { MappedPart, PartOfClass } from './part.js'
import { sliceOf } from './sample-classes.js'
import { sensitivityRows } from './sensitivity-rows.js'

/** What networks with weights drawn anew make of a part's images. */
export interface UntrainedPart {
  readonly draws: number
  readonly layers: readonly Pick<DrawnLayer, 'name' | 'drawn'>[]
  /** Draws that some image's scores are not finite of, ascending: they are left out everywhere. */
  readonly notFinite: readonly number[]
  /** Of each class of the part, float64 [draws, n, 1 + R]: over the whole map, then by region; 0 for draws that are left out. */
  readonly sensitivities: readonly Float64Array[]
}

/** What progress calls it. */
const STAGE = 'untrained networks'

/** Images mapped before they are kept. */
const AT_ONCE = 32

/**
 * Maps a part's images once more for each of `controls` networks with weights drawn anew, and keeps what each map comes to by region.
 * The images stay those that the trained network classified, and each map is for the image's own class. Which part of a study draws a
 * network changes nothing in its weights.
 *
 * @returns the part with `untrained`: what was found, or why weights cannot be drawn anew
 * @throws `signal.reason` when aborted
 */
export async function withUntrained(
  mapped: MappedPart<StudyConfig>,
  dependencies: StudyDependencies,
  task: Task = {},
): Promise<MappedPart<StudyConfig>> {
  const { config } = mapped
  if (config.controls === 0) return mapped
  const subject = await drawable(dependencies.model)
  if ('notComputed' in subject) return { ...mapped, untrained: subject }
  const watch = new Stopwatch(mapped.timings)
  const { network, initialisers } = subject
  const draws = config.controls
  const regions = regionsOf(config.regions, network.inputShape[0], network.inputShape[1])
  const sensitivities = mapped.classes.map(
    ({ sample }) => new Float64Array(draws * sample.indices.length * (1 + regions.length)),
  )
  const baseline = await baselineOfData(config.baseline, dependencies.data)
  const root = new Random(config.seed).split('untrained')
  const notFinite: number[] = []
  task.onProgress?.({ stage: STAGE, done: 0, total: draws, unit: 'networks' })
  for (let draw = 0; draw < draws; draw++) {
    const untrained = randomised(network, root.split(`draw ${draw}`), { initialisers })
    const rows = sensitivities.map((all) =>
      all.subarray(draw * (all.length / draws), (draw + 1) * (all.length / draws)),
    )
    const job = { mapped, dependencies, baseline, regions, draw, rows, task: counted(task, draw, draws) }
    if (!(await mapDraw(untrained, job))) notFinite.push(draw)
  }
  watch.lap('controls')
  const layers = subject.drawn.map(({ name, drawn }) => ({ name, drawn }))
  return { ...mapped, untrained: { draws, layers, notFinite, sensitivities }, timings: watch.seconds }
}

/** The network whose weights are drawn anew with its layers, or why there is none. */
async function drawable(
  model: StudyDependencies['model'],
): Promise<(ControlSubject & { readonly drawn: readonly DrawnLayer[] }) | { readonly notComputed: string }> {
  try {
    const subject = await controlSubject(model)
    return { ...subject, drawn: requireDrawn(drawnLayers(subject.network, subject.initialisers)) }
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    return { notComputed: error.message.slice(`${error.code}: `.length) }
  }
}

interface DrawJob {
  readonly mapped: MappedPart<StudyConfig>
  readonly dependencies: StudyDependencies
  /** The study's, its numbers filled in. */
  readonly baseline: StudyConfig['baseline']
  readonly regions: readonly Region[]
  readonly draw: number
  /** Of each class, [n, 1 + R], to be filled. */
  readonly rows: readonly Float64Array[]
  readonly task: Task
}

/** One network's maps of all images, summed by region. @returns false where some score was not finite */
async function mapDraw(network: Network, job: DrawJob): Promise<boolean> {
  let explainer: Explainer | undefined
  const { threads = 'auto', variant, wasmPaths } = job.dependencies
  // Where all is kept no engine is started.
  const start = async () => {
    explainer ??= await createExplainer(network, { engine: 'incremental', threads, variant, wasmPaths })
    return explainer
  }
  try {
    const images = job.mapped.classes.reduce((sum, { sample }) => sum + sample.indices.length, 0)
    let done = 0
    for (const [c, part] of job.mapped.classes.entries()) {
      for (let from = 0; from < part.sample.indices.length; from += AT_ONCE) {
        job.task.signal?.throwIfAborted()
        const to = Math.min(from + AT_ONCE, part.sample.indices.length)
        await mapChunk(start, job, { part, from, to, rows: job.rows[c]! })
        done += to - from
        job.task.onProgress?.({ stage: '', done, total: images, unit: 'images' })
      }
    }
    return true
  } catch (error) {
    if (!(error instanceof InputError) || error.code !== 'SCORES_NOT_FINITE') throw error
    for (const rows of job.rows) rows.fill(0)
    return false
  } finally {
    explainer?.dispose()
  }
}

interface Chunk {
  readonly part: PartOfClass
  readonly from: number
  readonly to: number
  readonly rows: Float64Array
}

async function mapChunk(
  start: () => Promise<Explainer>,
  { mapped, dependencies, baseline, regions, draw, task }: DrawJob,
  { part, from, to, rows }: Chunk,
): Promise<void> {
  const { config, provenance } = mapped
  const { window, stride, score, normalisation } = config
  const chunk = sliceOf(part.sample, from, to)
  const options = { window, stride, score, baseline, target: [...chunk.labels] }
  const width = 1 + regions.length
  const dependsOn = {
    untrained: version,
    draw,
    seed: config.seed,
    variant: provenance.engine.variant,
    model: provenance.model.sha256,
    outputs: provenance.outputs?.kind,
    data: provenance.data.sha256,
    indices: [...chunk.indices],
    options: { ...options, baseline: baselineKey(baseline) },
    regions: config.regions,
    normalisation,
  }
  await keptOrComputed(
    dependencies.cells,
    dependsOn,
    rows.subarray(from * width, to * width),
    async (values) => {
      const { maps } = await (await start()).explain(chunk.images, options, { signal: task.signal })
      const [n, height, wide] = chunk.images.shape
      const plain = n * height * wide
      const own =
        maps.data.length === plain ? maps.data : meanOverChannels(maps.data, new Float32Array(plain))
      const found = sensitivityRows(own, chunk.images, regions, normalisation)
      found.forEach((row, i) => {
        values.set(row, i * width)
      })
    },
  )
}

/** Progress in networks, the one under way in part. */
function counted({ signal, onProgress }: Task, before: number, total: number): Task {
  return {
    signal,
    onProgress: ({ done, total: images }) =>
      onProgress?.({
        stage: STAGE,
        done: before + (done === images ? 1 : 0),
        total,
        unit: 'networks',
        detail: { underWay: done === images ? 0 : done / images },
      }),
  }
}
