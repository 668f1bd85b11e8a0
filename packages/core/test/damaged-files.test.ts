import { readFileSync } from 'node:fs'
import { gzipSync, inflateSync } from 'node:zlib'
import { validateNetwork } from '@umbra/occlusion-wasm'
import { zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { readGraphModel } from '../src/formats/graph-model/read-graph-model.js'

import { readKerasFile } from '../src/formats/keras-file/read-keras-file.js'

import { readOnnx } from '../src/formats/onnx/read-onnx.js'

import { requireShallow } from '../src/formats/require-shallow.js'
import { readTflite } from '../src/formats/tflite/read-tflite.js'
import {
  isNetworkModel,
  loadModel,
  networkFromArtifacts,
  npz,
  parseNpy,
  parseNpz,
  parseSafetensors,
  readIdxDataset,
  readNpzDataset,
} from '../src/index.js'
import type { Random } from '../src/random.js'
import { keras2Artifacts } from '../src/tensorflow/keras2-artifacts.js'
import { withinBytes } from './allocation-bound.js'
import arrays from './fixtures/arrays.json' with { type: 'json' }
import kerasFiles from './fixtures/keras-files.json' with { type: 'json' }

import { inflatedJson, mutated, mutatedJson, type Outcomes, readDamaged } from './mutations.js'
import { tfliteCases } from './random-tflite.js'
import { GRAPH_SHARD, tinyGraph } from './tiny-graph.js'

/** Bytes that reading a model of a few kilobytes may take, whatever it claims. */
const MOST_BYTES = 2 ** 26

/** Files damaged per reader. */
const TIMES = 3000

const fixture = (path: string) => new Uint8Array(readFileSync(new URL(`fixtures/${path}`, import.meta.url)))
const bytesOf = (base64: string) => Uint8Array.from(Buffer.from(base64, 'base64'))

/** Damage has to be noticed, or it was not damage; and it must not hide behind the first check alone. */
function expectRefusals({ read, refused }: Outcomes, kinds: number): void {
  const refusals = [...refused.values()].reduce((sum, count) => sum + count, 0)
  expect(refusals).toBeGreaterThan(read)
  expect(refused.size).toBeGreaterThanOrEqual(kinds)
}

describe('damaged files are read, or refused by name', () => {
  it('NPY', async () => {
    const files = arrays.npy.map(({ base64 }) => bytesOf(base64))
    const outcomes = await readDamaged(TIMES, 1, (random) => {
      const { shape, data } = parseNpy(mutated(files[random.integer(files.length)]!, random), 'file')
      expect(data.length).toBe(shape.reduce((product, size) => product * size, 1))
    })
    expectRefusals(outcomes, 5)
  })

  it('NPZ, as arrays and as a dataset', async () => {
    const files = arrays.npz.map(({ base64 }) => bytesOf(base64))
    const outcomes = await readDamaged(TIMES, 2, async (random) => {
      const bytes = mutated(files[random.integer(files.length)]!, random)
      parseNpz(bytes, 'file')
      const { images, labels } = await readNpzDataset(bytes, 'test', { name: 'file' })
      expect(labels.length).toBe(images.shape[0])
    })
    expectRefusals(outcomes, 2)
  })

  it('NPZ whose arrays are damaged inside whole archives', async () => {
    const images = { data: Uint8Array.from({ length: 60 }, (_, i) => i), shape: [3, 4, 5] }
    const outcomes = await readDamaged(TIMES / 3, 3, async (random) => {
      const some = () => Array.from({ length: 1 + random.integer(4) }, () => random.integer(6))
      const shape = random.integer(2) === 0 ? images.shape : some()
      const data = new Float32Array(shape.reduce((product, size) => product * size, 1)).fill(
        random.integer(300) - 20,
      )
      const labels = {
        data: Float64Array.of(0, 1, random.integer(3) === 0 ? Number.NaN : random.integer(400)),
        shape: [3],
      }
      const values = random.integer(2) === 0 ? images : { data, shape }
      const read = await readNpzDataset(npz({ images: values, labels }), 'test', { name: 'file' })
      expect(read.images.data.length).toBe(read.images.shape.reduce((product, size) => product * size, 1))
    })
    expectRefusals(outcomes, 3)
  })

  it('safetensors', async () => {
    const file = bytesOf(arrays.safetensors.base64)
    const outcomes = await readDamaged(TIMES, 4, (random) => {
      for (const { shape, data } of parseSafetensors(mutated(file, random), 'file').values()) {
        expect(data.length).toBe(shape.reduce((product, size) => product * size, 1))
      }
    })
    expectRefusals(outcomes, 3)
  })

  it('IDX, plain and gzipped', async () => {
    const idx = (shape: readonly number[], data: Uint8Array) => {
      const header = new Uint8Array(4 + 4 * shape.length)
      header.set([0, 0, 8, shape.length])
      shape.forEach((size, d) => {
        new DataView(header.buffer).setUint32(4 + 4 * d, size)
      })
      return Uint8Array.from([...header, ...data])
    }
    const plain = [idx([6, 5, 4], new Uint8Array(120).fill(7)), idx([6], Uint8Array.of(0, 1, 2, 0, 1, 2))]
    const zipped = plain.map((bytes) => new Uint8Array(gzipSync(bytes)))
    const outcomes = await readDamaged(TIMES / 3, 5, async (random) => {
      const [images, labels] = (random.integer(4) === 0 ? zipped : plain) as [Uint8Array, Uint8Array]
      const damaged = random.integer(2)
      const stored = [damaged ? images : mutated(images, random), damaged ? mutated(labels, random) : labels]
      const read = async (name: string) =>
        name.endsWith('.gz') ? null : stored[name.includes('images') ? 0 : 1]!
      const data = await readIdxDataset(read, 'test', { name: 'file' })
      expect(data.labels.length).toBe(data.images.shape[0])
    })
    expectRefusals(outcomes, 5)
  })
})

describe('damaged Keras files are read, or refused by name, in bounded memory', () => {
  const names = [
    'keras2.h5',
    'keras2 compressed.h5',
    'keras2 latest.h5',
    'net.weights.h5',
    'keras3.keras',
  ] as const
  const files = names.map((name) => new Uint8Array(inflateSync(bytesOf(kerasFiles.files[name]))))
  const config = new TextEncoder().encode(JSON.stringify(kerasFiles.config.keras3))
  const read = (bytes: Uint8Array) =>
    withinBytes(MOST_BYTES, async () => {
      const beside = async (name: string) => (name === 'config.json' ? config : undefined)
      const { artifacts } = await readKerasFile(bytes, 'file', beside).catch((error: Error) => {
        // What the bound stopped is no refusal of the reader's own.
        throw error.message.includes('arrays of more than') ? new Error(error.message) : error
      })
      validateNetwork(networkFromArtifacts(artifacts))
    })

  it.each(names.map((name, i) => [name, files[i]!] as const))('%s', async (name, file) => {
    const outcomes = await readDamaged(TIMES / 5, names.indexOf(name) + 20, (random) =>
      read(mutated(file, random)),
    )
    // Of an archive the checksums tell. Half of an HDF5 file is room to grow, and a flipped bit of a weight is another weight.
    const refusals = [...outcomes.refused.values()].reduce((sum, count) => sum + count, 0)
    expect(outcomes.refused.size).toBeGreaterThanOrEqual(name.endsWith('.keras') ? 1 : 3)
    expect(refusals).toBeGreaterThan(outcomes.read / 2)
  })

  it('what lies beside a model, and a ZIP of all', async () => {
    const texts = [
      '0 a\n1 b\n2 c\n',
      '["a", "b", "c"]',
      '{"a": 0, "b": 1, "c": 2}',
      '{"tmVersion": "2", "labels": ["a", "b", "c"]}',
    ]
    const outcomes = await readDamaged(TIMES / 3, 31, async (random) => {
      const at = random.integer(texts.length)
      const text = mutated(new TextEncoder().encode(texts[at]), random)
      const name = ['labels.txt', 'labels.json', 'labels.json', 'metadata.json'][at]!
      const model = await withinBytes(MOST_BYTES, () =>
        loadModel(
          random.integer(2) === 0
            ? [new File([files[0]!], 'net.h5'), new File([text as Uint8Array<ArrayBuffer>], name)]
            : mutated(zipSync({ 'net.h5': files[0]!, [name]: text }), random),
        ),
      )
      // Names that make no sense are said; a model's own are not lost for them.
      expect(model.settings!.classNames ?? []).toHaveLength(model.settings!.classNames ? 3 : 0)
    })
    expect(outcomes.refused.get('ZIP_CORRUPT')).toBeGreaterThan(0)
    expect(outcomes.read).toBeGreaterThan(TIMES / 6)
  })

  it('HDF5 whose numbers claim what is not there', async () => {
    const outcomes = await readDamaged(TIMES / 3, 30, async (random) => {
      const damaged = files[random.integer(3)]!.slice()
      const view = new DataView(damaged.buffer)
      // Every address, length and count lies at a multiple of 2.
      for (let i = 1 + random.integer(4); i > 0; i--) {
        const at = 2 * random.integer((damaged.length - 8) / 2)
        const value = [random.integer(damaged.length), 2 ** 20, 2 ** 31, 2 ** 52][random.integer(4)]!
        if (random.integer(2) === 0) view.setUint16(at, value, true)
        else view.setBigUint64(at, BigInt(value), true)
      }
      await read(damaged)
    })
    expect(outcomes.refused.get('HDF5_CORRUPT')).toBeGreaterThan(0)
  })
})

describe('damaged models are read, or refused by name', () => {
  const reference = new URL('../../../models/reference/', import.meta.url)
  const json = JSON.parse(readFileSync(new URL('model.json', reference), 'utf8'))
  const weights = new Uint8Array(readFileSync(new URL('weights.bin', reference)))
  const { modelTopology, weightsManifest } = json
  const tiny = tinyModel()

  it('text of model.json', async () => {
    const text = new TextEncoder().encode(JSON.stringify({ modelTopology, weightsManifest }))
    const outcomes = await readDamaged(TIMES / 10, 6, (random) =>
      read({ json: mutated(text, random), shards: { 'weights.bin': weights } }),
    )
    expect(outcomes.refused.get('MODEL_NOT_JSON')).toBeGreaterThan(0)
  })

  it('values of model.json, and its weights', async () => {
    const outcomes = await readDamaged(TIMES, 7, (random) => {
      const damaged = random.integer(4) > 0
      const shards = damaged ? tiny.shards : { 'w.bin': mutated(tiny.shards['w.bin'], random) }
      return read({ json: damaged ? (mutatedJson(tiny.json, random) as object) : tiny.json, shards })
    })
    expectRefusals(outcomes, 9)
  })

  it('network.json and its weights', async () => {
    const network = JSON.parse(new TextDecoder().decode(fixture('pytorch/net/network.json')))
    const chain = JSON.parse(new TextDecoder().decode(fixture('pytorch/chain/network.json')))
    const shards = {
      'weights.safetensors': fixture('pytorch/net/weights.safetensors'),
      'weights.npz': fixture('pytorch/chain/weights.npz'),
    }
    const outcomes = await readDamaged(TIMES / 3, 8, (random) => {
      const whole = random.integer(2) === 0 ? network : chain
      if (random.integer(4) > 0) return read({ json: mutatedJson(whole, random) as object, shards })
      return read({
        json: whole,
        shards: { ...shards, [whole.weights]: mutated(shards[whole.weights as keyof typeof shards], random) },
      })
    })
    expectRefusals(outcomes, 8)
  })

  it('model.json that claims more than there is, in bounded memory', async () => {
    const outcomes = await readDamaged(TIMES / 3, 9, (random) =>
      withinBytes(MOST_BYTES, () =>
        read({ json: inflatedJson(tiny.json, random) as object, shards: tiny.shards }),
      ),
    )
    expectRefusals(outcomes, 6)
  })

  it('network.json that claims more than there is, in bounded memory', async () => {
    const network = JSON.parse(new TextDecoder().decode(fixture('pytorch/net/network.json')))
    const shards = { 'weights.safetensors': fixture('pytorch/net/weights.safetensors') }
    const outcomes = await readDamaged(TIMES / 3, 10, (random) =>
      withinBytes(MOST_BYTES, () => read({ json: inflatedJson(network, random) as object, shards })),
    )
    expectRefusals(outcomes, 5)
  })

  it('graph models, their nodes, attributes and weights', async () => {
    const graph = tinyGraph()
    await readGraph(graph.json, graph.shards)
    const outcomes = await readDamaged(TIMES, 11, (random) => {
      if (random.integer(4) > 0) return readGraph(mutatedJson(graph.json, random) as object, graph.shards)
      return readGraph(graph.json, { [GRAPH_SHARD]: mutated(graph.shards[GRAPH_SHARD], random) })
    })
    expectRefusals(outcomes, 8)
  })

  it('graph models that claim more than there is, in bounded memory', async () => {
    const graph = tinyGraph()
    const outcomes = await readDamaged(TIMES / 3, 12, (random) =>
      withinBytes(MOST_BYTES, () => {
        const shards = { [GRAPH_SHARD]: graph.shards[GRAPH_SHARD].slice() }
        // Whole numbers among the weights are shapes.
        if (random.integer(2) === 0) return readGraph(inflatedJson(graph.json, random) as object, shards)
        const places = new Int32Array(shards[GRAPH_SHARD].buffer)
        const at = graph.whole[random.integer(graph.whole.length)]!
        places[at] = [0, -1, -7, 65_535, 2 ** 30, 2 ** 31 - 1][random.integer(6)]!
        return readGraph(graph.json, shards)
      }),
    )
    expectRefusals(outcomes, 6)
  })

  it('TensorFlow Lite files, and such that claim more than there is, in bounded memory', async () => {
    const files = tfliteCases()
      .filter(({ name }) => name.startsWith('chain'))
      .map(({ file }) => file)
    const outcomes = await readDamaged(TIMES, 13, (random) => {
      const file = files[random.integer(files.length)]!
      return withinBytes(MOST_BYTES, () =>
        readLite(random.integer(2) === 0 ? mutated(file, random) : claiming(file, random)),
      )
    })
    expect(outcomes.refused.size).toBeGreaterThanOrEqual(6)
    expect(outcomes.refused.get('MODEL_FORMAT')).toBeGreaterThan(TIMES / 10)
  })

  async function readLite(bytes: Uint8Array): Promise<void> {
    const { network } = await readTflite(bytes, {})
    if (network) validateNetwork(network)
  }

  async function readGraph(json: object, shards: Record<string, Uint8Array>): Promise<void> {
    // As when it comes from a file.
    requireShallow(json, 'model.json')
    const { network } = await readGraphModel(json, { readBeside: async (path) => shards[path] })
    if (network) validateNetwork(network)
  }

  /** As far as both engines go before they run: a network that is whole, and the JSON that TensorFlow.js would be given. */
  async function read(files: {
    json: object | Uint8Array
    shards: Record<string, Uint8Array>
  }): Promise<void> {
    const artifacts = await loadModel(files)
    if (!isNetworkModel(artifacts)) keras2Artifacts(artifacts)
    const network = networkFromArtifacts(artifacts)
    expect(network.layers.length).toBeLessThanOrEqual(10_000)
    validateNetwork(network)
  }
})

describe('damaged ONNX files are read, or refused by name', () => {
  const names = ['plain-12', 'inverted-15', 'grouped-9', 'next-15', 'crooked-12', 'spread-15', 'spelled-9']
  const files = names.map((name) => fixture(`onnx/${name}.onnx`))
  const any = (random: Random) => files[random.integer(files.length)]!
  const read = async (bytes: Uint8Array) => {
    const { network, unsupported } = await readOnnx(bytes, { readBeside: async () => undefined })
    if (network) validateNetwork(network)
    else expect(unsupported).toMatch(/\S/)
  }

  it('bytes', async () => {
    const outcomes = await readDamaged(TIMES / 2, 12, (random) =>
      withinBytes(MOST_BYTES, () => read(mutated(any(random), random))),
    )
    expectRefusals(outcomes, 2)
  })

  it('messages, of other values and claiming more than there is, in bounded memory', async () => {
    const [{ fromBinary, fromJson, toBinary, toJson }, { ModelProtoSchema: schema }] = await Promise.all([
      import('@bufbuild/protobuf'),
      import('onnx-buf'),
    ])
    const models = files.map((bytes) => toJson(schema, fromBinary(schema, bytes)))
    let whole = 0
    const outcomes = await readDamaged(TIMES / 2, 13, async (random) => {
      const json = models[random.integer(models.length)]
      const damage = random.integer(2) === 0 ? mutatedJson : inflatedJson
      const bytes = encoded(() => toBinary(schema, fromJson(schema, damage(json, random) as never)))
      if (!bytes) return
      whole++
      await withinBytes(MOST_BYTES, () => read(bytes))
    })
    expect(whole).toBeGreaterThan(TIMES / 10)
    expect(outcomes.refused.size).toBeGreaterThanOrEqual(4)
    expect(outcomes.refused.get('MODEL_ONNX')).toBeGreaterThan(TIMES / 20)
  })

  /** Undefined where messages cannot hold the values. */
  function encoded(encode: () => Uint8Array): Uint8Array | undefined {
    try {
      return encode()
    } catch {
      return undefined
    }
  }
})

/** A file with 32 bits of it, somewhere, replaced by an extreme: a size, an offset or a length, if not a weight. */
function claiming(file: Uint8Array, random: Random): Uint8Array {
  const bytes = file.slice()
  const at = 4 * random.integer(Math.floor(bytes.length / 4))
  new DataView(bytes.buffer).setInt32(at, [0, -1, 2, 65_535, 2 ** 30, 2 ** 31 - 1][random.integer(6)]!, true)
  return bytes
}

/** A functional model of Keras's with every kind of wiring, small enough to be read thousands of times. */
function tinyModel() {
  const layer = (class_name: string, name: string, config: object, ...inputs: string[]) => ({
    class_name,
    name,
    config: { name, ...config },
    inbound_nodes: inputs.length > 0 ? [inputs.map((input) => [input, 0, 0, {}])] : [],
  })
  const pool = { pool_size: [2, 2], strides: [2, 2], padding: 'same' }
  const layers = [
    layer('InputLayer', 'x', { batch_input_shape: [null, 4, 4, 1] }),
    layer('Conv2D', 'conv', { filters: 2, kernel_size: [2, 2], padding: 'same', activation: 'relu' }, 'x'),
    layer('BatchNormalization', 'norm', { axis: [3], epsilon: 0.001, scale: false, center: false }, 'conv'),
    layer('Add', 'sum', {}, 'conv', 'norm'),
    layer('MaxPooling2D', 'pool', pool, 'sum'),
    layer('Flatten', 'flat', {}, 'pool'),
    layer('Dense', 'fc', { units: 3, activation: 'softmax' }, 'flat'),
  ]
  const specs = [
    ['conv/kernel', [2, 2, 1, 2]],
    ['conv/bias', [2]],
    ['norm/moving_mean', [2]],
    ['norm/moving_variance', [2]],
    ['fc/kernel', [8, 3]],
    ['fc/bias', [3]],
  ] as const
  const count = specs.reduce(
    (sum, [, shape]) => sum + shape.reduce((product: number, size) => product * size, 1),
    0,
  )
  const values = Float32Array.from({ length: count }, (_, i) => 0.1 + ((i * 7) % 5))
  const json = {
    format: 'layers-model',
    modelTopology: {
      model_config: {
        class_name: 'Functional',
        config: { name: 'net', layers, input_layers: [['x', 0, 0]], output_layers: [['fc', 0, 0]] },
      },
    },
    weightsManifest: [
      { paths: ['w.bin'], weights: specs.map(([name, shape]) => ({ name, shape, dtype: 'float32' })) },
    ],
  }
  return { json, shards: { 'w.bin': new Uint8Array(values.buffer) } }
}
