import type { ReadArtifacts, ReadModel } from '../model.js'

type Json = Readonly<Record<string, unknown>>

/**
 * How many outputs a model seems to have, without building it: what its network gives, or the units of a LayersModel's last layer with
 * any. Whoever needs to be sure asks `modelShape`.
 */
export function outputCount(read: ReadModel | ReadArtifacts): number | undefined {
  if (!('artifacts' in read)) return read.network?.classes
  const topology = read.artifacts.modelTopology as Json
  return unitsOf(topology.model_config ?? topology, 0)
}

function unitsOf(layer: unknown, depth: number): number | undefined {
  if (typeof layer !== 'object' || layer === null || depth > 64) return undefined
  const { config } = layer as Json
  if (typeof config !== 'object' || config === null) return undefined
  const { units, filters, layers } = config as Json
  const list = Array.isArray(config) ? config : layers
  if (!Array.isArray(list)) return [units, filters].find((size): size is number => typeof size === 'number')
  for (let i = list.length - 1; i >= 0; i--) {
    const found = unitsOf(list[i], depth + 1)
    if (found !== undefined) return found
  }
  return undefined
}
