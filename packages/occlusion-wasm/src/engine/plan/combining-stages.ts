import { nonlinearityOf } from '../../kernels/nonlinearity.js'
import type { Operation } from '../../network/layer.js'
import { type Combination, combiningStage } from '../changes/combining.js'
import type { FeatureMap } from '../memory/feature-map.js'
import { gridsOf, type StageMaker, type StageSite } from './stage-site.js'

/** How the engine computes values combined one by one. */
export function combining(kind: Combination): StageMaker<Operation> {
  return { takesActivation: false, make: (_, __, site) => combined(kind, site) }
}

/** A stage for every input after the first. */
export function combined(kind: Combination, site: StageSite): FeatureMap {
  return gridsOf(site).reduce((a, b, i, { length }) => {
    const after = i === length - 1 ? site.after : nonlinearityOf(undefined)
    return site.add(combiningStage(site.workspace, kind, a, b, after))
  })
}
