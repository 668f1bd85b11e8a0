import type { Explainer } from '../attribution/explainer.js'
import type { Baseline } from '../attribution/occlusion/options.js'
import { controlSubject } from '../controls/subject.js'
import type { RunnableModel } from '../engines/runnable-model.js'
import { InputError } from '../errors.js'
import { unitOriginOf } from '../mapping/maps-unit.js'
import type { Provenance } from '../mapping/provenance.js'
import { regionsOf } from '../regions/index.js'
import type { UnitKeeping } from '../units/cells.js'
import type { MethodsConfig } from './config.js'
import type { MethodsBench } from './image-methods.js'
import { type MethodSubject, methodSubject } from './method.js'

/** What images are explained by, and where what is computed of them is kept. */
export interface BenchSources {
  readonly model: RunnableModel
  /** The configuration's own, with what it takes of the data. */
  readonly baseline: Baseline
  readonly origin: Provenance
  readonly keeping: UnitKeeping
}

/** What images are explained and measured with, of a configuration. */
export async function methodsBench(
  config: MethodsConfig,
  explainer: Explainer,
  { model, baseline, origin, keeping }: BenchSources,
): Promise<MethodsBench> {
  const [height, width] = explainer.inputShape
  return {
    subject: methodSubject(explainer, await networkOrNone(model)),
    config: { ...config, baseline },
    regions: regionsOf(config.regions, height, width),
    keeping,
    dependsOn: unitOriginOf(origin),
  }
}

/** What gradients are taken of; none where the model is more than a `Network` can say. */
async function networkOrNone(model: RunnableModel): Promise<MethodSubject['network']> {
  try {
    return (await controlSubject(model)).network
  } catch (error) {
    if (error instanceof InputError && error.code === 'ENGINE_UNSUPPORTED') return undefined
    throw error
  }
}
