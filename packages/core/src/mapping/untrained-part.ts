import type { Network } from '@umbra/occlusion-wasm'
import { baselineOfData, withBaseline } from '../attribution/baseline-of-data.js'
import { createExplainer, type Explainer } from '../attribution/explainer.js'
import { type DrawnLayer, drawnLayers, requireDrawn } from '../controls/randomised.js'
import { type ControlSubject, controlSubject } from '../controls/subject.js'
import { InputError } from '../errors.js'
import { regionsOf } from '../regions/index.js'
import { fillInTurn, type Standing } from '../units/fill-in-turn.js'
import { runsOf } from '../units/images-at-once.js'
import type { Task } from '../work/progress.js'
import { Stopwatch } from '../work/stopwatch.js'
import type { StudyConfig } from './config.js'
import type { PartDependencies, StudyDependencies } from './dependencies.js'
import { type DrawnPart, imagesOfUnit } from './map-part.js'
import { coveringOf, unitOf } from './maps-unit.js'
import type { MappedPart } from './part.js'
import { sliceOf } from './sample-classes.js'
import { computeUntrained, NOT_FINITE, type UntrainedUnit, untrainedNetwork } from './untrained-unit.js'

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
  dependencies: PartDependencies,
  task: Task = {},
): Promise<MappedPart<StudyConfig>> {
  const { config } = mapped
  if (config.controls === 0) return mapped
  const subject = await drawable(dependencies.model)
  if ('notComputed' in subject) return { ...mapped, untrained: subject }
  const watch = new Stopwatch(mapped.timings)
  const { network } = subject
  const draws = config.controls
  const regions = regionsOf(config.regions, network.inputShape[0], network.inputShape[1])
  const sensitivities = mapped.classes.map(
    ({ sample }) => new Float64Array(draws * sample.indices.length * (1 + regions.length)),
  )
  const baseline = await baselineOfData(config.baseline, dependencies.data)
  const notFinite: number[] = []
  task.onProgress?.({ stage: STAGE, done: 0, total: draws, unit: 'networks' })
  for (let draw = 0; draw < draws; draw++) {
    const units = unitsOfDraw(mapped, network, baseline, draw)
    const rows = sensitivities.map((all) =>
      all.subarray(draw * (all.length / draws), (draw + 1) * (all.length / draws)),
    )
    const job = { mapped, dependencies, baseline, subject, units, rows, task: counted(task, draw, draws) }
    if (!(await mapDraw(job))) notFinite.push(draw)
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

/** All units of a part's untrained networks; none where controls are off or weights cannot be drawn anew. */
export async function untrainedUnits(
  drawn: DrawnPart<StudyConfig>,
  { model, data }: Pick<StudyDependencies, 'model' | 'data'>,
): Promise<UntrainedUnit[]> {
  const { controls, baseline } = drawn.config
  const subject = controls === 0 ? undefined : await drawable(model)
  if (!subject || 'notComputed' in subject) return []
  const resolved = await baselineOfData(baseline, data)
  return Array.from({ length: controls }, (_, draw) =>
    unitsOfDraw(drawn, subject.network, resolved, draw),
  ).flat(2)
}

/** The units of one draw. @returns [classes][units] */
function unitsOfDraw(
  { config, classes, provenance }: DrawnPart<StudyConfig>,
  { inputShape }: Network,
  baseline: StudyConfig['baseline'],
  draw: number,
): UntrainedUnit[][] {
  const { regions, normalisation, seed } = config
  const covering = { ...config, baseline }
  const engine = { ...provenance.engine, name: 'incremental' as const }
  return classes.map(({ from: before, sample: { indices, labels } }) =>
    runsOf(indices.length, imagesOfUnit(inputShape, covering), before).map(([from, to]) => ({
      unit: 'untrained',
      ...unitOf(
        { ...provenance, engine },
        { indices: indices.subarray(from, to), labels: labels.subarray(from, to) },
      ),
      draw,
      options: coveringOf(covering),
      ...{ regions, normalisation, seed },
    })),
  )
}

interface DrawJob {
  readonly mapped: MappedPart<StudyConfig>
  readonly dependencies: PartDependencies
  /** The study's, its numbers filled in. */
  readonly baseline: StudyConfig['baseline']
  readonly subject: ControlSubject
  /** [classes][units] */
  readonly units: readonly (readonly UntrainedUnit[])[]
  /** Of each class, [n, 1 + R], to be filled. */
  readonly rows: readonly Float64Array[]
  readonly task: Task
}

/** One network's maps of all images, summed by region. @returns false where some score was not finite */
async function mapDraw(job: DrawJob): Promise<boolean> {
  const { mapped, units, rows, baseline } = job
  const { signal, onProgress } = job.task
  const { threads = 'auto', variant, wasmPaths, cells, aside } = job.dependencies
  let explainer: Explainer | undefined
  // Where all is kept no engine is started.
  const start = async () => {
    const network = untrainedNetwork(job.subject, units[0]![0]!)
    explainer ??= await createExplainer(network, { engine: 'incremental', threads, variant, wasmPaths })
    return explainer
  }
  try {
    const images = mapped.classes.reduce((sum, { sample }) => sum + sample.indices.length, 0)
    let before = 0
    for (const [c, { sample }] of mapped.classes.entries()) {
      const compute = async (unit: UntrainedUnit, { done: from }: Standing) => {
        const own = sliceOf(sample, from, from + unit.indices.length)
        return computeUntrained(await start(), own.images, withBaseline(unit, baseline), { signal })
      }
      const filling = fillInTurn(units[c]!, rows[c]!, { cells, aside, signal }, compute)
      for await (const { own, done } of filling) {
        if (own[0] === NOT_FINITE) {
          for (const of of rows) of.fill(0)
          return false
        }
        onProgress?.({ stage: '', done: before + done, total: images, unit: 'images' })
      }
      before += sample.indices.length
    }
    return true
  } finally {
    explainer?.dispose()
  }
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
