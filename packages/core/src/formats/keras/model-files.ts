import { sha256 } from '../../dataset/sha256.js'
import type { ModelArtifacts } from './artifacts.js'
import { dequantised } from './quantisation.js'
import { settingsInLayers } from './settings-in-layers.js'

/** A file to be written. */
export interface NamedBytes {
  readonly name: string
  readonly bytes: Uint8Array
}

/**
 * The files of a saved tfjs LayersModel: model.json, with provenance, and weights.bin. Any TensorFlow.js can load them, and what it
 * loads takes pixels of 0 … 1.
 */
export function modelFiles(artifacts: ModelArtifacts): [model: NamedBytes, weights: NamedBytes] {
  const { modelTopology, weightSpecs, weightData, userDefinedMetadata } = settingsInLayers(artifacts)
  const json = {
    format: 'layers-model',
    generatedBy: 'Umbra',
    convertedBy: null,
    modelTopology,
    weightsManifest: [{ paths: ['weights.bin'], weights: weightSpecs }],
    ...(userDefinedMetadata && { userDefinedMetadata }),
  }
  return [
    { name: 'model.json', bytes: new TextEncoder().encode(`${JSON.stringify(json, null, 2)}\n`) },
    { name: 'weights.bin', bytes: new Uint8Array(weightData) },
  ]
}

/**
 * SHA-256 of what a model computes: its topology, its weights' names and shapes, and their values as float32. How it was trained
 * does not enter.
 */
export function artifactsSha256(artifacts: ModelArtifacts): Promise<string> {
  const { modelTopology, weightSpecs, weightData } = dequantised(settingsInLayers(artifacts))
  const head = new TextEncoder().encode(JSON.stringify([modelTopology, weightSpecs]))
  const bytes = new Uint8Array(head.byteLength + weightData.byteLength)
  bytes.set(head)
  bytes.set(new Uint8Array(weightData), head.byteLength)
  return sha256(bytes)
}
