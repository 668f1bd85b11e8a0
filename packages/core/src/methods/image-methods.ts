import { resolveBaseline } from '../attribution/baseline.js'
import { baselineKey } from '../attribution/baseline-of-data.js'
import type { Explainer } from '../attribution/explainer.js'
import { InputError } from '../errors.js'
import { inkOf, randomMap } from '../faithfulness/controls.js'
import { measureImage } from '../faithfulness/measure-image.js'
import { MEASURES } from '../faithfulness/measures.js'
import { Random } from '../random.js'
import { type Region, sensitivity } from '../regions/index.js'
import { keptOrComputed, type UnitKeeping } from '../units/cells.js'
import type { UnitOrigin } from '../units/unit.js'
import { agreementOf, pairsOf } from './agreement.js'
import type { MethodsConfig } from './config.js'
import type { AttributionMethod, MethodSubject } from './method.js'
import type { MethodsSample } from './result.js'

/** One image to be explained by every method. */
export interface ImageOfMethods {
  /** float32 [H, W, C]. */
  readonly data: Float32Array
  /** Its place in the data, which names its random numbers and what is kept of it. */
  readonly key: number
  readonly target: number
  readonly name: string
}

/** What images are explained and measured with. */
export interface MethodsBench {
  readonly subject: MethodSubject
  /** Its baseline resolved as far as data can. */
  readonly config: MethodsConfig
  readonly regions: readonly Region[]
  readonly keeping: UnitKeeping
  readonly dependsOn: UnitOrigin
}

/** What is measured of all maps of an image. */
export interface MeasuredMaps extends Pick<MethodsSample, 'values' | 'sensitivity'> {
  readonly spearman: readonly number[]
  readonly overlap: readonly number[]
}

/** The name by which an order draws its ties: the occlusion map's is that of `umbra faithfulness`, whose bits it so has. */
const orderName = (id: string) => (id === 'occlusion' ? 'map' : id)

/** The orders of `umbra faithfulness` first, as noise is drawn by place. */
function asFaithfulnessDraws(ids: readonly string[]): string[] {
  const first = ['occlusion', 'ink', 'random'].filter((id) => ids.includes(id))
  return [...first, ...ids.filter((id) => !first.includes(id))]
}

/**
 * An image's map by a method, kept or made.
 *
 * @param onComputed - told of the seconds it took, where it was made
 * @returns undefined where it failed three times and was set aside
 * @throws InputError where the method cannot explain this image, METHOD_NOT_FINITE; `signal.reason` when aborted
 */
export async function mapOf(
  method: AttributionMethod,
  image: ImageOfMethods,
  { subject, config, keeping, dependsOn }: MethodsBench,
  onComputed: (seconds: number) => void,
): Promise<Float32Array | undefined> {
  const { samples, window, stride, baseline, score, segments, segmentation, seed } = config
  const pixels = subject.height * subject.width
  const covering = { window, stride, score, segments, segmentation }
  const unit = {
    ...dependsOn,
    ...covering,
    ...{ baseline: baselineKey(baseline), samples, seed },
    ...{ unit: `${method.id} map`, indices: [image.key], targets: [image.target] },
  }
  return keptOrComputed(keeping, unit, new Float32Array(pixels), async () => {
    const started = performance.now()
    const map = await method.attribute(subject, {
      ...covering,
      ...{ images: image.data, classIndices: [image.target], baseline, samples, signal: keeping.signal },
      seed: new Random(seed).split(`methods ${image.key}`).uint32(),
    })
    const bad = map.findIndex((value) => !Number.isFinite(value))
    if (bad >= 0) {
      throw new InputError(
        'METHOD_NOT_FINITE',
        `the map of ${image.name} by ${method.name} is ${map[bad]} at pixel ${bad}: the network's numbers leave what a float can hold`,
      )
    }
    onComputed((performance.now() - started) / 1000)
    return map
  })
}

/** Maps of an image with ink and random order beside them, by order. */
export function withControls(
  maps: Readonly<Record<string, Float32Array>>,
  image: ImageOfMethods,
  { subject, config }: MethodsBench,
): Record<string, Float32Array> {
  const { height, width, channels } = subject
  const batch = { data: image.data, shape: [1, height, width, channels] as const }
  const random = randomOf(config, image).split('random order')
  return {
    ...maps,
    ink: inkOf(image.data, resolveBaseline(config.baseline, batch), 0, channels),
    random: randomMap(height * width, random),
  }
}

/** The same numbers by which `umbra faithfulness` measures this image. */
function randomOf({ seed }: Pick<MethodsConfig, 'seed'>, { key }: ImageOfMethods): Random {
  return new Random(seed).split(`faithfulness ${key}`)
}

/**
 * Measures an image's maps, kept or anew: faithfulness, agreement and the mean over each region.
 *
 * @param maps - by order
 * @returns undefined where that failed three times and was set aside
 */
export async function measuredMaps(
  maps: Readonly<Record<string, Float32Array>>,
  image: ImageOfMethods,
  bench: MethodsBench,
): Promise<MeasuredMaps | undefined> {
  const { subject, config, regions, keeping, dependsOn } = bench
  const ids = Object.keys(maps)
  const { baseline, seed, permutations: _, confidence: __, images: ___, classes: ____, ...choices } = config
  const unit = {
    ...dependsOn,
    ...choices,
    ...{ baseline: baselineKey(baseline), seed, unit: 'measures of maps', methods: ids },
    ...{ indices: [image.key], targets: [image.target] },
  }
  const room =
    MEASURES.length * ids.length + 2 * pairsOf(ids.length).length + ids.length * (1 + regions.length)
  const numbers = await keptOrComputed(keeping, unit, new Float64Array(room), async () => {
    const measured = await measure(maps, image, subject.explainer, bench)
    return [
      ...MEASURES.flatMap(({ name }) => measured.values[name]!),
      ...measured.spearman,
      ...measured.overlap,
      ...measured.sensitivity.flat(),
    ]
  })
  return numbers && unpacked(numbers, ids.length, regions.length)
}

async function measure(
  maps: Readonly<Record<string, Float32Array>>,
  image: ImageOfMethods,
  explainer: Explainer,
  { subject, config, regions, keeping: { signal } }: MethodsBench,
): Promise<MeasuredMaps> {
  const random = randomOf(config, image)
  const ids = Object.keys(maps)
  const order = asFaithfulnessDraws(ids)
  const named = Object.fromEntries(order.map((id) => [orderName(id), maps[id]!]))
  const task = { signal, nameOf: () => image.name }
  const subjectOfMeasures = { image: image.data, target: image.target, maps: named }
  const { values } = await measureImage(explainer, subjectOfMeasures, config, random, task)
  const pixels = subject.height * subject.width
  const everything = { name: 'overall', pixels: Uint32Array.from({ length: pixels }, (_, p) => p) }
  return {
    values: Object.fromEntries(
      MEASURES.map(({ name }) => [name, ids.map((id) => values[name][order.indexOf(id)]!)]),
    ),
    ...agreementOf(maps, topPixels(config, pixels), random.split('agreement')),
    sensitivity: Object.values(maps).map((map) => [
      ...sensitivity(map, image.data, [everything, ...regions]),
    ]),
  }
}

/** How many pixels the top of a map are. */
export function topPixels({ top }: Pick<MethodsConfig, 'top'>, pixels: number): number {
  return Math.max(1, Math.round(top * pixels))
}

function unpacked(numbers: Float64Array, orders: number, regions: number): MeasuredMaps {
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
