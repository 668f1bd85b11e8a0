import { hedgesG, rankAmongControls } from '@umbra/stats'
import { InputError } from '../errors.js'
import type { StudyConfig } from '../mapping/config.js'
import type { StudyDependencies } from '../mapping/dependencies.js'
import type { MappedPart } from '../mapping/part.js'
import { type UntrainedPart, withUntrained } from '../mapping/untrained-part.js'
import { type Region, regionsOf } from '../regions/index.js'
import type { Task } from '../work/progress.js'
import { classMaps } from './class-maps.js'
import { interactionEffect } from './compare.js'
import type { ControlledEffect, UntrainedControls } from './controls-result.js'
import { profilesOf } from './profiles.js'
import { ifDefined } from './test-or-reason.js'

/**
 * Is a study's effect more than the same network shows untrained? Maps the study's own images with weights drawn anew and ranks the
 * trained network's effects among those.
 *
 * @param mapped - a whole study: `mapStudyPart` of all, or `mergeParts`
 * @param settings - `draws`: untrained networks, 20 unless told: fewer than 19 cannot reach p = 0.05
 * @throws InputError ENGINE_UNSUPPORTED, OPTION_INVALID, SHARD_INVALID; `signal.reason` when aborted
 */
export async function untrainedControls(
  mapped: MappedPart<StudyConfig>,
  dependencies: StudyDependencies,
  settings: { readonly draws?: number } = {},
  task: Task = {},
): Promise<UntrainedControls> {
  const { draws = 20 } = settings
  if (!Number.isInteger(draws) || draws < 1 || draws > 10_000) {
    throw new InputError('OPTION_INVALID', `draws: expected a whole number of 1 … 10000, got ${draws}`)
  }
  const { classes, counts, shard } = mapped
  if (classes.length !== 2 || counts.length !== 2 || shard.of !== 1) {
    throw new InputError('SHARD_INVALID', `expected a whole study, got part ${shard.index}/${shard.of}`)
  }
  const config = { ...mapped.config, controls: draws }
  const { untrained } = await withUntrained({ ...mapped, config }, dependencies, task)
  if (!untrained || 'notComputed' in untrained) {
    throw new InputError('ENGINE_UNSUPPORTED', untrained?.notComputed ?? 'no network was drawn')
  }
  return rankedAmongUntrained(mapped, untrained)
}

/** The study's effects among those of the networks drawn anew. */
export function rankedAmongUntrained(
  { config, classes }: MappedPart<StudyConfig>,
  untrained: UntrainedPart,
): UntrainedControls {
  const [, height, width] = classes[0]!.sample.images.shape
  const regions = regionsOf(config.regions, height, width)
  const trained = effectsOf(
    classes.map(({ sample, maps }) => classMaps(sample, maps, regions, config).regions),
  )
  const { draws, notFinite } = untrained
  const controls = Array.from({ length: draws }, (_, draw) => draw)
    .filter((draw) => !notFinite.includes(draw))
    .map((draw) => effectsOf(classes.map((_, c) => columnsOf(untrained, c, draw, regions))))
  const among = (of: (effects: Effects) => number) => controlled(of(trained), controls.map(of))
  const perRegion = (of: (effects: Effects) => readonly number[]) =>
    regions.map(({ name }, r) => ({ region: name, ...among((effects) => of(effects)[r]!) }))
  return {
    draws,
    notFinite: notFinite.length,
    layers: untrained.layers,
    ...(regions.length > 1 && { profile: among(({ profile }) => profile) }),
    strength: among(({ strength }) => strength),
    interaction: among(({ interaction }) => interaction),
    regions: perRegion((effects) => effects.regions),
    shares: regions.length > 1 ? perRegion(({ shares }) => shares) : [],
  }
}

/** One class's sensitivities under one draw, [R][n]. */
function columnsOf(
  { sensitivities, draws }: UntrainedPart,
  c: number,
  draw: number,
  regions: readonly Region[],
): Float64Array[] {
  const width = 1 + regions.length
  const n = sensitivities[c]!.length / draws / width
  return regions.map((_, r) =>
    Float64Array.from({ length: n }, (__, i) => sensitivities[c]![(draw * n + i) * width + 1 + r]!),
  )
}

interface Effects {
  readonly profile: number
  readonly strength: number
  readonly interaction: number
  readonly regions: readonly number[]
  readonly shares: readonly number[]
}

/** @param columns - of both classes, [R][n] */
function effectsOf(columns: readonly (readonly Float64Array[])[]): Effects {
  const both = [{ regions: columns[0]! }, { regions: columns[1]! }] as const
  const profiles = profilesOf(both)
  const g = (a: Float64Array, b: Float64Array) => {
    const defined = [a, b].map((values) => values.filter((value) => !Number.isNaN(value)))
    return ifDefined(() => hedgesG(defined[0]!, defined[1]!).value) ?? Number.NaN
  }
  return {
    profile: interactionEffect(profiles)?.value ?? Number.NaN,
    strength: g(profiles[0].strengths, profiles[1].strengths),
    interaction: interactionEffect(both)?.value ?? Number.NaN,
    regions: both[0].regions.map((values, r) => g(values, both[1].regions[r]!)),
    shares: profiles[0].regions.map((values, r) => g(values, profiles[1].regions[r]!)),
  }
}

/** An effect's place among those controls that have one, by magnitude. */
function controlled(effect: number, given: readonly number[]): ControlledEffect {
  const controls = given.filter((value) => !Number.isNaN(value))
  const ranked = ifDefined(() => rankAmongControls(Math.abs(effect), controls.map(Math.abs)))
  return { effect, controls, rank: ranked ? ranked.asExtreme + 1 : Number.NaN, p: ranked?.p ?? Number.NaN }
}
