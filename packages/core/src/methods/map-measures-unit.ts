import { resolveBaseline } from '../attribution/baseline.js'
import type { Explainer } from '../attribution/explainer.js'
import type { ImageBatch } from '../dataset/index.js'
import type { ResolvedFaithfulnessOptions } from '../faithfulness/config.js'
import { inkOf, randomMap } from '../faithfulness/controls.js'
import { measureImage } from '../faithfulness/measure-image.js'
import { MEASURES } from '../faithfulness/measures.js'
import { type Covering, coveringOf } from '../mapping/maps-unit.js'
import { Random } from '../random.js'
import { regionsOf, sensitivity } from '../regions/index.js'
import type { Unit, UnitOrigin } from '../units/unit.js'
import type { NamedTask } from '../work/progress.js'
import { agreementOf, pairsOf, topPixels } from './agreement.js'
import type { MethodsConfig } from './config.js'
import { type MethodMapUnit, methodMapUnit } from './method-map-unit.js'
import type { MethodsSample } from './result.js'

/** What is measured of one image's maps by all methods: float64, as `unpackedMeasures` reads it. */
export interface MapMeasuresUnit extends Unit, Pick<MethodsConfig, 'samples' | 'top' | 'regions'> {
  readonly unit: 'measures of maps'
  readonly options: Covering
  readonly measuring: ResolvedFaithfulnessOptions
  /** Whose maps, by their ids in the order shown; ink and random order come after them. */
  readonly methods: readonly string[]
}

/** What is measured of all maps of an image. */
export interface MeasuredMaps extends Pick<MethodsSample, 'values' | 'sensitivity'> {
  readonly spearman: readonly number[]
  readonly overlap: readonly number[]
}

/** The unit that measures an image's maps. @param key - its place in the data */
export function mapMeasuresUnit(
  methods: readonly string[],
  { key, target }: { readonly key: number; readonly target: number },
  { config, dependsOn }: { readonly config: MethodsConfig; readonly dependsOn: UnitOrigin },
): MapMeasuresUnit {
  const { curve, patch, steps, segments, segmentation, subsets, seed, samples, top, regions } = config
  return {
    unit: 'measures of maps',
    ...dependsOn,
    ...{ indices: [key], targets: [target] },
    options: coveringOf(config),
    measuring: { curve, patch, steps, segments, segmentation, subsets, seed },
    ...{ methods, samples, top, regions },
  }
}

/** The units of the maps that a unit measures, in the order of its methods. */
export function mapUnitsOf(unit: MapMeasuresUnit): MethodMapUnit[] {
  const { version, engine, model, outputs, data, indices, targets, options, measuring, samples } = unit
  const bench = {
    config: { ...options, ...measuring, samples },
    dependsOn: { version, engine, model, outputs, data },
  }
  const image = { key: indices[0]!, target: targets[0]! }
  return unit.methods.map((id) => methodMapUnit({ id }, image, bench))
}

/** Maps of an image with ink and random order beside them, by order. @param image - float32 [1, H, W, C] */
export function withControls(
  maps: Readonly<Record<string, Float32Array>>,
  image: ImageBatch,
  unit: Pick<MapMeasuresUnit, 'options' | 'measuring' | 'indices'>,
): Record<string, Float32Array> {
  const [, height, width, channels] = image.shape
  return {
    ...maps,
    ink: inkOf(image.data, resolveBaseline(unit.options.baseline, image), 0, channels),
    random: randomMap(height * width, randomOf(unit).split('random order')),
  }
}

/** The same numbers by which `umbra faithfulness` measures this image. */
function randomOf({ measuring, indices }: Pick<MapMeasuresUnit, 'measuring' | 'indices'>): Random {
  return new Random(measuring.seed).split(`faithfulness ${indices[0]}`)
}

/** The name by which an order draws its ties: the occlusion map's is that of `umbra faithfulness`, whose bits it so has. */
const orderName = (id: string) => (id === 'occlusion' ? 'map' : id)

/** The orders of `umbra faithfulness` first, as noise is drawn by place. */
function asFaithfulnessDraws(ids: readonly string[]): string[] {
  const first = ['occlusion', 'ink', 'random'].filter((id) => ids.includes(id))
  return [...first, ...ids.filter((id) => !first.includes(id))]
}

/** How many numbers are kept of an image. @param regions - besides the whole */
export function sizeOfMeasures({ methods }: Pick<MapMeasuresUnit, 'methods'>, regions: number): number {
  const orders = methods.length + 2
  return MEASURES.length * orders + 2 * pairsOf(orders).length + orders * (1 + regions)
}

/**
 * Measures the maps of the one image of a unit, beside ink and random order: faithfulness, agreement and the mean over each region.
 *
 * @param image - float32 [1, H, W, C]
 * @param unit - its baseline with its images
 * @param maps - by the unit's methods in their order, float32 [H, W]
 * @returns float64, as `unpackedMeasures` reads it
 */
export async function computeMapMeasures(
  explainer: Explainer,
  image: ImageBatch,
  unit: MapMeasuresUnit,
  maps: Readonly<Record<string, Float32Array>>,
  task: NamedTask,
): Promise<Float64Array> {
  const { options, measuring, top, targets } = unit
  const [, height, width] = image.shape
  const random = randomOf(unit)
  const all = withControls(maps, image, unit)
  const ids = Object.keys(all)
  const order = asFaithfulnessDraws(ids)
  const named = Object.fromEntries(order.map((id) => [orderName(id), all[id]!]))
  const subject = { image: image.data, target: targets[0]!, maps: named }
  const { baseline, score } = options
  const { values } = await measureImage(explainer, subject, { ...measuring, baseline, score }, random, task)
  const pixels = height * width
  const everything = { name: 'overall', pixels: Uint32Array.from({ length: pixels }, (_, p) => p) }
  const regions = [everything, ...regionsOf(unit.regions, height, width)]
  const { spearman, overlap } = agreementOf(all, topPixels({ top }, pixels), random.split('agreement'))
  return Float64Array.from([
    ...MEASURES.flatMap(({ name }) => ids.map((id) => values[name][order.indexOf(id)]!)),
    ...spearman,
    ...overlap,
    ...Object.values(all).flatMap((map) => [...sensitivity(map, image.data, regions)]),
  ])
}

/** @param numbers - float64 [`sizeOfMeasures`] */
export function unpackedMeasures(
  numbers: Float64Array,
  { methods }: Pick<MapMeasuresUnit, 'methods'>,
  regions: number,
): MeasuredMaps {
  const orders = methods.length + 2
  let at = 0
  const take = (count: number) => {
    at += count
    return Array.from(numbers.subarray(at - count, at))
  }
  const pairs = pairsOf(orders).length
  return {
    values: Object.fromEntries(MEASURES.map(({ name }) => [name, take(orders)])),
    spearman: take(pairs),
    overlap: take(pairs),
    sensitivity: Array.from({ length: orders }, () => take(1 + regions)),
  }
}
