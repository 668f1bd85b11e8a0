import { strToU8, zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { loadModel } from '../load-model.js'
import { foreignFile } from './foreign-file.js'
import { foreignJson } from './foreign-json.js'

const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0))
const zip = (...names: readonly string[]) =>
  zipSync(Object.fromEntries(names.map((name) => [name, strToU8('x'.repeat(100))])))

describe('files that are no model of ours are named by what they hold', () => {
  const safetensors = (() => {
    const header = strToU8('{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}')
    return Uint8Array.of(header.length, 0, 0, 0, 0, 0, 0, 0, ...header, 0, 0, 0, 0)
  })()
  it.each<[string, Uint8Array, RegExp]>([
    ['SavedModel', bytes('\x08\x01\x12\xe0\x12\x0a\x05\x12\x01serve\x0a\x05Const'), /^a SavedModel/],
    ['frozen graph', bytes('\x0a\x2e\x0a\x01x\x12\x0bPlaceholder'), /^a frozen TensorFlow graph/],
    ['PyTorch', zip('archive/data.pkl', 'archive/version'), /^a PyTorch file.*safetensors/],
    ['old PyTorch', bytes('\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.'), /^a Python pickle/],
    ['safetensors', safetensors, /^safetensors.*network\.json/],
    ['NPZ', zip('a.npy', 'b.npy'), /^an NPZ archive/],
    ['ZIP', zip('readme.txt'), /^a ZIP archive/],
    ['gzip', bytes('\x1f\x8b\x08'), /^gzip/],
    ['Git LFS', bytes('version https://git-lfs.github.com/spec/v1\noid sha256:0'), /git lfs pull/],
    ['HTML', bytes('\n<!DOCTYPE html><html>'), /^a web page/],
  ])('%s', (_, head, words) => {
    expect(foreignFile(head, 'file')).toMatch(words)
    expect(foreignFile(head, 'file')).not.toMatch(/\n/)
  })

  it.each(['a.onnx', 'a.h5', 'a.keras', 'a.tflite', 'a.pb', 'a.pth', 'a.bin'])(
    '%s, if only by its name',
    (name) => {
      expect(foreignFile(new Uint8Array(64).fill(1), name)).toBeDefined()
    },
  )

  it('what is not known is not named', () => {
    for (const text of ['', '{"modelTopology": {}}', 'hello', '\x08', '\x0a\x01'])
      expect(foreignFile(bytes(text), 'file')).toBeUndefined()
  })
})

describe('documents that are no model of ours', () => {
  it.each<[string, unknown, RegExp]>([
    ['Teachable Machine', { tfjsVersion: '1.3.1', tmVersion: '2.4.4', labels: ['a'] }, /model\.json beside/],
    ['Keras’s layers', { class_name: 'Functional', config: {}, module: 'keras' }, /without its weights/],
    ['Hugging Face', { architectures: ['ResNetForImageClassification'] }, /Hugging Face/],
    ['a manifest', [{ paths: ['a.bin'], weights: [] }], /list of weight files/],
    ['a result', { schema: 'umbra.study/1' }, /result of Umbra/],
    ['a sidecar', { scale: 255 }, /about a model/],
  ])('%s', async (_, json, words) => {
    expect(foreignJson(json, 'model.json')).toMatch(words)
    await expect(loadModel({ json: json as object, shards: {} })).rejects.toThrow(
      /^MODEL_FORMAT: model\.json is/,
    )
  })

  it('a LayersModel is none of them', () => {
    expect(
      foreignJson({ modelTopology: { class_name: 'Sequential' }, weightsManifest: [] }, 'm'),
    ).toBeUndefined()
    expect(foreignJson({}, 'm')).toBeUndefined()
    expect(foreignJson(null, 'm')).toBeUndefined()
  })

  it('are told from bytes, and among files picked together', async () => {
    const json = bytes('version https://git-lfs.github.com/spec/v1\noid')
    await expect(loadModel({ json, shards: {} })).rejects.toThrow(
      'MODEL_FORMAT: model.json is a Git LFS pointer',
    )
    const shards = { 'w.bin': json }
    const weights = [{ name: 'w', shape: [100], dtype: 'float32' }]
    const model = { modelTopology: {}, weightsManifest: [{ paths: ['w.bin'], weights }] }
    await expect(loadModel({ json: model, shards })).rejects.toThrow('w.bin is a Git LFS pointer')
    const picked = [new File([zip('archive/data.pkl').slice()], 'net.pt')]
    await expect(loadModel(picked)).rejects.toThrow('MODEL_FORMAT: net.pt is a PyTorch file')
  })
})
