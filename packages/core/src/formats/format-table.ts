import { isGraphModel } from './graph-model/is-graph-model.js'
import type { ReadArtifacts, ReadModel, ReadOptions } from './model.js'
import { isNetworkFile } from './network-file/is-network-file.js'
import { isHdf5, isKerasZip, isModelZip, isOnnx, isTflite } from './signatures.js'
import type { ModelFile, Recognition } from './source/model-source.js'

/** A format of models: how a file of it is told from others, and its reader, which loads when it is first needed. */
interface ModelFormat {
  /** What a file in it is called, for a list of formats. */
  readonly name: string
  /** Whether a file begins as one of this format does (`signatures.ts`). Never asked of JSON. */
  readonly begins?: (head: Uint8Array) => boolean
  /** Whether what a JSON file parses to is of this format. */
  readonly says?: (json: unknown) => boolean
  /** @param json - what it parses to, where it begins as JSON does */
  readonly read: (file: ModelFile, options: ReadOptions, json: unknown) => Promise<ReadModel | ReadArtifacts>
}

export const layersModel: ModelFormat = {
  name: 'TensorFlow.js LayersModel',
  says: (json) => typeof json === 'object' && json !== null && 'modelTopology' in json,
  read: async (_, options, json) =>
    (await import('./keras/read-layers-model.js')).readLayersModel(json as object, options),
}

/**
 * Every format there is, in the order in which files are asked whether they are of it: one entry each, whose reader lies in a
 * folder of its own and is imported when the first such file comes, so that pages load none they do not need.
 *
 * To add one: its recogniser to `signatures.ts`, its line here, and what `foreign/` said of such files taken out.
 */
export const formats: readonly ModelFormat[] = [
  {
    name: 'network.json',
    says: isNetworkFile,
    read: async (_, options, json) =>
      (await import('./network-file/parse-network-file.js')).readNetworkFile(json, options),
  },
  {
    name: 'ONNX',
    begins: isOnnx,
    read: async (file, options) =>
      (await import('./onnx/read-onnx.js')).readOnnx(await file.bytes(), options),
  },
  {
    name: 'Keras HDF5 (.h5)',
    begins: isHdf5,
    read: readKeras,
  },
  {
    name: 'Keras (.keras)',
    begins: isKerasZip,
    read: readKeras,
  },
  {
    name: 'TensorFlow.js graph model',
    says: isGraphModel,
    read: async (_, options, json) =>
      (await import('./graph-model/read-graph-model.js')).readGraphModel(json as object, options),
  },
  {
    name: 'TensorFlow Lite',
    begins: isTflite,
    read: async (file, options) =>
      (await import('./tflite/read-tflite.js')).readTflite(await file.bytes(), options),
  },
  layersModel,
]

/** How files of all these formats, and ZIPs of them, are told from others. */
export const recognition: Recognition = {
  begins: (head) => isModelZip(head) || formats.some(({ begins }) => begins?.(head)),
  says: (json) => formats.some(({ says }) => says?.(json)),
}

/** Either of the files that Keras saves: what it is inside tells its reader which. */
async function readKeras(file: ModelFile, { readBeside, output }: ReadOptions): Promise<ReadArtifacts> {
  const { readKerasFile } = await import('./keras-file/read-keras-file.js')
  return readKerasFile(await file.bytes(), file.name, readBeside, output)
}
