import { withBaseline } from '../attribution/baseline-of-data.js'
import type { ImageBatch } from '../dataset/index.js'
import type { Region } from '../regions/index.js'
import { keptOrComputed, type UnitKeeping } from '../units/cells.js'
import type { UnitOrigin } from '../units/unit.js'
import type { MethodsConfig } from './config.js'
import {
  computeMapMeasures,
  type MeasuredMaps,
  mapMeasuresUnit,
  sizeOfMeasures,
  unpackedMeasures,
  withControls,
} from './map-measures-unit.js'
import type { AttributionMethod, MethodSubject } from './method.js'
import { computeMethodMap, methodMapUnit } from './method-map-unit.js'

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

/**
 * An image's map by a method, kept or made.
 *
 * @param onComputed - told of the seconds it took, where it was made
 * @returns undefined where it failed three times and was set aside
 * @throws InputError as `computeMethodMap`; `signal.reason` when aborted
 */
export async function mapOf(
  method: AttributionMethod,
  image: ImageOfMethods,
  bench: MethodsBench,
  onComputed: (seconds: number) => void,
): Promise<Float32Array | undefined> {
  const { subject, config, keeping } = bench
  const unit = methodMapUnit(method, image, bench)
  return keptOrComputed(keeping, unit, new Float32Array(subject.height * subject.width), async () => {
    const started = performance.now()
    const own = withBaseline(unit, config.baseline)
    const map = await computeMethodMap(subject, batchOf(image, bench), own, taskOf(image, bench))
    onComputed((performance.now() - started) / 1000)
    return map
  })
}

/**
 * What is measured of an image's maps, kept or anew.
 *
 * @param maps - by method, float32 [H, W]
 * @returns undefined where that failed three times and was set aside
 */
export async function measuredMaps(
  maps: Readonly<Record<string, Float32Array>>,
  image: ImageOfMethods,
  bench: MethodsBench,
): Promise<MeasuredMaps | undefined> {
  const { subject, config, regions, keeping } = bench
  const unit = mapMeasuresUnit(Object.keys(maps), image, bench)
  const room = new Float64Array(sizeOfMeasures(unit, regions.length))
  const numbers = await keptOrComputed(keeping, unit, room, () => {
    const own = withBaseline(unit, config.baseline)
    return computeMapMeasures(subject.explainer, batchOf(image, bench), own, maps, taskOf(image, bench))
  })
  return numbers && unpackedMeasures(numbers, unit, regions.length)
}

/** Maps of an image with ink and random order beside them, by order. */
export function ordersOf(
  maps: Readonly<Record<string, Float32Array>>,
  image: ImageOfMethods,
  bench: MethodsBench,
): Record<string, Float32Array> {
  const unit = mapMeasuresUnit(Object.keys(maps), image, bench)
  return withControls(maps, batchOf(image, bench), withBaseline(unit, bench.config.baseline))
}

function batchOf({ data }: ImageOfMethods, { subject }: MethodsBench): ImageBatch {
  const { height, width, channels } = subject
  return { data, shape: [1, height, width, channels] }
}

function taskOf({ name }: ImageOfMethods, { keeping: { signal } }: MethodsBench) {
  return { signal, nameOf: () => name }
}
