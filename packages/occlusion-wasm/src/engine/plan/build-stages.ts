import { nonlinearityOf } from '../../kernels/nonlinearity.js'
import type { Operation } from '../../network/layer.js'
import type { Network } from '../../network/network.js'
import type { Stage } from '../changes/stage.js'
import type { FeatureMap } from '../memory/feature-map.js'
import type { Workspace } from '../memory/workspace.js'
import { fuseLayers } from './fuse-layers.js'
import type { StageMaker } from './stage-site.js'
import { stageMakers } from './stage-table.js'

/** A network as stages, in order, and the map whose values are the class scores. */
export interface Stages {
  readonly stages: readonly Stage[]
  readonly scores: FeatureMap
}

/**
 * Lays a network out in memory as stages. Flattening costs nothing: a vector is kept as the map it was made of, and each layer
 * that reads it takes its values in order.
 */
export function buildStages(network: Network, workspace: Workspace, pixels: FeatureMap): Stages {
  const stages: Stage[] = []
  const maps: FeatureMap[] = []
  const add = (stage: Stage): FeatureMap => {
    stages.push(stage)
    return stage.output
  }
  const mapOf = (index: number) => (index < 0 ? pixels : maps[index]!)
  for (const { layer, activation, pooling, order, last } of fuseLayers(network)) {
    const inputs = layer.inputs.map(mapOf)
    const shapes = layer.inputs.map((from) =>
      from < 0 ? network.inputShape : network.layers[from]!.outputShape,
    )
    const after = nonlinearityOf(activation)
    const maker: StageMaker<Operation> = stageMakers[layer.kind]
    const site = { workspace, inputs, shape: shapes[0]!, shapes, after, pooling, order, add }
    maps[last] = maker.make(layer, inputs[0]!, site)
  }
  return { stages, scores: maps[network.layers.length - 1]! }
}
