import type { Nonlinearity } from '../../kernels/nonlinearity.js'
import type { Wiring } from '../../network/layer.js'
import type { Pool } from '../../network/operations/pool.js'
import type { MapShape, Shape } from '../../network/shape.js'
import { reshapingStage } from '../changes/placement.js'
import type { Stage } from '../changes/stage.js'
import type { FeatureMap } from '../memory/feature-map.js'
import type { Workspace } from '../memory/workspace.js'
import type { Strategy } from './engine-plan.js'

/** What a step of a network is laid out from. */
export interface StageSite {
  readonly workspace: Workspace
  readonly inputs: readonly FeatureMap[]
  /** Of the first input, as the network has it. */
  readonly shape: Shape
  /** Of every input. */
  readonly shapes: readonly Shape[]
  /** What follows the operation and is computed with it. */
  readonly after: Nonlinearity
  readonly pooling: (Pool & Wiring) | undefined
  /** In which order the axes of the first input are read, where it is not their own. */
  readonly order: readonly number[] | undefined
  /** How its products are computed, where the plan says so. */
  readonly strategy: Strategy | undefined
  /** Appends a stage. @returns its output */
  add(stage: Stage): FeatureMap
}

/** How the engine computes an operation. */
export interface StageMaker<L> {
  /** Whether its stage applies the nonlinearity that follows. */
  readonly takesActivation: boolean
  /** Lays the stages out. @returns the map whose values are the layer's */
  make(layer: L & Wiring, input: FeatureMap, site: StageSite): FeatureMap
}

/** The inputs as maps whose cells and channels lie over one another. */
export function gridsOf(site: StageSite): readonly FeatureMap[] {
  const { inputs, shape, shapes } = site
  const [first] = inputs
  const alike = inputs.every((map, i) => sameShape(shapes[i]!, shape) && sameGrid(map, first!))
  return alike ? inputs : inputs.map((map, i) => reshaped(map, mapShape(shapes[i]!), site))
}

export function reshaped(input: FeatureMap, shape: MapShape, { workspace, add }: StageSite): FeatureMap {
  // A vector may stay the map it was made of; so may a map that gets its own shape back.
  const same = input.height === shape[0] && input.width === shape[1] && input.channels === shape[2]
  return same ? input : add(reshapingStage(workspace, input, shape))
}

/** The inputs with the axes of maps: a vector becomes one cell. */
export function mapsOf(site: StageSite): readonly FeatureMap[] {
  if (site.shape.length > 1) return site.inputs
  return site.inputs.map((map) => reshaped(map, [1, 1, map.cells * map.channels], site))
}

/** Which axis of a map it is: the last ones of both are the same. */
export function mapAxis(axis: number, shape: Shape): number {
  return axis + 3 - shape.length
}

/** Any shape as that of a map: a vector is one cell; what has more axes than a map is one long row of cells. */
export function mapShape(shape: Shape): MapShape {
  const channels = shape.at(-1) ?? 1
  if (shape.length === 3) return [shape[0]!, shape[1]!, channels]
  return [1, shape.slice(0, -1).reduce((product, size) => product * size, 1), channels]
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis])
}

function sameGrid(a: FeatureMap, b: FeatureMap): boolean {
  return a.height === b.height && a.width === b.width && a.channels === b.channels
}
