import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { node, onnxFile, tensor, value, weight } from '../../../test/onnx-file.js'
import { loadModel } from '../load-model.js'

const inputs = [value('image', [1, 1, 2, 2])]
const outputs = [value('scores', [1, 2])]
const nodes = [node('Flatten', 'image', 'flat'), node('Gemm', 'flat,w', 'scores')]
const weights = [weight('w', [4, 2], [1, 2, 3, 4, 5, 6, 7, 8])]
const net = onnxFile({ inputs, outputs, nodes, weights })

describe('a folder', () => {
  const made: string[] = []
  const folderOf = (files: Readonly<Record<string, string | Uint8Array>>) => {
    const folder = mkdtempSync(join(tmpdir(), 'umbra-folder-'))
    made.push(folder)
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
    return folder
  }
  afterAll(() => {
    for (const folder of made) rmSync(folder, { recursive: true })
  })

  it('with two models is refused, a document being one', async () => {
    for (const name of ['model.json', 'network.json', 'b.onnx']) {
      const folder = folderOf({ 'a.onnx': net, [name]: name.endsWith('.onnx') ? net : '{}' })
      await expect(loadModel(folder)).rejects.toThrow(/^MODEL_AMBIGUOUS: .*: name the one meant$/)
    }
  })

  it('with weights that begin like another model is a document’s', async () => {
    const folder = folderOf({ 'weights.bin': net, 'model.json': '{"a": 1}' })
    await expect(loadModel(folder)).rejects.toThrow(/^MODEL_FORMAT/)
  })

  it('with pointers in place of files says so', async () => {
    const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n'
    await expect(loadModel(folderOf({ 'net.onnx': pointer }))).rejects.toThrow(/^MODEL_NOT_FOUND: .*LFS/)
    const external = tensor({
      ...{ name: 'w', dims: [4, 2], dataType: 1, dataLocation: 1 },
      externalData: [{ key: 'location', value: 'net.data' }],
    })
    const folder = folderOf({
      'net.onnx': onnxFile({ inputs, outputs, nodes, weights: [external] }),
      'net.data': pointer,
    })
    await expect(loadModel(folder)).rejects.toThrow('MODEL_FORMAT: net.data is a Git LFS pointer')
  })
})

describe('the metadata of an ONNX file', () => {
  const told = async (metadata: Readonly<Record<string, string>>) => {
    const { settings, notes } = await loadModel(onnxFile({ inputs, outputs, nodes, weights, metadata }))
    return { scale: settings!.scale, mean: settings!.mean, std: settings!.std, note: notes!.join() }
  }

  it('may say mean and deviation of 0 … 1, or of bytes', async () => {
    expect(await told({ mean: '0.5', std: '0.25' })).toEqual({ scale: 1, mean: 0.5, std: 0.25, note: '' })
    const bytes = await told({ mean: '127.5', std: '127.5' })
    expect(bytes).toMatchObject({ scale: 255, mean: 127.5, std: 127.5 })
    expect(bytes.note).toMatch(/taken for those of bytes/)
  })

  it('is left out where its scale could mean several things', async () => {
    const { note, ...settings } = await told({ mean: '127.5', scale: '0.0078' })
    expect(settings).toEqual({ scale: 1, mean: 0, std: 1 })
    expect(note).toMatch(/scale, 0\.0078, is of bytes/)
  })
})
