import type { OutputHead } from '@umbra/occlusion-wasm'
import type { ModelArtifacts } from '../formats/keras/artifacts.js'
import { beforeHead } from '../formats/keras/output-head/before-head.js'
import { settingsInLayers } from '../formats/keras/settings-in-layers.js'
import { layersModelShape, type ScoresShape } from './layers-model-shape.js'
import type { LayersModel } from './tensorflow.js'

/** A live LayersModel that gives scores, and what these say about classes. */
export interface ScoringModel extends ScoresShape {
  /** The caller disposes it. */
  readonly model: LayersModel
  readonly head: OutputHead
}

/**
 * A live model of artifacts, read before its head.
 *
 * @param build - makes a live model of artifacts
 * @throws InputError MODEL_INPUT, MODEL_OUTPUT, and what `build` throws
 */
export async function layersModelBeforeHead(
  given: ModelArtifacts,
  build: (artifacts: ModelArtifacts) => Promise<LayersModel>,
): Promise<ScoringModel> {
  const artifacts = settingsInLayers(given)
  const before = beforeHead(artifacts)
  const model = await build(before.artifacts)
  try {
    const shape = layersModelShape(model)
    const head = before.headOf(shape.outputs)
    if (before.fits(shape.outputs)) return { model, head, ...shape }
    const whole = await build(artifacts)
    model.dispose()
    return { model: whole, head, ...shape }
  } catch (error) {
    model.dispose()
    throw error
  }
}
