import { nonlinearityOf } from '../../kernels/nonlinearity.js'
import type { Operation } from '../../network/layer.js'
import type { Network } from '../../network/network.js'
import type { Stage } from '../changes/stage.js'
import type { FeatureMap } from '../memory/feature-map.js'
import type { Workspace } from '../memory/workspace.js'
import type { EnginePlan } from './engine-plan.js'
import { fuseLayers } from './fuse-layers.js'
import type { StageMaker } from './stage-site.js'
import { stageMakers } from './stage-table.js'

/** A network as stages, in order, and the map whose values are the class scores. */
export interface Stages {
  readonly stages: readonly Stage[]
  readonly scores: FeatureMap
  /** What comes of each layer, and of all that is computed with it. */
  readonly maps: readonly FeatureMap[]
  /** By their layers, the stages that may make much of small differences. */
  readonly steep: ReadonlyMap<number, Stage>
}

/**
 * Lays a network out in memory as stages. Flattening costs nothing: a vector is kept as the map it was made of, and each layer
 * that reads it takes its values in order.
 */
export function buildStages(
  network: Network,
  plan: EnginePlan,
  workspace: Workspace,
  pixels: FeatureMap,
): Stages {
  const strategies = new Map(plan.layers.map(({ layer, strategy }) => [layer, strategy]))
  const stages: Stage[] = []
  const maps: FeatureMap[] = []
  const steep = new Map<number, Stage>()
  const add = (stage: Stage): FeatureMap => {
    stages.push(stage)
    return stage.output
  }
  const mapOf = (index: number) => (index < 0 ? pixels : maps[index]!)
  for (const { own, layer, index, activation, pooling, order, last } of fuseLayers(network)) {
    const inputs = layer.inputs.map(mapOf)
    const shapes = layer.inputs.map((from) =>
      from < 0 ? network.inputShape : network.layers[from]!.outputShape,
    )
    const after = nonlinearityOf(activation)
    const maker: StageMaker<Operation> = stageMakers[layer.kind]
    const site = {
      workspace,
      inputs,
      shape: shapes[0]!,
      shapes,
      after,
      pooling,
      order,
      strategy: strategies.get(index),
      add,
    }
    const first = stages.length
    maps[last] = maker.make(layer, inputs[0]!, site)
    for (const stage of stages.slice(first)) if (stage.doubt) steep.set(own, stage)
  }
  // What is computed with a layer is all that reads it.
  for (let index = network.layers.length - 1; index >= 0; index--) {
    for (const input of network.layers[index]!.inputs) if (input >= 0) maps[input] ??= maps[index]!
  }
  return { stages, scores: maps[network.layers.length - 1]!, maps, steep }
}
