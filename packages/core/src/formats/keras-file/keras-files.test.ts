import { inflateSync } from 'node:zlib'
import { referenceLogits } from '@umbra/occlusion-wasm'
import { describe, expect, it } from 'vitest'
import fixtures from '../../../test/fixtures/keras-files.json' with { type: 'json' }
import { toLayersModel } from '../../tensorflow/layers-model.js'
import { loadTensorFlow } from '../../tensorflow/tensorflow.js'
import type { ModelArtifacts } from '../keras/artifacts.js'
import { networkFromArtifacts } from '../keras/index.js'
import { parseModel } from '../keras/parse-model.js'
import { storedWeights } from '../keras/quantisation.js'
import { loadModel } from '../load-model.js'
import { readKerasFile } from './read-keras-file.js'

const files: Readonly<Record<string, string>> = fixtures.files
const bytesOf = (name: string) => new Uint8Array(inflateSync(Buffer.from(files[name]!, 'base64')))
const none = async () => undefined
const beside = (have: Readonly<Record<string, unknown>>) => async (path: string) =>
  path in have ? new TextEncoder().encode(JSON.stringify(have[path])) : undefined

const json = fixtures.model
const shards = { 'weights.bin': new Uint8Array(Buffer.from(fixtures.weights, 'base64')) }
const same = await parseModel(json, async () => shards['weights.bin'])

const values = (artifacts: ModelArtifacts) =>
  new Map([...storedWeights(artifacts)].map(([{ name, shape }, of]) => [name, { shape, values: [...of] }]))

/** TensorFlow.js takes no two layers of one name, in a model within the model either: the inner `bn` is called otherwise. */
function withoutTwins(artifacts: ModelArtifacts): ModelArtifacts {
  const modelTopology = structuredClone(artifacts.modelTopology) as {
    model_config: typeof fixtures.config.keras2
  }
  const inner = modelTopology.model_config.config.layers.find(({ name }) => name === 'inner')!
  inner.config = JSON.parse(JSON.stringify(inner.config).replaceAll('"bn"', '"inner_bn"'))
  const weightSpecs = artifacts.weightSpecs.map((spec) => ({
    ...spec,
    name: spec.name.replace('inner/bn/', 'inner/inner_bn/'),
  }))
  return { ...artifacts, modelTopology, weightSpecs }
}

const count = [...values(same).values()].reduce((sum, weight) => sum + weight.values.length, 0)

const image = Float32Array.from({ length: 108 }, (_, i) => ((i * 37) % 100) / 100)
const scores = (artifacts: ModelArtifacts) => [...referenceLogits(networkFromArtifacts(artifacts), image)]

describe('a model that Keras saved is the one that model.json says', () => {
  it.each([
    ['keras2.h5', 'Keras HDF5 file, written by Keras 2.13.1'],
    ['keras2 of text.h5', 'Keras HDF5 file, written by Keras 2.13.1'],
    ['keras2 compressed.h5', 'Keras HDF5 file, written by Keras 2.13.1'],
    ['keras2 split.h5', 'Keras HDF5 file, written by Keras 2.13.1'],
    ['keras2 behind a user block.h5', 'Keras HDF5 file, written by Keras 2.13.1'],
    ['keras2 latest.h5', 'Keras HDF5 file, written by Keras 2.13.1'],
    ['keras3.h5', 'Keras HDF5 file, written by Keras 3.6.0'],
    ['keras3.keras', 'Keras file, written by Keras 3.6.0'],
    ['keras3 deflated in a folder.keras', 'Keras file, written by Keras 3.0.5'],
    ['keras2.13.keras', 'Keras file, written by Keras 2.13.1'],
    ['keras2.13 windows.keras', 'Keras file, written by Keras 2.13.1'],
  ])('%s', async (name, format) => {
    const read = await readKerasFile(bytesOf(name), name, none)
    expect(read).toMatchObject({ format, notes: [] })
    expect(values(read.artifacts)).toEqual(values(same))
    expect(scores(read.artifacts)).toEqual(scores(same))
  })
})

describe('known by what it holds, whatever it is called', () => {
  it.each([
    'keras2.h5',
    'keras2 behind a user block.h5',
    'keras3.keras',
    'keras3 deflated in a folder.keras',
  ])('%s', async (name) => {
    const bytes = bytesOf(name)
    const renamed = new File([bytes], 'model.txt')
    const notes = new File(['cat\ndog\n'], 'notes.txt')
    for (const source of [bytes, renamed, [notes, renamed]]) {
      const model = await loadModel(source)
      expect(model.format).toMatch(/^Keras/)
      expect(scores(model as ModelArtifacts)).toEqual(scores(same))
    }
  })
})

describe('TensorFlow.js, which runs what a network cannot say,', () => {
  it.each(['keras2.h5', 'keras3.h5', 'keras3.keras', 'keras2.13.keras'])(
    'finds every weight of %s',
    async (name) => {
      const { artifacts } = await readKerasFile(bytesOf(name), name, none)
      const tf = await loadTensorFlow()
      const model = await toLayersModel(withoutTwins(artifacts))
      const output = model.predict(tf.tensor(image, [1, 6, 6, 3])) as ReturnType<typeof tf.tensor>
      const probabilities = await output.data()
      tf.dispose(output)
      model.dispose()
      const exponentials = scores(same).map(Math.exp)
      const sum = exponentials.reduce((total, value) => total + value, 0)
      exponentials.forEach((value, k) => {
        expect(probabilities[k]).toBeCloseTo(value / sum, 5)
      })
    },
  )
})

describe('a model of several outputs', () => {
  const several = structuredClone(fixtures.model)
  several.modelTopology.model_config.config.output_layers = [
    ['pool', 0, 0],
    ['scores', 0, 0],
  ]

  it('gives the scores of the one that is named', async () => {
    const model = await loadModel({ json: several, shards }, { output: 'scores' })
    expect(scores(model as ModelArtifacts)).toEqual(scores(same))
    const config = several.modelTopology.model_config
    const readBeside = beside({ 'config.json': config })
    const read = await readKerasFile(bytesOf('weights.h5'), 'w.h5', readBeside, 'pool')
    expect(scores(read.artifacts)).toHaveLength(5)
  })

  it('is refused until one is, and by another name', async () => {
    await expect(loadModel({ json: several, shards })).rejects.toThrow(
      'MODEL_OUTPUTS: the model has 2 outputs, "pool", "scores": --output NAME says which gives the class scores',
    )
    await expect(loadModel({ json: several, shards }, { output: 'x' })).rejects.toThrow(
      'MODEL_OUTPUTS: no output is named "x", the model has "pool", "scores"',
    )
    await expect(loadModel({ json, shards }, { output: 'x' })).rejects.toThrow(
      'MODEL_OUTPUTS: no output is named "x", the model has "scores"',
    )
  })
})

describe('weights of other precisions', () => {
  it('of float64 are rounded once, and so it is said', async () => {
    const { artifacts, notes } = await readKerasFile(bytesOf('keras2 float64.h5'), 'a.h5', none)
    expect(notes).toEqual([`${count} weights of float64 are rounded to float32`])
    expect(values(artifacts)).toEqual(values(same))
  })

  it.each([
    ['keras3 half.keras', 2 ** -11],
    ['keras3 bfloat16.keras', 2 ** -7],
  ])('%s', async (name, relative) => {
    const { artifacts } = await readKerasFile(bytesOf(name), name, none)
    const expected = values(same)
    for (const [weight, { shape, values: got }] of values(artifacts)) {
      expect(shape).toEqual(expected.get(weight)!.shape)
      got.forEach((value, i) => {
        const exact = expected.get(weight)!.values[i]!
        expect(Math.abs(value - exact)).toBeLessThanOrEqual(relative * Math.abs(exact) + 2 ** -24)
      })
    }
  })

  it('computed with in half precision by Keras are not here, and so it is said', async () => {
    const config = structuredClone(fixtures.config.keras2)
    config.config.layers[1]!.config.dtype = {
      class_name: 'Policy',
      config: { name: 'mixed_float16' },
    } as never
    const { notes } = await readKerasFile(
      bytesOf('weights.h5'),
      'weights.h5',
      beside({ 'config.json': config }),
    )
    expect(notes).toEqual(['its layers say mixed_float16; all is computed in float32'])
  })
})

describe('weights without layers', () => {
  it.each([
    ['weights.h5', 'weights.json', fixtures.config.keras2],
    ['weights.h5', 'model.json', fixtures.config.keras2],
    ['net.weights.h5', 'net.json', fixtures.config.keras3],
    ['net.weights.h5', 'config.json', fixtures.config.keras3],
  ])('%s take them from %s', async (name, json, config) => {
    const read = await readKerasFile(bytesOf(name), name, beside({ [json]: config }))
    expect(read.format).toMatch(`Keras weights with the layers of ${json}`)
    expect(scores(read.artifacts)).toEqual(scores(same))
  })

  it.each(['weights.h5', 'net.weights.h5'])('%s are refused where there are none', async (name) => {
    await expect(readKerasFile(bytesOf(name), name, beside({ 'model.json': json }))).rejects.toThrow(
      `KERAS_WEIGHTS_ONLY: ${name} holds weights without their layers (save_weights): put the model's JSON, model.to_json(), beside it as ${name.split('.')[0]}.json`,
    )
  })
})

describe('refused by name', () => {
  it.each([
    [
      'other.h5',
      'MODEL_FORMAT: other.h5 is HDF5 and no Keras model: it has no model_config, but measurements',
    ],
    [
      'keras3 npz.keras',
      'MODEL_FORMAT: keras3 npz.keras is no Keras file that is read here: expected config.json and model.weights.h5 in it, got model.weights.npz',
    ],
  ])('%s', async (name, message) => {
    await expect(readKerasFile(bytesOf(name), name, none)).rejects.toThrow(message)
  })

  const changed = (
    change: (config: {
      class_name: string
      config: { layers: { class_name: string; name: string }[] }
    }) => void,
  ) => {
    const config = structuredClone(fixtures.config.keras3)
    change(config as never)
    return readKerasFile(bytesOf('net.weights.h5'), 'net.weights.h5', beside({ 'config.json': config }))
  }
  const layer = (at: number, to: object) =>
    changed(({ config }) => {
      Object.assign(config.layers[at]!, to)
    })

  it.each([
    [
      'a model of its own class',
      () => changed((config) => Object.assign(config, { class_name: 'MyNet' })),
      /MODEL_TOPOLOGY.*got MyNet/,
    ],
    [
      'Lambda',
      () => layer(5, { class_name: 'Lambda' }),
      /LAYER_CODE: layer "drop" is a Lambda: Python code, which is not run/,
    ],
    [
      'a custom layer',
      () => layer(5, { class_name: 'Attend', registered_name: 'mine>Attend' }),
      /layer "drop" is of class Attend, its author's own \(mine>Attend\)/,
    ],
    [
      'weights of another layer',
      () => layer(1, { name: 'other' }),
      /WEIGHT_MISSING: layers\/conv2d in net\.weights\.h5 holds the weights of layer "conv", where those of "other" should be/,
    ],
  ])('%s', async (_, read, message) => {
    await expect(read()).rejects.toThrow(message)
  })

  it('weights that are more than the layer makes', async () => {
    await expect(layer(1, { config: { name: 'conv', use_bias: false } })).rejects.toThrow(
      'WEIGHT_COUNT: layer "conv", of class Conv2D: expected 1 weights (kernel), got 2, at layers/conv2d in net.weights.h5',
    )
  })
})
