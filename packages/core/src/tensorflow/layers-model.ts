import { concatenated } from '../arrays/concatenated.js'
import { InputError } from '../errors.js'
import type { ModelArtifacts } from '../formats/keras/artifacts.js'
import { settingsInLayers } from '../formats/keras/settings-in-layers.js'
import { requireKeptSettings } from './fallback/require-kept-settings.js'
import { keras2Artifacts } from './keras2-artifacts.js'
import type { LiveLayersModel } from './live-layers-model.js'
import { type LayersModel, loadTensorFlow } from './tensorflow.js'

/**
 * A live tfjs LayersModel of saved artifacts, its settings among its layers: it takes pixels of 0 … 1. The caller disposes it.
 * @throws InputError `MODEL_TOPOLOGY` if TensorFlow.js cannot build it, `LAYER_SETTING_IGNORED` if it leaves a setting out
 */
export async function toLayersModel(artifacts: ModelArtifacts): Promise<LayersModel> {
  const tf = await loadTensorFlow()
  const layers = settingsInLayers(artifacts)
  const load = async () => keras2Artifacts(layers) as Awaited<ReturnType<NonNullable<IOHandler['load']>>>
  const model = await tf.loadLayersModel({ load }).catch((cause) => {
    const reason = (cause as Error).message.split('\n', 2).join(' ').trim()
    throw new InputError('MODEL_TOPOLOGY', `TensorFlow.js cannot build this model: ${reason}`, { cause })
  })
  try {
    requireKeptSettings(model, layers.modelTopology)
    return model
  } catch (error) {
    model.dispose()
    throw error
  }
}

type IOHandler = ReturnType<Awaited<ReturnType<typeof loadTensorFlow>>['io']['withSaveHandler']>

/** The artifacts of a live LayersModel, copied; its optimiser is left out. */
export async function artifactsOf(model: LiveLayersModel): Promise<ModelArtifacts> {
  let saved: ModelArtifacts | undefined
  await (model as LayersModel).save({
    save: async ({ modelTopology, weightSpecs, weightData, userDefinedMetadata }) => {
      saved = {
        modelTopology: modelTopology as object,
        weightSpecs: weightSpecs!.map(({ name, shape, dtype }) => ({ name, shape, dtype })),
        weightData: joined(weightData!),
        ...(userDefinedMetadata && { userDefinedMetadata }),
      }
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } }
    },
  })
  return saved!
}

function joined(data: ArrayBuffer | ArrayBuffer[]): ArrayBuffer {
  if (!Array.isArray(data)) return data
  return concatenated(
    Uint8Array,
    data.map((part) => new Uint8Array(part)),
  ).buffer
}
