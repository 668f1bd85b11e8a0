import { isLinear, type Nonlinearity } from '../../kernels/nonlinearity.js'
import type { Dense } from '../../network/operations/dense.js'
import { transposedPlaces } from '../../network/operations/transpose.js'
import { FeatureMap, wholeFields } from '../memory/feature-map.js'
import { identitySliding } from '../memory/sliding.js'
import type { Workspace } from '../memory/workspace.js'
import type { Stage } from './stage.js'
import { tiledProducts, tiledScratch } from './tiled-products.js'

/**
 * A dense layer over a whole map by products of whole rows: a convolution whose one window is the map.
 *
 * @param order - in which order the map's axes are read; their own unless told
 */
export function tiledDenseStage(
  workspace: Workspace,
  input: FeatureMap,
  { kernel, bias }: Dense,
  nonlinearity: Nonlinearity,
  order?: readonly number[],
): Stage {
  const { kernels, arena } = workspace
  const units = bias.length
  const { height, width, channels } = input
  const output = new FeatureMap(arena, 1, 1, units, wholeFields(workspace.height, workspace.width))
  const raw = isLinear(nonlinearity) ? output : new FeatureMap(arena, 1, 1, units, output.fields)
  const by = { ...identitySliding(1, 1), size: [height, width] as const }
  const products = tiledProducts({
    ...{ workspace, input, raw, output, by, kernel, bias, groups: 1, nonlinearity },
    ...(order && { rows: () => transposedPlaces([height, width, channels], order) }),
  })
  return {
    output,
    scratch: () => tiledScratch(products),
    base: products.base,
    score({ windows }) {
      kernels.reachWhole(input.record, output.record, windows)
      products.score()
      kernels.prune(output.record, windows)
    },
  }
}
