import { inflateSync } from 'node:zlib'
import { strToU8, zipSync } from 'fflate'
import { describe, expect, it, vi } from 'vitest'
import fixtures from '../../../test/fixtures/keras-files.json' with { type: 'json' }
import { node, onnxFile, value, weight } from '../../../test/onnx-file.js'
import { loadModel } from '../load-model.js'
import { networkOf } from '../network-of.js'
import { applicationNote } from './keras-applications.js'
import { parseLabels } from './labels.js'

const layer = (class_name: string, config: object) => ({ class_name, config })

/** A model built as Teachable Machine builds its own, of other sizes. */
function exported(units = 2, names = ['dense_Dense1', 'dense_Dense2']) {
  const features = layer('Sequential', {
    name: 'sequential_1',
    layers: [
      layer('Conv2D', {
        name: 'Conv1',
        batch_input_shape: [null, 4, 4, 3],
        filters: 2,
        kernel_size: [2, 2],
        activation: 'linear',
      }),
      layer('GlobalAveragePooling2D', { name: 'global_average_pooling2d_GlobalAveragePooling2D1' }),
    ],
  })
  const head = layer('Sequential', {
    name: 'sequential_3',
    layers: [
      layer('Dense', { name: names[0], units: 3, activation: 'relu', batch_input_shape: [null, 2] }),
      layer('Dense', { name: names[1], units, activation: 'softmax', use_bias: false }),
    ],
  })
  const weights = [
    { name: 'Conv1/kernel', shape: [2, 2, 3, 2] },
    { name: 'Conv1/bias', shape: [2] },
    { name: `${names[0]}/kernel`, shape: [2, 3] },
    { name: `${names[0]}/bias`, shape: [3] },
    { name: `${names[1]}/kernel`, shape: [3, units] },
  ].map((weight) => ({ ...weight, dtype: 'float32' }))
  const count = weights.reduce(
    (sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1),
    0,
  )
  const modelTopology = {
    keras_version: 'tfjs-layers 1.3.1',
    ...layer('Sequential', { name: 'sequential_4', layers: [features, head] }),
  }
  return {
    'model.json': JSON.stringify({ modelTopology, weightsManifest: [{ paths: ['weights.bin'], weights }] }),
    'weights.bin': new Uint8Array(
      Float32Array.from({ length: count }, (_, i) => ((i * 7) % 11) / 10 - 0.4).buffer,
    ),
  }
}

const METADATA = JSON.stringify({
  tfjsVersion: '1.3.1',
  tmVersion: '2.4.4',
  packageVersion: '0.8.4-alpha2',
  packageName: '@teachablemachine/image',
  labels: ['cat', 'dog'],
  imageSize: 224,
})

const filesOf = (contents: Readonly<Record<string, string | Uint8Array>>) =>
  Object.entries(contents).map(([name, content]) => new File([content as string], name))
const zipOf = (contents: Readonly<Record<string, string | Uint8Array>>, folder = '') =>
  zipSync(
    Object.fromEntries(
      Object.entries(contents).map(([name, content]) => [
        folder + name,
        typeof content === 'string' ? strToU8(content) : content,
      ]),
    ),
  )
const keras = (name: keyof typeof fixtures.files) =>
  new Uint8Array(inflateSync(Buffer.from(fixtures.files[name], 'base64')))

const teachable = { scale: 2, mean: 1, std: 1, channelOrder: 'rgb', classNames: ['cat', 'dog'] }

describe('an export of Teachable Machine', () => {
  const contents = { ...exported(), 'metadata.json': METADATA }

  it('as files in any order', async () => {
    for (const order of [
      [0, 1, 2],
      [2, 1, 0],
      [1, 2, 0],
    ]) {
      const model = await loadModel(order.map((i) => filesOf(contents)[i]!))
      expect(model.settings).toEqual(teachable)
      expect(model.format).toBe('TensorFlow.js LayersModel of Teachable Machine')
      expect(model.notes).toEqual([
        'Teachable Machine takes the middle square of a picture: --fit cover does so too',
      ])
      expect(networkOf(model)).toMatchObject({ inputShape: [4, 4, 3], classes: 2 })
    }
  })

  it('as a ZIP, with a folder in it or not, under any name', async () => {
    for (const zip of [
      zipOf(contents),
      zipOf(contents, 'tm-my-image-model/'),
      zipOf({ ...contents, '__MACOSX/model.json': 'x' }),
    ]) {
      for (const source of [zip, new File([zip as Uint8Array<ArrayBuffer>], 'download')]) {
        expect((await loadModel(source)).settings).toEqual(teachable)
      }
    }
  })

  it('from a server, which is asked for no file that others have', async () => {
    const asked: string[] = []
    const serve = (files: Readonly<Record<string, string | Uint8Array>>) => async (url: string) => {
      const name = url.split('/').at(-1)!
      asked.push(name)
      return name in files ? new Response(files[name] as string) : new Response('', { status: 404 })
    }
    vi.stubGlobal('fetch', serve(contents))
    expect((await loadModel('https://example.org/tm/model.json')).settings).toEqual(teachable)
    expect(asked.splice(0)).toEqual(['model.json', 'weights.bin', 'metadata.json'])
    vi.stubGlobal('fetch', serve(exported(2, ['a', 'b'])))
    await loadModel('https://example.org/other/model.json')
    expect(asked).toEqual(['model.json', 'weights.bin'])
    vi.unstubAllGlobals()
  })

  it('gives way to what a person says', async () => {
    const model = await loadModel(filesOf(contents), { classNames: ['x', 'y'], scale: 255, mean: 0 })
    expect(model.settings).toEqual({ ...teachable, scale: 255, mean: 0, classNames: ['x', 'y'] })
  })

  it('of Keras, known by how it is built and by its numbered labels', async () => {
    const numbered = await loadModel(filesOf({ ...exported(), 'labels.txt': '0 cat\n1 dog\n' }))
    expect(numbered.settings).toEqual(teachable)
    expect(numbered.notes![0]).toBe('classes are called as labels.txt beside it says')
  })

  it('is only guessed at where there are no numbered labels', async () => {
    const identity = { ...teachable, scale: 1, mean: 0 }
    const plain = await loadModel(filesOf({ ...exported(), 'labels.txt': 'cat\ndog\n' }))
    expect(plain.settings).toEqual(identity)
    const bare = await loadModel(filesOf(exported()))
    expect(bare.settings).toEqual({ ...identity, classNames: undefined })
    expect(bare.notes![0]).toBe(
      'looks like a model of Teachable Machine, which gives pixels as −1 … 1: --scale 2 --mean 1 does',
    )
    const other = await loadModel(filesOf({ ...exported(2, ['a', 'b']), 'labels.txt': '0 cat\n1 dog\n' }))
    expect(other.settings).toEqual(identity)
  })

  it('of poses or sounds is no image model', async () => {
    const metadata = METADATA.replace('/image', '/pose')
    expect((await loadModel(filesOf({ ...contents, 'metadata.json': metadata }))).settings!.scale).toBe(1)
  })
})

describe('a ZIP of a Keras model and its labels', () => {
  it('is read whole', async () => {
    const model = await loadModel(
      zipOf({ 'keras_model.h5': keras('keras2.h5'), 'labels.txt': '0 a\n1 b\n2 c\n' }),
    )
    expect(model.format).toBe('Keras HDF5 file, written by Keras 2.13.1')
    expect(model.settings).toMatchObject({ scale: 1, classNames: ['a', 'b', 'c'] })
  })

  it('with two models is refused, and one with another kind is named', async () => {
    const two = zipOf({ 'a.h5': keras('keras2.h5'), 'b.h5': keras('keras2.h5') })
    await expect(loadModel(two)).rejects.toThrow('MODEL_AMBIGUOUS: the model holds a.h5 and b.h5: unpack it')
    await expect(loadModel(zipOf({ 'model.json': '{"scale": 1}' }))).rejects.toThrow(
      'MODEL_FORMAT: model.json in the model is about a model',
    )
  })
})

describe('names beside a model', () => {
  const with3 = (labels: Readonly<Record<string, string>>) =>
    loadModel([new File([keras('keras2.h5') as Uint8Array<ArrayBuffer>], 'net.h5'), ...filesOf(labels)])

  it.each([
    ['labels.txt', 'a\r\nb\r\nc\r\n'],
    ['labels.txt', '\ufeff0 a\n1 b\n2 c'],
    ['labels.txt', '0: a\n1: b\n2: c'],
    ['labels.json', '["a", "b", "c"]'],
    ['labels.json', '{"0": "a", "1": "b", "2": "c"}'],
    ['class_names.txt', 'a\nb\nc'],
    ['class_names.json', '{"c": 2, "a": 0, "b": 1}'],
    ['labels.json', '{"0": ["n1", "a"], "1": ["n2", "b"], "2": ["n3", "c"]}'],
  ])('%s: %j', async (name, text) => {
    const model = await with3({ [name]: text })
    expect(model.settings!.classNames).toEqual(['a', 'b', 'c'])
    expect(model.notes).toContain(`classes are called as ${name} beside it says`)
  })

  it('that begin with numbers of their own keep them', () => {
    expect(parseLabels(strToU8('1 cat\n2 dog'), 'f').names).toEqual(['1 cat', '2 dog'])
    expect(parseLabels(strToU8('0\n1'), 'f').names).toEqual(['0', '1'])
    expect(parseLabels(strToU8('0 cat\n1'), 'f').names).toEqual(['0 cat', '1'])
  })

  it.each([
    ['labels.txt', 'a\nb', /^labels\.txt has 2 names, the model 3 outputs: they are not used$/],
    ['labels.txt', 'a\nb\na', /^labels\.txt: expected names that differ; its names are not used$/],
    ['labels.txt', 'a\n\nc', /^labels\.txt, name 2: .*; its names are not used$/],
    [
      'labels.json',
      '{"0": "a", "2": "b", "1": 3}',
      /^labels\.json: expected a list of names, or a name for each number/,
    ],
    ['labels.json', '["a"', /^labels\.json.*; its names are not used$/],
  ])('that make no sense are said, and not used: %s %j', async (name, text, note) => {
    const model = await with3({ [name]: text })
    expect(model.settings!.classNames).toBeUndefined()
    expect(model.notes!.filter((said) => note.test(said))).toHaveLength(1)
  })
})

describe('what is assumed of a model’s preprocessing', () => {
  const assumed =
    'nothing tells how its images are prepared: pixels are given as 0 … 1; --scale, --mean, --std and --channel-order, or umbra.json, change that'
  const file = () => keras('keras2.h5')

  it('is said once, where nothing tells', async () => {
    expect((await loadModel(file())).notes).toEqual([assumed])
    for (const settings of [
      { scale: 1 },
      { mean: 0 },
      { std: [1, 1, 1] },
      { channelOrder: 'bgr' as const },
    ]) {
      expect((await loadModel(file(), settings)).notes).toEqual([])
    }
  })

  /** Means of two channels, of pixels as they come or times 1/255. */
  const onnx = (first: 'as they come' | 'scaled') => {
    const nodes = [
      ...(first === 'scaled' ? [node('Mul', 'x, k', 's')] : []),
      node('Conv', `${first === 'scaled' ? 's' : 'x'}, w`, 'c'),
      node('Relu', 'c', 'r'),
      node('ReduceMean', 'r', 'y', { axes: [2, 3], keepdims: 0 }),
    ]
    return onnxFile({
      inputs: [value('x', ['N', 2, 3, 3])],
      outputs: [value('y', ['N', 2])],
      nodes,
      weights: [weight('w', [2, 2, 1, 1], [1, 2, 3, 4]), weight('k', [2, 1, 1], [1 / 255, 1 / 255])],
    })
  }

  it('is said of graphs too, unless their first layer scales', async () => {
    expect((await loadModel(onnx('as they come'))).notes).toEqual([assumed])
    expect((await loadModel(onnx('as they come'), { scale: 255 })).notes).toEqual([])
    expect((await loadModel(onnx('scaled'))).notes).toEqual([])
  })

  const model = (name: string, ...layers: object[]) => layer('Functional', { name, layers })
  it.each([
    [
      'resnet50',
      /^looks like keras\.applications resnet50, .*: --channel-order bgr --scale 255 --mean 103\.939,116\.779,123\.68 /,
    ],
    ['vgg16', /bgr/],
    ['mobilenetv2_1.00_224', /: --scale 2 --mean 1 /],
    ['mobilenet_0.50_224', /: --scale 2 --mean 1 /],
    ['resnet101v2', /: --scale 2 --mean 1 /],
    ['xception', /: --scale 2 --mean 1 /],
    ['densenet121', /: --mean 0\.485,0\.456,0\.406 --std 0\.229,0\.224,0\.225 /],
  ])('is what keras.applications does to %s, told and not done', (name, note) => {
    const input = layer('InputLayer', { name: 'x' })
    expect(applicationNote(model(name))).toMatch(note)
    expect(applicationNote({ keras_version: '2.13.1', model_config: model(name) })).toMatch(note)
    const around = model(
      'mine',
      input,
      layer('RandomFlip', { name: 'flip' }),
      model(name),
      layer('Dense', { name: 'd' }),
    )
    expect(applicationNote(around)).toMatch(note)
    expect(
      applicationNote(model('mine', input, layer('Rescaling', { name: 'r' }), model(name))),
    ).toBeUndefined()
    expect(applicationNote(model('mine', input))).toBeUndefined()
  })

  it('with ImageNet’s names where asked, and told of where not', async () => {
    const shards = exported(1000)
    expect((await loadModel(filesOf(shards))).notes).toContain(
      'it has 1000 outputs, as models of ImageNet do, and no names for them: --class-names imagenet gives them those',
    )
    const named = await loadModel(filesOf(shards), { classNames: 'imagenet' })
    expect(named.settings!.classNames![281]).toBe('tabby')
    const sidecar = await loadModel(
      filesOf({ ...exported(1001), 'umbra.json': '{"classNames": "imagenet"}' }),
    )
    expect(sidecar.settings!.classNames!.slice(0, 2)).toEqual(['background', 'tench'])
    await expect(loadModel(file(), { classNames: 'imagenet' })).rejects.toThrow(
      'CLASS_NAMES: imagenet names 1000 classes',
    )
  })
})
