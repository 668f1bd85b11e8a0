import { hedgesG, profileOf, rankAmongControls } from '@umbra/stats'
import { baselineOfData } from '../attribution/baseline-of-data.js'
import { type ExplainerSource, withExplainer } from '../attribution/with-explainer.js'
import { type DrawnLayer, drawnLayers, randomised, requireDrawn } from '../controls/randomised.js'
import { controlSubject } from '../controls/subject.js'
import type { Dataset } from '../dataset/index.js'
import { InputError } from '../errors.js'
import type { StudyConfig } from '../mapping/config.js'
import type { MappedPart } from '../mapping/part.js'
import { meanOverChannels } from '../mean-over-channels.js'
import { Random } from '../random.js'
import { type Region, regionsOf } from '../regions/index.js'
import type { Task } from '../work/progress.js'
import { type ClassMaps, classMaps } from './class-maps.js'
import { interactionTest } from './compare.js'
import { ifDefined } from './test-or-reason.js'

/** The trained network's effect among those of untrained ones. */
export interface ControlledEffect {
  /** The trained network's; NaN where it has none. */
  readonly effect: number
  /** [m] those of the untrained networks that have one, in the order they were drawn. */
  readonly controls: readonly number[]
  /** Place of its magnitude among theirs and itself, 1 the largest; ties count against it. */
  readonly rank: number
  /** (b + 1)/(m + 1), b of m untrained networks having an effect at least as large. NaN where the trained network has none. */
  readonly p: number
}

/** Where a study's effects stand among those of the same network with weights drawn anew. */
export interface UntrainedControls {
  readonly draws: number
  /** Draws that some image's map was not finite of, and which are left out everywhere. */
  readonly notFinite: number
  readonly layers: readonly Pick<DrawnLayer, 'name' | 'drawn'>[]
  /** Generalised eta squared of class × region, of each image's profile; absent with a single region. */
  readonly profile?: ControlledEffect
  /** The same of sensitivities as they are. */
  readonly interaction: ControlledEffect
  /** Hedges' g of each region, first class minus second. */
  readonly regions: readonly (ControlledEffect & { readonly region: string })[]
}

type ControlledModel = ExplainerSource & { readonly data: Dataset }

/**
 * Is a study's effect more than the same network shows untrained? Maps the study's own images with weights drawn anew and ranks the
 * trained network's effects among those. The images stay those the trained network classified, and each map is for the image's own class.
 *
 * @param mapped - a whole study: `mapStudyPart` of all, or `mergeParts`
 * @param options.draws - untrained networks, 20 unless told: fewer than 19 cannot reach p = 0.05
 * @throws InputError ENGINE_UNSUPPORTED, NOTHING_TO_RANDOMISE, OPTION_INVALID; `signal.reason` when aborted
 */
export async function untrainedControls(
  mapped: MappedPart<StudyConfig>,
  { model, data, engine: _, ...running }: ControlledModel,
  { draws = 20 }: { readonly draws?: number } = {},
  { signal, onProgress }: Task = {},
): Promise<UntrainedControls> {
  if (!Number.isInteger(draws) || draws < 1 || draws > 10_000) {
    throw new InputError('OPTION_INVALID', `draws: expected a whole number of 1 … 10000, got ${draws}`)
  }
  const { config } = mapped
  requireWhole(mapped)
  const { network, initialisers } = await controlSubject(model)
  const layers = requireDrawn(drawnLayers(network, initialisers))
  const regions = regionsOf(config.regions, network.inputShape[0], network.inputShape[1])
  const trained = effectsOf(mapped.classes, regions, config)
  const baseline = await baselineOfData(config.baseline, data)
  const root = new Random(config.seed).split('untrained')
  const controls: Effects[] = []
  for (let draw = 0; draw < draws; draw++) {
    signal?.throwIfAborted()
    const untrained = randomised(network, root.split(`draw ${draw}`), { initialisers })
    const own = await mapUntrained(mapped, baseline, { ...running, model: untrained }, { signal })
    if (own) controls.push(effectsOf(own, regions, config))
    onProgress?.({ stage: 'untrained networks', done: draw + 1, total: draws, unit: 'networks' })
  }
  const among = (of: (effects: Effects) => number) => controlled(of(trained), controls.map(of))
  return {
    draws,
    notFinite: draws - controls.length,
    layers: layers.map(({ name, drawn }) => ({ name, drawn })),
    ...(regions.length > 1 && { profile: among(({ profile }) => profile) }),
    interaction: among(({ interaction }) => interaction),
    regions: regions.map(({ name }, r) => ({ region: name, ...among((effects) => effects.regions[r]!) })),
  }
}

function requireWhole({ classes, counts, shard }: MappedPart<StudyConfig>): void {
  if (classes.length === 2 && counts.length === 2 && shard.of === 1) return
  throw new InputError('SHARD_INVALID', `expected a whole study, got part ${shard.index}/${shard.of}`)
}

interface Effects {
  readonly profile: number
  readonly interaction: number
  readonly regions: readonly number[]
}

type MappedClass = Pick<MappedPart<StudyConfig>['classes'][number], 'sample' | 'maps'>

function effectsOf(mapped: readonly MappedClass[], regions: readonly Region[], config: StudyConfig): Effects {
  const classes = mapped.map(({ sample, maps }) => classMaps(sample, maps, regions, config))
  const both = [classes[0]!, classes[1]!] as const
  const profiles = regions.length > 1 ? profilesOf(both) : undefined
  const defined = (values: Float64Array) => values.filter((value) => !Number.isNaN(value))
  return {
    profile: profiles ? (interactionTest(profiles).effect?.value ?? Number.NaN) : Number.NaN,
    interaction: interactionTest(both).effect?.value ?? Number.NaN,
    regions: regions.map(
      (_, r) =>
        ifDefined(() => hedgesG(defined(both[0].regions[r]!), defined(both[1].regions[r]!)).value) ??
        Number.NaN,
    ),
  }
}

/** Both classes with each image's profile in place of its sensitivities. */
function profilesOf(classes: readonly [ClassMaps, ClassMaps]): readonly [ClassMaps, ClassMaps] | undefined {
  const R = classes[0].regions.length
  const rows = classes.map(({ regions }) =>
    Array.from(regions[0]!, (_, i) => regions.map((values) => values[i]!)),
  )
  const complete = rows.map((own) => own.filter((row) => !row.some(Number.isNaN)))
  const found = ifDefined(() => profileOf(complete.flat(2), R))
  if (!found) return undefined
  let from = 0
  const [a, b] = classes.map((own, c) => {
    const first = from
    from += complete[c]!.length
    const columns = own.regions.map((_, r) =>
      Float64Array.from(complete[c]!, (_, i) => found.profiles[(first + i) * R + r]!),
    )
    return { ...own, regions: columns }
  })
  return [a!, b!]
}

/** The study's images mapped by a network drawn anew; undefined where some score was not finite. */
async function mapUntrained(
  { config, classes }: MappedPart<StudyConfig>,
  baseline: StudyConfig['baseline'],
  source: ExplainerSource,
  task: Task,
): Promise<MappedClass[] | undefined> {
  const { window, stride, score } = config
  try {
    return await withExplainer({ ...source, engine: 'incremental' }, async (explainer) => {
      const mapped: MappedClass[] = []
      for (const { sample } of classes) {
        const options = { window, stride, score, baseline, target: [...sample.labels] }
        const { maps } = await explainer.explain(sample.images, options, task)
        const [n, height, width] = sample.images.shape
        const plain = n * height * width
        const own =
          maps.data.length === plain ? maps.data : meanOverChannels(maps.data, new Float32Array(plain))
        mapped.push({ sample, maps: own })
      }
      return mapped
    })
  } catch (error) {
    if (error instanceof InputError && error.code === 'SCORES_NOT_FINITE') return undefined
    throw error
  }
}

/** An effect's place among those controls that have one, by magnitude. */
function controlled(effect: number, given: readonly number[]): ControlledEffect {
  const controls = given.filter((value) => !Number.isNaN(value))
  const ranked = ifDefined(() => rankAmongControls(Math.abs(effect), controls.map(Math.abs)))
  return { effect, controls, rank: ranked ? ranked.asExtreme + 1 : Number.NaN, p: ranked?.p ?? Number.NaN }
}
