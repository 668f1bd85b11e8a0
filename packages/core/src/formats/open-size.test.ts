import { referenceLogits } from '@umbra/occlusion-wasm'
import { describe, expect, it } from 'vitest'
import { GraphModelWriter } from '../../test/graph-model-writer.js'
import { node, onnxFile, value } from '../../test/onnx-file.js'
import { loadModel } from './load-model.js'
import { networkOf } from './network-of.js'

const onnx = (height: number | string, width: number | string, metadata = {}) =>
  onnxFile({
    inputs: [value('x', ['N', 3, height, width])],
    outputs: [value('y', ['N', 3])],
    nodes: [node('ReduceMean', 'x', 'y', { axes: [2, 3], keepdims: 0 })],
    metadata,
  })

/** A LayersModel of images of any size, its input within another model or not. */
function keras(within: boolean) {
  const layer = (class_name: string, config: object) => ({ class_name, config })
  const layers = [
    layer('Conv2D', { name: 'c', filters: 2, kernel_size: [1, 1], batch_input_shape: [null, null, null, 3] }),
    layer('GlobalAveragePooling2D', { name: 'p' }),
  ]
  const sequential = layer('Sequential', { name: 's', layers })
  const modelTopology = within ? layer('Sequential', { name: 'outer', layers: [sequential] }) : sequential
  const weights = [
    { name: 'c/kernel', shape: [1, 1, 3, 2], dtype: 'float32' },
    { name: 'c/bias', shape: [2], dtype: 'float32' },
  ]
  return {
    json: { modelTopology, weightsManifest: [{ paths: ['w.bin'], weights }] },
    shards: { 'w.bin': new Uint8Array(Float32Array.from({ length: 8 }, (_, i) => i / 8).buffer) },
  }
}

/** Means over places of any number of them. */
function graph(height: number, width: number) {
  const writer = new GraphModelWriter()
  const x = writer.input([-1, height, width, 3])
  const mean = writer.node('Mean', [x, writer.whole([1, 2])], { keep_dims: false })
  const { json, shards } = writer.model([mean])
  return { json, shards }
}

describe('a model that leaves the size of images open', () => {
  it.each([
    ['an ONNX file', 'any×any', () => onnx('H', 'W')],
    ['an ONNX file of open width', '8×any', () => onnx(8, 'W')],
    ['a LayersModel', 'any×any', () => keras(false)],
    ['a LayersModel in another', 'any×any', () => keras(true)],
    ['a graph model', 'any×8', () => graph(-1, 8)],
  ] as const)('%s asks for it, and takes it once told', async (_, stated, source) => {
    const refused = async () => networkOf(await loadModel(source()))
    await expect(refused()).rejects.toThrow(
      `leaves the size of images open (${stated}): --input-size H,W says it, as --input-size 224,224`,
    )
    await expect(refused()).rejects.toMatchObject({ code: 'MODEL_INPUT' })
    const model = await loadModel(source(), { inputSize: [8, 8] })
    const network = networkOf(model)
    expect(network.inputShape).toEqual([8, 8, 3])
    expect(model.settings!.inputSize).toEqual([8, 8])
    const image = Float32Array.from({ length: 192 }, (_, i) => ((i * 7) % 13) / 13)
    const means = [0, 1, 2].map((c) => image.reduce((sum, v, i) => sum + (i % 3 === c ? v : 0), 0) / 64)
    // Of the LayersModel, c/kernel and c/bias are 0/8, 1/8 … in order.
    const layers = 'modelTopology' in model
    const expected = layers
      ? [0, 1].map((k) => means.reduce((sum, m, c) => sum + (m * (2 * c + k)) / 8, (6 + k) / 8))
      : means
    for (const [k, score] of referenceLogits(network, image).entries())
      expect(score).toBeCloseTo(expected[k]!, 5)
  })

  it('takes it from umbra.json or from metadata, and what a person says goes before', async () => {
    const files = [
      new File([onnx('H', 'W', { imgsz: '[6, 4]' }) as Uint8Array<ArrayBuffer>], 'net.onnx'),
      new File(['{"inputSize": [5, 7]}'], 'umbra.json'),
    ]
    expect(networkOf(await loadModel(files)).inputShape).toEqual([5, 7, 3])
    expect(networkOf(await loadModel(files, { inputSize: [9, 9] })).inputShape).toEqual([9, 9, 3])
    const told = await loadModel(files.slice(0, 1))
    expect(networkOf(told).inputShape).toEqual([6, 4, 3])
    expect(told.settings!.inputSize).toEqual([6, 4])
  })

  it.each([
    ['fixed, as told', onnx(6, 4, { imgsz: '[6, 4]' }), [6, 4], []],
    [
      'fixed, told another',
      onnx(8, 8, { imgsz: '[6, 4]' }),
      [8, 8],
      ['file’s imgsz, 6×4, is not of its images, 8×8'],
    ],
    ['told twice', onnx('H', 'W', { imgsz: '5' }), [5, 5], []],
  ] as const)('metadata of a size %s', async (name, bytes, size, said) => {
    const model = await loadModel(bytes)
    expect(networkOf(model).inputShape).toEqual([...size, 3])
    expect(model.settings!.inputSize).toEqual(name === 'told twice' ? size : undefined)
    const notes = model.notes!.filter((note) => note.includes('imgsz'))
    expect(notes).toHaveLength(said.length)
    for (const [i, words] of said.entries()) expect(notes[i]).toContain(words)
  })

  it.each([
    ['an ONNX file', () => onnx(8, 8), 'takes images of 8×8, --input-size asks for 8×9'],
    ['a graph model', () => graph(8, -1), 'takes images of 8×any, --input-size asks for 9×9'],
  ] as const)('%s of another size is refused', async (_, source, words) => {
    const inputSize = words.includes('9×9') ? ([9, 9] as const) : ([8, 9] as const)
    await expect(loadModel(source(), { inputSize: [...inputSize] })).rejects.toThrow(words)
  })
})
