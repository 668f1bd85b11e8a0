import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inflateSync } from 'node:zlib'
import { strToU8, zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import fixtures from '../../../test/fixtures/keras-files.json' with { type: 'json' }
import { node, onnxFile, tensor, value, weight } from '../../../test/onnx-file.js'
import { tfliteCases } from '../../../test/random-tflite.js'
import { loadModel } from '../load-model.js'
import { networkOf } from '../network-of.js'

const inputs = [value('image', [1, 1, 2, 2])]
const outputs = [value('scores', [1, 2])]
const nodes = [node('Flatten', 'image', 'flat'), node('Gemm', 'flat,w', 'scores')]
const numbers = [1, 2, 3, 4, 5, 6, 7, 8]
const onnx = onnxFile({ inputs, outputs, nodes, weights: [weight('w', [4, 2], numbers)] })
const keras = (name: keyof typeof fixtures.files) =>
  new Uint8Array(inflateSync(Buffer.from(fixtures.files[name], 'base64')))

type Contents = Readonly<Record<string, string | Uint8Array>>
const zipOf = (contents: Contents, level: 0 | 6 = 6) =>
  zipSync(
    Object.fromEntries(
      Object.entries(contents).map(([name, of]) => [name, typeof of === 'string' ? strToU8(of) : of]),
    ),
    { level },
  )

const files = (of: Contents) => Object.entries(of).map(([name, bytes]) => new File([bytes as string], name))

describe('a ZIP of a lone model file', () => {
  const digit = join(import.meta.dirname, '../../../../web/e2e/fixtures/digit')
  it.each([
    ['net.onnx', onnx],
    ['net.h5', keras('keras2.h5')],
    ['net.keras', readFileSync(join(digit, 'net.keras'))],
    ['net.tflite', tfliteCases()[0]!.file],
    ['network', onnx],
  ] as const)('%s is that model, packed or stored, in a folder or not', async (name, bytes) => {
    const alone = networkOf(await loadModel(new Uint8Array(bytes)))
    for (const level of [0, 6] as const) {
      for (const path of [name, `export/${name}`]) {
        const model = await loadModel(
          zipOf(
            { [path]: new Uint8Array(bytes), 'export/readme.txt': 'x', '__MACOSX/._net.onnx': 'x' },
            level,
          ),
        )
        expect(networkOf(model).layers).toEqual(alone.layers)
      }
    }
  })

  it('is found behind much else, and takes labels, umbra.json and weights from beside it', async () => {
    const external = tensor({
      ...{ name: 'w', dims: [4, 2], dataType: 1, dataLocation: 1 },
      externalData: [{ key: 'location', value: 'net.onnx.data' }],
    })
    const noise = Uint8Array.from({ length: 200_000 }, (_, i) => (i * 7919) >> 3)
    const contents = {
      'a/picture.png': noise,
      'a/labels.txt': 'cat\ndog\n',
      'a/umbra.json': '{"scale": 255}',
      'a/net.onnx': onnxFile({ inputs, outputs, nodes, weights: [external] }),
      'a/net.onnx.data': new Uint8Array(Float32Array.from(numbers).buffer),
    }
    const model = await loadModel(zipOf(contents, 0))
    expect(model.settings).toMatchObject({ scale: 255, classNames: ['cat', 'dog'] })
    const { 'a/net.onnx.data': _, ...without } = contents
    await expect(loadModel(zipOf(without))).rejects.toThrow('SHARD_MISSING')
  })

  it.each<readonly [string, RegExp, Contents]>([
    [
      'MODEL_AMBIGUOUS',
      /holds a\.onnx and b\/c\.h5: unpack it/,
      { 'a.onnx': onnx, 'b/c.h5': keras('keras2.h5') },
    ],
    [
      'MODEL_AMBIGUOUS',
      /holds model\.json and a\.onnx/,
      { 'a.onnx': onnx, 'model.json': '{"modelTopology": {}}' },
    ],
    [
      'MODEL_AMBIGUOUS',
      /holds other\.json and a\.onnx/,
      { 'a.onnx': onnx, 'other.json': '{"modelTopology": {}}' },
    ],
    ['MODEL_FORMAT', /holds no model, expected/, { 'readme.txt': 'x' }],
    [
      'MODEL_FORMAT',
      /holds no model, .*net\.pt is a Python pickle/,
      { 'net.pt': Uint8Array.of(0x80, 2, 1), 'b.txt': '' },
    ],
    ['MODEL_FORMAT', /is a PyTorch file/, { 'net/data.pkl': 'x', 'net/version': '3' }],
    ['MODEL_FORMAT', /a\.zip in the model is a ZIP archive/, { 'a.zip': zipOf({ 'net.onnx': onnx }) }],
    ['MODEL_ONNX', /may be cut off/, { 'net.onnx': onnx.subarray(0, onnx.length >> 1) }],
    ['MODEL_NOT_JSON', /model\.json in the model/, { 'model.json': '{' }],
  ])('%s %s', async (code, words, contents) => {
    const refused = loadModel(zipOf(contents))
    await expect(refused).rejects.toMatchObject({ code })
    await expect(refused).rejects.toThrow(words)
  })

  it('cut off anywhere is refused by a code', async () => {
    const whole = zipOf({ 'net.onnx': onnx, 'labels.txt': 'a\nb' })
    for (let length = 4; length < whole.length; length += 7) {
      await expect(loadModel(whole.subarray(0, length))).rejects.toMatchObject({ code: 'ZIP_CORRUPT' })
    }
  })
})

describe('layers of a Keras model beside HDF5 with its weights', () => {
  const config = JSON.stringify(fixtures.config.keras2)
  const contents = { 'model.json': config, 'weights.h5': keras('weights.h5') }
  it('are one model, dropped in any order, zipped, or in a folder', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'umbra-zip-'))
    for (const [name, bytes] of Object.entries(contents)) writeFileSync(join(folder, name), bytes)
    const whole = networkOf(await loadModel(keras('keras2.h5')))
    for (const source of [files(contents), files(contents).reverse(), zipOf(contents), folder]) {
      const model = await loadModel(source)
      expect(model.format).toMatch('Keras weights with the layers of model.json')
      expect(networkOf(model).layers).toEqual(whole.layers)
    }
    rmSync(folder, { recursive: true })
  })

  it('are asked about where they could be two models', async () => {
    const tfjs = { 'model.json': '{"modelTopology": {}}', 'weights.h5': keras('weights.h5') }
    await expect(loadModel(files(tfjs))).rejects.toThrow(
      'MODEL_AMBIGUOUS: model.json and weights.h5 are both models',
    )
    const two = { 'model.json': config, 'network.json': '{}' }
    await expect(loadModel(files(two))).rejects.toThrow(
      'MODEL_AMBIGUOUS: model.json and network.json are both',
    )
  })
})

describe('files dropped together', () => {
  it.each([
    ['model.json and net.onnx', { 'net.onnx': onnx, 'model.json': '{"modelTopology": {}}' }],
    ['model.json and net.onnx', { 'model.json': '{', 'net.onnx': onnx }],
    ['mine.json and net.onnx', { 'net.onnx': onnx, 'mine.json': '{"modelTopology": {}}' }],
  ])('%s could be meant, and are both named', async (names, contents) => {
    await expect(loadModel(files(contents))).rejects.toThrow(
      `MODEL_AMBIGUOUS: ${names} are both models: pick one`,
    )
  })

  it('may hold JSON that is none', async () => {
    const model = await loadModel(
      files({ 'package.json': '{"name": "x"}', 'notes.json': '[', 'net.onnx': onnx }),
    )
    expect(networkOf(model).classes).toBe(2)
  })
})
