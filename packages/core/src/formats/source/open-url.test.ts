import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { node, onnxFile, value, weight } from '../../../test/onnx-file.js'
import { loadModel } from '../load-model.js'

const net = onnxFile({
  inputs: [value('image', [1, 1, 2, 2])],
  outputs: [value('scores', [1, 2])],
  nodes: [node('Flatten', 'image', 'flat'), node('Gemm', 'flat,w', 'scores')],
  weights: [weight('w', [4, 2], [1, 2, 3, 4, 5, 6, 7, 8])],
})
const document = JSON.stringify({
  modelTopology: {
    class_name: 'Sequential',
    config: [
      { class_name: 'Flatten', config: { name: 'f', batch_input_shape: [null, 2, 2, 1] } },
      { class_name: 'Dense', config: { name: 'd', units: 2, use_bias: false } },
    ],
  },
  weightsManifest: [{ paths: ['w.bin'], weights: [{ name: 'd/kernel', shape: [4, 2], dtype: 'float32' }] }],
})
const page = '<!DOCTYPE html><title>Not found</title>'

/** What the server has; a number is a status. */
const files: Readonly<Record<string, string | Uint8Array | number>> = {
  '/net.onnx': net,
  '/download': net,
  '/net.data': net,
  '/noise.bin2': new Uint8Array([1, 2, 3]),
  '/folder/model.json': document,
  '/folder/w.bin': new Uint8Array(32),
  '/v1.0': page,
  '/v1.0/model.json': document,
  '/v1.0/w.bin': new Uint8Array(32),
  '/page.onnx': page,
  '/down.onnx': 503,
  '/secret.onnx': 403,
  '/half/model.json': document,
  '/half/w.bin': 500,
  '/none/model.json': document,
}

describe('a URL of', () => {
  const asked: string[] = []
  const server = createServer(({ url }, response) => {
    asked.push(url!)
    const found = files[url!.split('?')[0]!] ?? 404
    if (typeof found === 'number') response.writeHead(found).end()
    else response.end(found)
  })
  let site: string
  beforeAll(async () => {
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(() => server.close())

  it.each([
    ['a file', '/net.onnx', 'ONNX'],
    ['a file under another’s name', '/net.data', 'ONNX'],
    ['a file without an extension', '/download', 'ONNX'],
    ['a signed file', '/net.onnx?signature=a/b.c', 'ONNX'],
    ['a signed download', '/download?file=model.json', 'ONNX'],
    ['a folder', '/folder', 'TensorFlow.js LayersModel'],
    ['a folder with its slash', '/folder/', 'TensorFlow.js LayersModel'],
    ['a folder with a dot that has a page', '/v1.0', 'TensorFlow.js LayersModel'],
    ['a document', '/folder/model.json', 'TensorFlow.js LayersModel'],
  ])('%s is loaded', async (_, path, format) => {
    expect((await loadModel(site + path)).format).toMatch(format)
    expect((await loadModel(new URL(site + path))).format).toMatch(format)
  })

  it('a signed model takes its signature to each of its files, and asks for no sidecar', async () => {
    asked.length = 0
    await loadModel(`${site}/folder?signed=1`)
    expect(asked).toEqual(['/folder/model.json?signed=1', '/folder/w.bin?signed=1'])
  })

  it.each([
    ['nothing', '/no.onnx', /^MODEL_NOT_FOUND: http.*\/no\.onnx cannot be read: HTTP 404$/],
    ['no folder', '/no', /^MODEL_NOT_FOUND: http.*\/no cannot be read: HTTP 404$/],
    ['a page', '/page.onnx', /^MODEL_FORMAT: page\.onnx is a web page, saved in place of a model/],
    ['what fails', '/down.onnx', /^MODEL_NOT_FOUND: http.*\/down\.onnx cannot be read: HTTP 503$/],
    ['what may not be read', '/secret.onnx', /^MODEL_NOT_FOUND: .*\/secret\.onnx cannot be read: HTTP 403$/],
    [
      'something else',
      '/noise.bin2',
      /^MODEL_FORMAT: noise\.bin2 is of no format that is read, expected one of .*ONNX/,
    ],
    [
      'a model whose weights fail',
      '/half',
      /^FILE_UNREADABLE: http.*\/half\/w\.bin cannot be read: HTTP 500$/,
    ],
    ['a model without its weights', '/none', /^SHARD_MISSING: .*w\.bin/],
  ])('%s says so', async (_, path, message) => {
    await expect(loadModel(site + path)).rejects.toThrow(message)
  })
})
