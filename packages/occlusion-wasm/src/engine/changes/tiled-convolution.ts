import { isLinear, type Nonlinearity } from '../../kernels/nonlinearity.js'
import type { Conv2d } from '../../network/operations/conv2d.js'
import { FeatureMap, slideFields } from '../memory/feature-map.js'
import { identitySliding, placeSliding, type SlidingSpec } from '../memory/sliding.js'
import type { Workspace } from '../memory/workspace.js'
import type { Stage } from './stage.js'
import { tiledProducts, tiledScratch } from './tiled-products.js'

/** A convolution by products of whole rows, with the nonlinearity after it, if there is one. */
export function tiledConvolutionStage(
  workspace: Workspace,
  input: FeatureMap,
  { kernel, bias, groups = 1 }: Pick<Conv2d, 'kernel' | 'bias' | 'groups'>,
  by: SlidingSpec,
  nonlinearity: Nonlinearity,
): Stage {
  const { kernels, arena } = workspace
  const fields = slideFields(input.fields, by)
  const output = new FeatureMap(arena, ...by.outputs, bias.length, fields)
  const raw = isLinear(nonlinearity) ? output : new FeatureMap(arena, ...by.outputs, bias.length, fields)
  const products = tiledProducts({
    ...{ workspace, input, raw, output, by, kernel, bias, groups, nonlinearity },
  })
  const sliding = placeSliding(arena, by)
  const identity = placeSliding(arena, identitySliding(...by.outputs))
  return {
    output,
    scratch: () => tiledScratch(products),
    base: products.base,
    score({ windows, boxes }) {
      kernels.slidePatches(input.record, output.record, sliding, identity, windows)
      workspace.listChanges(output, boxes, windows)
      products.score()
      kernels.prune(output.record, windows)
    },
  }
}
