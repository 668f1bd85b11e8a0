import type { ReadArtifacts, ReadOptions } from '../model.js'
import { parseModel } from './parse-model.js'
import { withChosenOutput } from './with-chosen-output.js'

/**
 * Reads a saved tfjs LayersModel.
 *
 * @param json - what its model.json parses to
 * @throws InputError all that `parseModel` and `withChosenOutput` throw
 */
export async function readLayersModel(
  json: object,
  { readBeside, output }: ReadOptions,
): Promise<ReadArtifacts> {
  const artifacts = await parseModel(json, readBeside)
  const modelTopology = withChosenOutput(artifacts.modelTopology, output)
  return {
    format: 'TensorFlow.js LayersModel',
    artifacts: { ...artifacts, modelTopology },
    told: {},
    notes: [],
  }
}
