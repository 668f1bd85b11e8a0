import { expect, it } from 'vitest'
import { GraphModelWriter } from '../../test/graph-model-writer.js'
import { node, onnxFile, value } from '../../test/onnx-file.js'
import { TfliteWriter } from '../../test/tflite-writer.js'
import { chosenOutput } from './chosen-output.js'
import { loadModel } from './load-model.js'
import type { ModelSource } from './source/model-source.js'

function onnx() {
  const mean = node('ReduceMean', 'x', 'scores', { axes: [2, 3], keepdims: 0 })
  return onnxFile({ inputs: [value('x', [1, 3, 4, 4])], outputs: [value('scores', [1, 3])], nodes: [mean] })
}

function graph() {
  const writer = new GraphModelWriter()
  const x = writer.input([-1, 4, 4, 3])
  return writer.model([writer.node('Mean', [x, writer.whole([1, 2])], { keep_dims: false })])
}

function tflite() {
  const writer = new TfliteWriter()
  const image = writer.tensor([1, 4, 4, 3])
  const mean = writer.operator('MEAN', [image, writer.whole([1, 2])], [1, 3])
  return writer.file([image], [mean])
}

function sequential() {
  const pool = {
    class_name: 'GlobalAveragePooling2D',
    config: { name: 'pool', batch_input_shape: [null, 4, 4, 3] },
  }
  const modelTopology = { class_name: 'Sequential', config: { name: 's', layers: [pool] } }
  return { json: { modelTopology, weightsManifest: [] }, shards: {} }
}

/** A network of one layer without a name, and weights of none. */
function network() {
  const json = { schema: 'umbra.network/1', layout: 'keras', input: [4, 4, 3], weights: 'w.safetensors' }
  const shards = { 'w.safetensors': new Uint8Array([2, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0x7d]) }
  return { json: { ...json, layers: [{ kind: 'globalAveragePool' }] }, shards }
}

it.each<[string, string, () => ModelSource]>([
  ['ONNX', 'scores', onnx],
  ['a graph model', 'out_0', graph],
  ['TensorFlow Lite', 't2', tflite],
  ['a Sequential model', 'pool', sequential],
  ['network.json', 'globalAveragePool_0', network],
])('an output that %s has not is refused, and its only one is taken by its name', async (_, name, source) => {
  await expect(loadModel(source(), { output: 'other' })).rejects.toThrow(
    /^MODEL_OUTPUTS: no output is named "other", the model has "\w+"( \[1, 3\])?$/,
  )
  expect(await loadModel(source(), { output: name })).toEqual(await loadModel(source()))
})

it('lists some of many outputs, and says how many more there are', () => {
  const outputs = Array.from({ length: 30 }, (_, i) => ({ names: [`o${i}`, `node${i}`] }))
  expect(() => chosenOutput(outputs, undefined)).toThrow(
    'MODEL_OUTPUTS: the model has 30 outputs, "o0", "o1", "o2", "o3", "o4", "o5", "o6", "o7" and 22 more: --output NAME says which gives the class scores',
  )
  expect(chosenOutput(outputs, 'node29')).toBe(outputs[29])
  expect(() => chosenOutput([], undefined)).toThrow('MODEL_OUTPUTS: the model has no output')
})
