import type { Network } from '@umbra/occlusion-wasm'
import { withBaseline } from '../attribution/baseline-of-data.js'
import { createExplainer, type Explainer } from '../attribution/explainer.js'
import type { Baseline } from '../attribution/occlusion/options.js'
import type { ControlSubject } from '../controls/index.js'
import type { ImageBatch } from '../dataset/index.js'
import { InputError } from '../errors.js'
import { computeExplanation, type ExplanationUnit } from '../explanation/explanation-unit.js'
import { computeFaithfulness, type FaithfulnessUnit } from '../faithfulness/faithfulness-unit.js'
import { computeMaps, type MapsUnit } from '../mapping/maps-unit.js'
import { computeMeanMaps, type MeanMapsUnit, partlyDrawn } from '../mapping/mean-maps-unit.js'
import { computeUntrained, type UntrainedUnit, untrainedNetwork } from '../mapping/untrained-unit.js'
import { computeMapMeasures, type MapMeasuresUnit, mapUnitsOf } from '../methods/map-measures-unit.js'
import { type MethodSubject, methodSubject } from '../methods/method.js'
import { computeMethodMap, type MethodMapUnit, methodOfUnit } from '../methods/method-map-unit.js'
import { scoreCovering } from '../robustness/score-covering.js'
import type { SumsUnit } from '../robustness/sums-unit.js'
import { keptOrComputed } from '../units/cells.js'
import type { Unit, UnitValues } from '../units/unit.js'
import type { Task } from '../work/progress.js'

/** What units are computed from, found by what they name. */
export interface Materials {
  /** A trained network, and how its layers began. @param model - SHA-256 */
  subject(model: string): Promise<ControlSubject>
  /** float32 [n, H, W, C] @param data - SHA-256 of the images of some data @param places - [n] in it */
  images(data: string, places: readonly number[]): Promise<ImageBatch>
  /** The sealed values of a unit that others are computed from; without them it is computed once more. @param key - the unit's */
  kept?(key: string): Promise<Uint8Array | undefined>
}

/** Every kind of unit there is. */
export type AnyUnit =
  | MapsUnit
  | UntrainedUnit
  | MeanMapsUnit
  | SumsUnit
  | FaithfulnessUnit
  | ExplanationUnit
  | MethodMapUnit
  | MapMeasuresUnit

/** Every kind but the maps by methods, of which each has its own. */
const KINDS: readonly string[] = [
  'maps',
  'untrained',
  'mean maps',
  'sums',
  'faithfulness',
  'explanation',
  'measures of maps',
] satisfies AnyUnit['unit'][]

/** Computes units of any kind, one at a time, to the bits that whoever planned them would get. Dispose of it when done. */
export class Workshop {
  readonly #threads: number | 'auto'
  /** The last network's, for the next unit is likely to ask for the same. */
  #explainer: { readonly name: string; readonly explainer: Explainer } | undefined

  constructor({ threads = 'auto' }: { readonly threads?: number | 'auto' } = {}) {
    this.#threads = threads
  }

  /** @throws InputError UNIT_UNKNOWN for a kind that this version does not compute, and what the explainer throws */
  async compute(unit: Unit, materials: Materials, task: Pick<Task, 'signal'> = {}): Promise<UnitValues> {
    const known = requireKnown(unit)
    const subject = await materials.subject(known.model)
    const images = await materials.images(known.data.images, known.indices)
    const baseline = await withImages(known, materials)
    const explainer = await this.#explainerOf(known, subject)
    const own = withBaseline(known, baseline)
    const { signal } = task
    switch (own.unit) {
      case 'maps':
        return computeMaps(explainer, images, own, { signal })
      case 'untrained':
        return computeUntrained(explainer, images, own, { signal })
      case 'mean maps':
        return computeMeanMaps(explainer, images, own, { signal })
      case 'sums':
        return scoreCovering(explainer, images, own, { signal })
      case 'faithfulness':
        return computeFaithfulness(explainer, images, own, { signal })
      case 'explanation':
        return computeExplanation(explainer, images, own, { signal })
      case 'measures of maps':
        return this.#measures(methodSubject(explainer, subject.network), images, own, materials, signal)
      default:
        return computeMethodMap(methodSubject(explainer, subject.network), images, own, { signal })
    }
  }

  /** Measures maps that were kept, or are made here. */
  async #measures(
    subject: MethodSubject,
    image: ImageBatch,
    unit: MapMeasuresUnit,
    materials: Materials,
    signal: AbortSignal | undefined,
  ): Promise<Float64Array> {
    const maps: Record<string, Float32Array> = {}
    const cells = { read: async (key: string) => materials.kept?.(key), write: async () => {} }
    for (const [m, mapUnit] of mapUnitsOf(unit).entries()) {
      const room = new Float32Array(subject.height * subject.width)
      const own = withBaseline(mapUnit, unit.options.baseline)
      await keptOrComputed({ cells, signal }, mapUnit, room, () =>
        computeMethodMap(subject, image, own, { signal }),
      )
      maps[unit.methods[m]!] = room
    }
    return computeMapMeasures(subject.explainer, image, unit, maps, { signal })
  }

  /** Ends threads and frees memory. */
  dispose(): void {
    this.#explainer?.explainer.dispose()
    this.#explainer = undefined
  }

  async #explainerOf(unit: AnyUnit, subject: ControlSubject): Promise<Explainer> {
    const name = networkName(unit)
    if (this.#explainer?.name === name) return this.#explainer.explainer
    this.dispose()
    const options = { engine: 'incremental', threads: this.#threads } as const
    const explainer = await createExplainer(networkOfUnit(unit, subject), options)
    const { name: engine, variant } = explainer.engine
    if (engine !== unit.engine[0] || variant !== unit.engine[1]) {
      explainer.dispose()
      throw new InputError(
        'UNIT_UNKNOWN',
        `the unit is of the engine ${unit.engine.join(', ')}; this is ${engine}, ${variant}`,
      )
    }
    this.#explainer = { name, explainer }
    return explainer
  }
}

function requireKnown(unit: Unit): AnyUnit {
  if (KINDS.includes(unit.unit) || methodOfUnit(unit)) return unit as AnyUnit
  throw new InputError('UNIT_UNKNOWN', `units of ${unit.unit} are unknown to this version`)
}

/** What tells the network of a unit from those of others. */
function networkName(unit: AnyUnit): string {
  if (unit.unit === 'untrained') return `${unit.model} seed ${unit.seed} draw ${unit.draw}`
  if (unit.unit === 'mean maps')
    return `${unit.model} seed ${unit.seed} draw ${unit.draw} layers ${unit.layers}`
  return unit.model
}

function networkOfUnit(unit: AnyUnit, subject: ControlSubject): Network {
  if (unit.unit === 'untrained') return untrainedNetwork(subject, unit)
  if (unit.unit === 'mean maps') return partlyDrawn(subject, unit)
  return subject.network
}

/** A unit's baseline with the images it draws, which the unit names by their places. */
async function withImages(unit: AnyUnit, materials: Materials): Promise<Baseline> {
  const { baseline } = unit.options
  const places = placesOfBaseline(baseline)
  if (!places) return baseline
  const { data, shape } = await materials.images(drawnFrom(unit), places)
  return {
    ...(baseline as Extract<Baseline, { kind: 'marginal' }>),
    images: { data: data.slice(), shape: [...shape] },
  }
}

function placesOfBaseline(baseline: Baseline): readonly number[] | undefined {
  const isMarginal = typeof baseline === 'object' && 'kind' in baseline && baseline.kind === 'marginal'
  return isMarginal ? baseline.indices : undefined
}

function drawnFrom(unit: Unit): string {
  return unit.drawnFrom ?? unit.data.images
}

/** The units whose values a unit is computed from, where they are there. */
export function unitsBeneath(unit: Unit): readonly Unit[] {
  const known = requireKnown(unit)
  return known.unit === 'measures of maps' ? mapUnitsOf(known) : []
}

/** All images that units need: by the SHA-256 of the data they are in, their places in it, ascending. */
export function placesOfUnits(units: readonly Unit[]): Map<string, number[]> {
  const needed = new Map<string, Set<number>>()
  const need = (data: string, places: readonly number[]) => {
    const own = needed.get(data) ?? new Set()
    for (const place of places) own.add(place)
    needed.set(data, own)
  }
  for (const unit of units.map(requireKnown)) {
    need(unit.data.images, unit.indices)
    const drawn = placesOfBaseline(unit.options.baseline)
    if (drawn) need(drawnFrom(unit), drawn)
  }
  return new Map([...needed].map(([data, places]) => [data, [...places].sort((a, b) => a - b)]))
}
