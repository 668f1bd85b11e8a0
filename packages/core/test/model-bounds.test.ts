import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createNetwork, type LayerDescription } from '@umbra/occlusion-wasm'
import { describe, expect, it } from 'vitest'
import { imagesOf, loadModel, networkFromArtifacts, npz, readNpzDataset } from '../src/index.js'
import { withinBytes } from './allocation-bound.js'
import { loadArtifacts } from './load-artifacts.js'

const input = { class_name: 'InputLayer', name: 'x', config: { batch_input_shape: [null, 2, 2, 1] } }
const reads = (name: string) => [[[name, 0, 0, {}]]]

/** Keras JSON of a functional model: x, so many ReLUs one after the other, and flatten. */
function chain(count: number) {
  const layers: object[] = [{ ...input, inbound_nodes: [] }]
  for (let i = 0; i < count; i++) {
    const before = i === 0 ? 'x' : `relu_${i - 1}`
    layers.push({ class_name: 'ReLU', name: `relu_${i}`, config: {}, inbound_nodes: reads(before) })
  }
  layers.push({ class_name: 'Flatten', name: 'flat', config: {}, inbound_nodes: reads(`relu_${count - 1}`) })
  // What is written last is read first.
  layers.reverse()
  const config = { layers, input_layers: [['x', 0, 0]], output_layers: [['flat', 0, 0]] }
  return { class_name: 'Functional', config }
}

/** Sequential models within each other, so deep, around one dense layer. */
function nested(depth: number): string {
  const open = '{"class_name":"Sequential","config":{"layers":['
  const core = '{"class_name":"Flatten","config":{"name":"flat","batch_input_shape":[null,2,2,1]}}'
  return open.repeat(depth) + core + ']}}'.repeat(depth)
}

const none = { weightSpecs: [], weightData: new ArrayBuffer(0) }
const modelText = (topology: string, manifest: object = []) =>
  `{"modelTopology":${topology},"weightsManifest":${JSON.stringify(manifest)}}`

describe('layers without end', () => {
  it('a long chain is read', () => {
    expect(networkFromArtifacts({ ...none, modelTopology: chain(9_000) }).layers).toHaveLength(9_001)
  })

  it('a longer one is refused', () => {
    expect(() => networkFromArtifacts({ ...none, modelTopology: chain(10_000) })).toThrow(
      expect.objectContaining({ name: 'InputError', code: 'MODEL_TOO_LARGE' }),
    )
  })

  it('models within models are read as far as anybody nests them', async () => {
    const artifacts = await loadModel({ json: modelText(nested(60)), shards: {} })
    expect(networkFromArtifacts(artifacts).layers).toHaveLength(1)
  })

  it.each([150, 10_000, 100_000])('%i within each other are refused', async (depth) => {
    await expect(loadModel({ json: modelText(nested(depth)), shards: {} })).rejects.toThrow(
      expect.objectContaining({ name: 'InputError', code: 'JSON_TOO_DEEP' }),
    )
  })

  it('a topology that holds itself is refused', () => {
    const layers: object[] = []
    const topology = { class_name: 'Sequential', config: { layers } }
    layers.push(topology)
    expect(() => networkFromArtifacts({ ...none, modelTopology: topology })).toThrow('JSON_TOO_DEEP')
  })

  it('10,001 layers of a Network are refused', () => {
    const relu: LayerDescription = { kind: 'activation', inputs: [-1], activation: { name: 'relu' } }
    const layers = Array.from({ length: 10_001 }, () => relu)
    expect(() => createNetwork([2, 2, 1], layers)).toThrow(
      expect.objectContaining({ code: 'MODEL_TOO_LARGE' }),
    )
  })
})

describe('sizes without end', () => {
  it.each([
    ['the image', [65_535, 65_535, 1] as const, []],
    ['beyond exact integers', [2 ** 40, 2 ** 40, 2 ** 40] as const, []],
    ['padding', [2, 2, 1] as const, [{ kind: 'zeroPad', padding: [65_535, 65_535, 65_535, 65_535] }]],
    [
      'all layers together',
      [4096, 4096, 8] as const,
      Array.from({ length: 9 }, () => ({ kind: 'activation', activation: { name: 'relu' } })),
    ],
  ])('of a Network: %s', (_, shape, operations) => {
    const layers = operations.map((operation, i) => ({ ...operation, inputs: [i - 1] })) as LayerDescription[]
    expect(() => createNetwork(shape, layers)).toThrow(expect.objectContaining({ code: 'MODEL_TOO_LARGE' }))
  })

  const weights = npz({ 'fc.weight': { data: new Float32Array(8), shape: [2, 4] } })
  const network = (shape: readonly number[], layers: readonly object[], more: object = {}) => ({
    json: { schema: 'umbra.network/1', layout: 'pytorch', input: shape, weights: 'w.npz', layers, ...more },
    shards: { 'w.npz': weights },
  })
  const conv = { kind: 'maxPool', size: 1, stride: 1 }
  it.each([
    ['the image', network([65_535, 65_535, 1], [{ kind: 'flatten' }, { kind: 'dense', name: 'fc' }])],
    ['padding', network([1000, 1000, 1], [{ kind: 'relu' }, { ...conv, size: 65_535, padding: 65_534 }])],
    [
      'all layers together',
      network(
        [8192, 8192, 4],
        Array.from({ length: 9 }, () => ({ kind: 'relu' })),
      ),
    ],
    ['a vector', network([16_384, 16_384, 2], [{ kind: 'flatten' }, { kind: 'dense', name: 'fc' }])],
  ])('of network.json: %s', async (_, source) => {
    await expect(loadModel(source).then(networkFromArtifacts)).rejects.toThrow(
      expect.objectContaining({ name: 'InputError', code: 'MODEL_TOO_LARGE' }),
    )
  })

  it('one tensor named by every layer counts each time', async () => {
    const shards = { 'w.npz': npz({ w: { data: new Float32Array(2048 * 2048), shape: [2048, 2048] } }) }
    const layers = Array.from({ length: 9_000 }, () => ({ kind: 'dense', weight: 'w' }))
    const { json } = network([2048, 1, 1], [{ kind: 'flatten' }, ...layers], { layout: 'keras' })
    await expect(loadModel({ json, shards })).rejects.toThrow('MODEL_TOO_LARGE')
  })

  it('channels to be prepared', async () => {
    const topology = { class_name: 'Sequential', config: { layers: [{ class_name: 'Flatten', config: { batch_input_shape: [null, 1, 1, 65_535] } }] } } // biome-ignore format: one layer
    const json = { modelTopology: topology, weightsManifest: [] }
    await expect(loadModel({ json, shards: {} }, { scale: 2 })).rejects.toThrow('PREPROCESSING_CHANNELS')
  })
})

describe('weight files', () => {
  const manifest = (paths: readonly string[], shape: readonly number[]) => [
    { paths, weights: [{ name: 'w', shape, dtype: 'float32' }] },
  ]
  const topology = nested(1)
  /** Names of the files asked for, and with how many bytes they may come. */
  const asked: (readonly [string, number])[] = []
  const shards = new Proxy<Record<string, Uint8Array>>(
    {},
    {
      getOwnPropertyDescriptor: (_, path) => {
        asked.push([String(path), 0])
        return { configurable: true, enumerable: true, value: new Uint8Array(400) }
      },
      get: () => new Uint8Array(400),
    },
  )

  it.each([
    [
      'named again and again',
      manifest(
        Array.from({ length: 3000 }, () => 'w.bin'),
        [300_000],
      ),
      'SHARD_REPEATED',
      0,
    ],
    [
      'more of them than the weights take',
      manifest(
        Array.from({ length: 3000 }, (_, i) => `${i}.bin`),
        [200],
      ),
      'WEIGHTS_LENGTH',
      3,
    ],
    ['for weights of any size', manifest(['w.bin'], [2 ** 52]), 'MODEL_TOO_LARGE', 0],
    ['for weights beyond exact integers', manifest(['w.bin'], [2 ** 52, 2 ** 52]), 'MODEL_TOO_LARGE', 0],
  ])('%s', async (_, weightsManifest, code, reads) => {
    asked.length = 0
    const json = modelText(topology, weightsManifest)
    await expect(loadModel({ json, shards })).rejects.toThrow(
      expect.objectContaining({ name: 'InputError', code }),
    )
    expect(asked).toHaveLength(reads)
  })

  it('may be links within the model’s folder, not out of it', async () => {
    const root = mkdtempSync(join(tmpdir(), 'umbra-links-'))
    const folder = join(root, 'model')
    mkdirSync(join(folder, 'below'), { recursive: true })
    writeFileSync(join(folder, 'model.json'), modelText(topology, manifest(['w.bin'], [100])))
    writeFileSync(join(folder, 'below', 'real.bin'), new Uint8Array(400))
    writeFileSync(join(root, 'secret'), new Uint8Array(400))
    symlinkSync(join(folder, 'below', 'real.bin'), join(folder, 'w.bin'))
    expect((await loadArtifacts(folder)).weightData.byteLength).toBe(400)
    symlinkSync(join(root, 'secret'), join(folder, 'other.bin'))
    writeFileSync(join(folder, 'model.json'), modelText(topology, manifest(['other.bin'], [100])))
    await expect(loadModel(folder)).rejects.toThrow(/^SHARD_PATH_UNSAFE: .* leads out of the model's folder/)
  })

  it('larger than its weights are not read to their end', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'umbra-large-'))
    writeFileSync(join(folder, 'model.json'), modelText(topology, manifest(['w.bin'], [100])))
    symlinkSync('/dev/zero', join(folder, 'w.bin'))
    await expect(loadModel(folder)).rejects.toThrow('SHARD_PATH_UNSAFE')
    writeFileSync(join(folder, 'x.bin'), new Uint8Array(5000))
    writeFileSync(join(folder, 'model.json'), modelText(topology, manifest(['x.bin'], [100])))
    await expect(loadModel(folder)).rejects.toThrow(
      'WEIGHTS_LENGTH: x.bin: expected 400 bytes of weights, got more',
    )
  })
})

describe('class names', () => {
  it.each([
    ['of any length', ['a', 'b'.repeat(100_000)]],
    ['with control sequences', ['a', '\u001b[31mb']],
    ['without end', Array.from({ length: 70_000 }, (_, i) => String(i))],
  ])('%s', async (_, classNames) => {
    const json = modelText(nested(1))
    await expect(loadModel({ json, shards: {} }, { classNames })).rejects.toThrow(
      'OPTION_INVALID: classNames',
    )
  })
})

describe('datasets', () => {
  it('are counted before bytes become floats', async () => {
    const archive = npz({
      images: { data: new Uint8Array(2 ** 22), shape: [2 ** 12, 32, 32] },
      labels: { data: new Uint8Array(3), shape: [3] },
    })
    // The archive, its array and a copy of it: no float array of four times their size.
    const reading = withinBytes(2 ** 23 + 2 ** 22, () => readNpzDataset(archive, 'test', { name: 'a' }))
    await expect(reading).rejects.toThrow('DATA_COUNT')
  })

  it('of too many values are refused by their shape', () => {
    const array = { shape: [2 ** 15, 2 ** 8, 2 ** 7], type: 'u1' as const, data: new Uint8Array(0) }
    expect(() => imagesOf(array, 'images')).toThrow('DATA_TOO_LARGE')
  })
})
