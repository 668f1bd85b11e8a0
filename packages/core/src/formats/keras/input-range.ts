import type { ModelArtifacts } from './artifacts.js'
import { storedWeights } from './quantisation.js'
import { isModel, type LayerJson, type ModelJson, readModel, readTopology } from './topology.js'

/** Pixels spread over less than this, once a model's first layer has had them, were most likely meant to be 255 times as far apart … */
const NARROW = 0.1
/** … and spread over more than this, to be 0 … 1. */
const WIDE = 40

/**
 * What is odd about the range of values a model is given, where its first layer tells which it was made for: a Rescaling by 1/255
 * that gets 0 … 1, or one that gets 0 … 255 a second time; one line that says what to change, or undefined.
 *
 * @param largest - of the images' values, as they come, before the model's settings
 */
export function inputRangeNote(artifacts: ModelArtifacts, largest = 1): string | undefined {
  const { scale = 1, std = 1 } = artifacts.settings ?? {}
  const first = firstLayer(artifacts)
  const gain = first && gainOf(first, artifacts)
  if (!gain) return undefined
  // A dark picture is still one of 0 … 1.
  const given = (Math.max(1, largest) * Math.abs(scale)) / [std].flat()[0]!
  const spread = given * gain
  const kind = `the model begins with a ${first.className} layer (${first.name})`
  const range = `0 … ${Number(given.toPrecision(3))}`
  if (spread < NARROW) {
    return `${kind} made for pixels of 0 … 255 and is given ${range}: --scale 255, or "scale": 255 in umbra.json, gives it those`
  }
  if (spread > WIDE && given > 1) {
    return `${kind} made for pixels of 0 … 1 and is given ${range}: ${scale === 1 ? '--scale 0.00392156862745098 (1/255)' : 'leave scale out to'} give it those`
  }
  return undefined
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
