import type { ReadArtifacts, ReadOptions } from '../model.js'
import { parseModel } from './parse-model.js'

/**
 * Reads a saved tfjs LayersModel.
 *
 * @param json - what its model.json parses to
 * @throws InputError all that `parseModel` throws
 */
export async function readLayersModel(json: object, { readBeside }: ReadOptions): Promise<ReadArtifacts> {
  const artifacts = await parseModel(json, readBeside)
  return { format: 'TensorFlow.js LayersModel', artifacts, told: {}, notes: [] }
}
