import type { Beginning } from '../../network/range-note.js'
import type { ModelArtifacts } from './artifacts.js'
import { storedWeights } from './quantisation.js'
import { isModel, type LayerJson, type ModelJson, readModel, readTopology } from './topology.js'

/** The first layer of a model, behind inputs and Umbra's own preprocessing, if it tells what range of pixels it was made for. */
export function beginningOf(artifacts: ModelArtifacts): Beginning | undefined {
  const first = firstLayer(artifacts)
  const gain = first && gainOf(first, artifacts)
  return gain ? { layer: `a ${first.className} layer (${first.name})`, gain } : undefined
}

/** By how much a first layer spreads its input; undefined for one that tells nothing of its range. */
function gainOf({ className, name, config }: LayerJson, artifacts: ModelArtifacts): number | undefined {
  const first = (value: unknown) => Number([value].flat(3)[0])
  if (className === 'Rescaling') return Math.abs(first(config.scale)) || undefined
  if (className !== 'Normalization') return undefined
  const variance = config.variance ?? weightOf(artifacts, `${name}/variance`)
  return variance === undefined || variance === null ? undefined : 1 / Math.sqrt(first(variance)) || undefined
}

function weightOf(artifacts: ModelArtifacts, end: string): number | undefined {
  for (const [spec, values] of storedWeights(artifacts)) if (spec.name.endsWith(end)) return values[0]
  return undefined
}

/** What pixels come to first, behind inputs and Umbra's own preprocessing. */
function firstLayer({ modelTopology }: ModelArtifacts): LayerJson | undefined {
  let model: ModelJson | undefined
  try {
    model = readTopology(modelTopology)
    for (let depth = 0; depth < 16; depth++) {
      const first: LayerJson | undefined = model.layers.find(
        ({ className, name }) => className !== 'InputLayer' && name !== 'umbra_preprocessing',
      )
      if (!first || !isModel(first.className)) return first
      model = readModel(first.className, first.config, first.origin)
    }
  } catch {
    // A topology that cannot be read is refused elsewhere, with its reason.
  }
  return undefined
}
