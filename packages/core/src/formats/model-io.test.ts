import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { loadArtifacts } from '../../test/load-artifacts.js'
import { evaluateModel } from '../evaluation/evaluation.js'
import { Random } from '../random.js'
import { artifactsOf, toLayersModel } from '../tensorflow/layers-model.js'
import { loadTensorFlow, type Tensor } from '../tensorflow/tensorflow.js'
import { buildDigitCnn } from '../training/digit-cnn.js'
import type { ModelArtifacts } from './keras/artifacts.js'
import { modelFiles } from './keras/model-files.js'
import { loadModel } from './load-model.js'
import { modelSha256 } from './model-sha256.js'

let artifacts: ModelArtifacts
let json: Record<string, unknown> & { weightsManifest: { paths: string[]; weights: object[] }[] }
let weights: Uint8Array

beforeAll(async () => {
  const tf = await loadTensorFlow()
  const model = buildDigitCnn(tf, { random: new Random(3), inputShape: [12, 12, 1], classes: 4 })
  artifacts = await artifactsOf(model)
  model.dispose()
  const [text, binary] = modelFiles(artifacts)
  json = JSON.parse(new TextDecoder().decode(text.bytes))
  weights = binary.bytes
})

describe('a model', () => {
  it('has the same weights for the same seed, others for another', async () => {
    const tf = await loadTensorFlow()
    const again = async (seed: number) => {
      const model = buildDigitCnn(tf, { random: new Random(seed), inputShape: [12, 12, 1], classes: 4 })
      const copy = await artifactsOf(model)
      model.dispose()
      return modelSha256(copy)
    }
    expect(await again(3)).toBe(await modelSha256(artifacts))
    expect(await again(4)).not.toBe(await modelSha256(artifacts))
  })

  it('comes back from its files as it was, with its provenance', async () => {
    const provenance = { schema: 'umbra.model/1', command: 'umbra train' } as never
    const [text, binary] = modelFiles({ ...artifacts, userDefinedMetadata: { umbra: provenance } })
    expect([text.name, binary.name]).toEqual(['model.json', 'weights.bin'])
    const loaded = await loadArtifacts({ json: text.bytes, shards: { 'weights.bin': binary.bytes } })
    expect(loaded.weightSpecs).toEqual(artifacts.weightSpecs)
    expect(loaded.userDefinedMetadata).toEqual({ umbra: provenance })
    expect(await modelSha256(loaded)).toBe(await modelSha256(artifacts))
  })

  it('computes the same live, from artifacts, and read by TensorFlow.js', async () => {
    const tf = await loadTensorFlow()
    const [first, second] = await Promise.all([
      toLayersModel(artifacts),
      toLayersModel(await loadArtifacts({ json, shards: { 'weights.bin': weights } })),
    ])
    const outputs = [first!, second!].map((model) =>
      tf.tidy(() => (model.predict(tf.ones([2, 12, 12, 1])) as Tensor).dataSync()),
    )
    expect(outputs[0]).toEqual(outputs[1])
    expect(outputs[0]!.length).toBe(8)
    first!.dispose()
    second!.dispose()
  })

  it('is found by path, folder, file URL and among picked files', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'umbra-model-'))
    try {
      await mkdir(join(folder, 'parts'))
      const [half, rest] = [weights.slice(0, 100), weights.slice(100)]
      const split = {
        ...json,
        weightsManifest: [{ ...json.weightsManifest[0]!, paths: ['parts/1.bin', '2.bin'] }],
      }
      await writeFile(join(folder, 'model.json'), JSON.stringify(split))
      await writeFile(join(folder, 'parts/1.bin'), half)
      await writeFile(join(folder, '2.bin'), rest)
      const hash = await modelSha256(artifacts)
      for (const source of [
        folder,
        `${folder}/`,
        join(folder, 'model.json'),
        pathToFileURL(join(folder, 'model.json')),
      ]) {
        expect(await modelSha256(await loadModel(source))).toBe(hash)
      }
      const picked = [
        new File(['{}'], 'manifest.json'),
        new File([half], '1.bin'),
        new File([JSON.stringify(split)], 'model.json'),
        new File([rest], '2.bin'),
      ]
      expect(await modelSha256(await loadModel(picked))).toBe(hash)
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})

describe('reading a model refuses', () => {
  const edited = (change: (copy: typeof json) => void) => {
    const copy = structuredClone(json)
    change(copy)
    return { json: copy, shards: { 'weights.bin': weights } }
  }
  const path = (name: string) => edited((copy) => copy.weightsManifest[0]!.paths.splice(0, 1, name))
  const withNaN = () => {
    const copy = new Float32Array(weights.slice().buffer)
    copy[17] = Number.NaN
    return new Uint8Array(copy.buffer)
  }

  it.each([
    ['text that is not JSON', () => ({ json: '<html>', shards: {} }), 'MODEL_NOT_JSON'],
    ['a graph model', () => edited((copy) => Object.assign(copy, { format: 'graph-model' })), 'MODEL_FORMAT'],
    ['no weights manifest', () => ({ json: { modelTopology: {} }, shards: {} }), 'MODEL_FORMAT'],
    [
      'a negative shape',
      () => edited((copy) => Object.assign(copy.weightsManifest[0]!.weights[0]!, { shape: [-1] })),
      'MODEL_FORMAT',
    ],
    ...[{}, { dtype: 'int4' }, { dtype: 'uint8', scale: 1 }].map(
      (quantization) =>
        [
          `the quantisation ${JSON.stringify(quantization)}`,
          () => edited((copy) => Object.assign(copy.weightsManifest[0]!.weights[0]!, { quantization })),
          'MODEL_FORMAT',
        ] as const,
    ),
    [
      'integer weights',
      () => edited((copy) => Object.assign(copy.weightsManifest[0]!.weights[0]!, { dtype: 'int32' })),
      'WEIGHT_TYPE',
    ],
    [
      'two weights of one name',
      () => edited((copy) => Object.assign(copy.weightsManifest[0]!.weights[1]!, { name: 'conv1/kernel' })),
      'WEIGHT_NAMED_TWICE',
    ],
    ['a missing shard', () => ({ json, shards: {} }), 'SHARD_MISSING'],
    ['an inherited name for a shard', () => path('toString'), 'SHARD_MISSING'],
    ['a truncated shard', () => ({ json, shards: { 'weights.bin': weights.slice(4) } }), 'WEIGHTS_LENGTH'],
    [
      'a shard too long',
      () => ({ json, shards: { 'weights.bin': new Uint8Array(weights.length + 4) } }),
      'WEIGHTS_LENGTH',
    ],
    [
      'weights that are no numbers',
      () => ({ json, shards: { 'weights.bin': withNaN() } }),
      'WEIGHTS_NOT_FINITE',
    ],
    ...[
      '../secret.bin',
      'a/../../b',
      '/etc/passwd',
      'C:\\x',
      'a\\..\\b',
      'file:///etc/passwd',
      '%2e%2e/x',
      '//host/x',
      '',
    ].map((name) => [`the shard path "${name}"`, () => path(name), 'SHARD_PATH_UNSAFE'] as const),
  ] as const)('%s', async (_, source, code) => {
    await expect(loadModel(source())).rejects.toMatchObject({ name: 'InputError', code })
  })

  it('a file that is not there', async () => {
    await expect(loadModel('/nowhere/at/all')).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' })
    await expect(loadModel([])).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' })
  })

  it('a topology TensorFlow.js cannot build', async () => {
    const broken = {
      ...artifacts,
      modelTopology: { class_name: 'Sequential', config: { layers: [{ class_name: 'Nonsense' }] } },
    }
    await expect(toLayersModel(broken)).rejects.toMatchObject({ code: 'MODEL_TOPOLOGY' })
  })
})

describe('evaluating a model', () => {
  const random = new Random(5)
  const n = 300
  const dataset = {
    name: 'noise',
    images: {
      data: Float32Array.from({ length: n * 144 }, () => random.uniform()),
      shape: [n, 12, 12, 1] as const,
    },
    labels: Uint8Array.from({ length: n }, (_, i) => i % 3),
    classNames: ['a', 'b', 'c', 'd'],
    sha256: { images: '', labels: '' },
  }

  it('counts every image once, and agrees with predictions made one by one', async () => {
    const tf = await loadTensorFlow()
    const seen: number[] = []
    const result = await evaluateModel(artifacts, dataset, { onProgress: ({ done }) => seen.push(done) })
    const model = await toLayersModel(artifacts)
    const logits = tf.tidy(
      () =>
        (model.predict(tf.tensor4d(dataset.images.data, [n, 12, 12, 1])) as Tensor).arraySync() as number[][],
    )
    model.dispose()
    const correct = logits.filter((row, i) => row.indexOf(Math.max(...row)) === dataset.labels[i]).length
    const loss = logits.reduce(
      (sum, row, i) => sum + Math.log(row.reduce((s, z) => s + Math.exp(z), 0)) - row[dataset.labels[i]!]!,
      0,
    )
    expect(result).toMatchObject({ n, accuracy: correct / n })
    expect(result.loss).toBeCloseTo(loss / n, 5)
    expect(result.confusion.flat().reduce((sum, count) => sum + count)).toBe(n)
    expect(result.classes.map(({ name, n: size }) => [name, size])).toEqual([
      ['a', 100],
      ['b', 100],
      ['c', 100],
      ['d', 0],
    ])
    expect(seen).toEqual([250, 300])
  })

  it('refuses images and classes that do not fit, and stops when aborted', async () => {
    const other = { ...dataset, images: { data: new Float32Array(n * 100), shape: [n, 10, 10, 1] as const } }
    await expect(evaluateModel(artifacts, other)).rejects.toMatchObject({ code: 'MODEL_INPUT' })
    await expect(evaluateModel(artifacts, { ...dataset, classNames: ['a', 'b', 'c'] })).rejects.toMatchObject(
      { code: 'MODEL_CLASSES' },
    )
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(evaluateModel(artifacts, dataset, { signal })).rejects.toThrow('enough')
  })
})
