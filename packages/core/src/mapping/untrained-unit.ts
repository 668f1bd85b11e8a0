import type { Network } from '@umbra/occlusion-wasm'
import type { Explainer } from '../attribution/explainer.js'
import { randomised } from '../controls/randomised.js'
import type { ControlSubject } from '../controls/subject.js'
import type { ImageBatch } from '../dataset/index.js'
import { InputError } from '../errors.js'
import { Random } from '../random.js'
import { regionsOf } from '../regions/index.js'
import type { Unit } from '../units/unit.js'
import type { Task } from '../work/progress.js'
import type { StudyConfig } from './config.js'
import { type Covering, computeMaps } from './maps-unit.js'
import { sensitivityRows } from './sensitivity-rows.js'

/** What a network with all weights drawn anew makes of some images: float64 [n, 1 + R], over the whole map, then by region. */
export interface UntrainedUnit extends Unit, Pick<StudyConfig, 'regions' | 'normalisation' | 'seed'> {
  readonly unit: 'untrained'
  readonly draw: number
  readonly options: Covering
}

/** What stands for every value of a unit where some score was not finite: no sum of a map is that. */
export const NOT_FINITE = Number.POSITIVE_INFINITY

/** The network of a draw: which of a study's units ask for it changes nothing in its weights. */
export function untrainedNetwork(
  { network, initialisers }: ControlSubject,
  { seed, draw }: Pick<UntrainedUnit, 'seed' | 'draw'>,
): Network {
  const random = new Random(seed).split('untrained').split(`draw ${draw}`)
  return randomised(network, random, { initialisers })
}

/** Computes what a draw's network makes of some images. @returns float64 [n, 1 + R], all `NOT_FINITE` where some score was not */
export async function computeUntrained(
  explainer: Explainer,
  images: ImageBatch,
  unit: Pick<UntrainedUnit, 'options' | 'targets' | 'regions' | 'normalisation'>,
  task: Task,
): Promise<Float64Array> {
  const [n, height, width] = images.shape
  const regions = regionsOf(unit.regions, height, width)
  const values = new Float64Array(n * (1 + regions.length)).fill(NOT_FINITE)
  const maps = await orNotFinite(computeMaps(explainer, images, unit, { signal: task.signal }))
  if (!maps) return values
  sensitivityRows(maps, images, regions, unit.normalisation).forEach((row, i) => {
    values.set(row, i * row.length)
  })
  return values
}

/** What was computed; undefined where a network drawn anew gave scores that are not finite. */
export async function orNotFinite<T>(computed: Promise<T>): Promise<T | undefined> {
  try {
    return await computed
  } catch (error) {
    if (error instanceof InputError && error.code === 'SCORES_NOT_FINITE') return undefined
    throw error
  }
}
