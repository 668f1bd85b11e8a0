import type { Network } from '@umbra/occlusion-wasm'
import type { Explainer } from '../attribution/explainer.js'
import { drawnLayers, randomised, requireDrawn } from '../controls/randomised.js'
import type { ControlSubject } from '../controls/subject.js'
import type { ImageBatch } from '../dataset/index.js'
import { Random } from '../random.js'
import type { Unit } from '../units/unit.js'
import type { Task } from '../work/progress.js'
import { type Covering, computeMaps } from './maps-unit.js'
import { NOT_FINITE, orNotFinite } from './untrained-unit.js'

/** The mean map of each of two classes, with so many layers drawn anew: float64 [2, H, W]. */
export interface MeanMapsUnit extends Unit {
  readonly unit: 'mean maps'
  /** Images of either class: `indices` hold those of the first, then those of the second. */
  readonly counts: readonly [number, number]
  /** Layers drawn anew from the last on, none for the trained network; of which draw, from which seed. */
  readonly layers: number
  readonly draw: number
  readonly seed: number
  readonly options: Covering
}

/** The network with its last layers drawn anew, as a unit says. */
export function partlyDrawn(
  { network, initialisers }: ControlSubject,
  { seed, draw, layers: count }: Pick<MeanMapsUnit, 'seed' | 'draw' | 'layers'>,
): Network {
  if (count === 0) return network
  const drawn = requireDrawn(drawnLayers(network, initialisers))
  const layers = [...drawn.keys()].slice(drawn.length - count)
  const random = new Random(seed).split('randomisation').split(`draw ${draw}`)
  return randomised(network, random, { layers, initialisers })
}

/** Computes mean maps. @param images - of the first class, then of the second @returns float64 [2, H, W], all `NOT_FINITE` where some score was not */
export async function computeMeanMaps(
  explainer: Explainer,
  images: ImageBatch,
  { counts, options, targets }: Pick<MeanMapsUnit, 'counts' | 'options' | 'targets'>,
  task: Task,
): Promise<Float64Array> {
  const [, height, width, channels] = images.shape
  const pixels = height * width
  const means = new Float64Array(2 * pixels)
  for (const c of [0, 1] as const) {
    task.signal?.throwIfAborted()
    const [from, n] = [c === 0 ? 0 : counts[0], counts[c]]
    const data = images.data.subarray(from * pixels * channels, (from + n) * pixels * channels)
    const own = { data, shape: [n, height, width, channels] as const }
    const unit = { options, targets: targets.slice(from, from + n) }
    const maps = await orNotFinite(computeMaps(explainer, own, unit, { signal: task.signal }))
    if (!maps) return means.fill(NOT_FINITE)
    maps.forEach((value, i) => {
      means[c * pixels + (i % pixels)]! += value / n
    })
  }
  return means
}
