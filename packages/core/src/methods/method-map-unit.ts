import type { ImageBatch } from '../dataset/index.js'
import { InputError } from '../errors.js'
import { type Covering, coveringOf } from '../mapping/maps-unit.js'
import { Random } from '../random.js'
import type { Unit, UnitOrigin } from '../units/unit.js'
import type { NamedTask } from '../work/progress.js'
import type { MethodsConfig } from './config.js'
import type { AttributionMethod, MethodSubject } from './method.js'
import { METHODS } from './method-table.js'

/** What besides the covering a method's map of an image hangs on. */
type MethodChoices = Pick<MethodsConfig, 'samples' | 'segments' | 'segmentation' | 'seed'>

/** The map of one image by one method: float32 [H, W]. */
export interface MethodMapUnit extends Unit, MethodChoices {
  /** `rise map`: the method's id says by which. */
  readonly unit: `${string} map`
  readonly options: Covering
}

/** The unit of an image's map by a method. @param key - its place in the data */
export function methodMapUnit(
  { id }: Pick<AttributionMethod, 'id'>,
  { key, target }: { readonly key: number; readonly target: number },
  { config, dependsOn }: { readonly config: Covering & MethodChoices; readonly dependsOn: UnitOrigin },
): MethodMapUnit {
  const { samples, segments, segmentation, seed } = config
  return {
    unit: `${id} map`,
    ...dependsOn,
    ...{ indices: [key], targets: [target] },
    options: coveringOf(config),
    ...{ samples, segments, segmentation, seed },
  }
}

/** The method of a unit; none of one of another kind, or by a method that is unknown. */
export function methodOfUnit({ unit }: Pick<Unit, 'unit'>): AttributionMethod | undefined {
  return METHODS.find(({ id }) => unit === `${id} map`)
}

/**
 * Maps the one image of a unit. What is drawn hangs on the seed and the image's place alone.
 *
 * @param image - float32 [1, H, W, C]
 * @param unit - its baseline with its images
 * @returns float32 [H, W]
 * @throws InputError where the method cannot explain this model or image, METHOD_NOT_FINITE; `signal.reason` when aborted
 */
export async function computeMethodMap(
  subject: MethodSubject,
  image: ImageBatch,
  unit: MethodMapUnit,
  { signal, nameOf }: NamedTask,
): Promise<Float32Array> {
  const { options, samples, segments, segmentation, seed, indices, targets } = unit
  const method = methodOfUnit(unit)!
  const map = await method.attribute(subject, {
    ...options,
    ...{ images: image.data, classIndices: targets, samples, segments, segmentation, signal },
    seed: new Random(seed).split(`methods ${indices[0]}`).uint32(),
  })
  const bad = map.findIndex((value) => !Number.isFinite(value))
  if (bad >= 0) {
    const name = nameOf?.(0) ?? `image ${indices[0]}`
    throw new InputError(
      'METHOD_NOT_FINITE',
      `the map of ${name} by ${method.name} is ${map[bad]} at pixel ${bad}: the network's numbers leave what a float can hold`,
    )
  }
  return map
}
