import { isNetworkModel, loadModel, type ModelArtifacts } from '../src/index.js'

/** What `loadModel` gives of a LayersModel. */
export async function loadArtifacts(...given: Parameters<typeof loadModel>): Promise<ModelArtifacts> {
  const model = await loadModel(...given)
  if (isNetworkModel(model)) throw new Error(`expected a LayersModel, got ${model.format}`)
  return model
}
