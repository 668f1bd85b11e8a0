import * as tf from '@tensorflow/tfjs'
import { describe, expect, it } from 'vitest'
import { createExplainer } from '../../../attribution/explainer.js'
import { modelShape } from '../../../engines/model-shape.js'
import { evaluateModel } from '../../../evaluation/evaluation.js'
import { artifactsOf, toLayersModel } from '../../../tensorflow/layers-model.js'
import { loadModel } from '../../load-model.js'
import type { ModelArtifacts, WeightSpec } from '../artifacts.js'
import { modelFiles } from '../model-files.js'
import { withSettings } from '../with-settings.js'

type Json = Record<string, unknown>

const layer = (class_name: string, name: string, config: Json = {}) => ({
  class_name,
  config: { name, ...config },
})
const input = { batch_input_shape: [null, 3, 3, 1], dtype: 'float32' }
const dense = (units: number, activation: unknown = 'linear') =>
  layer('Dense', 'out', { units, use_bias: true, activation })
const conv = (filters: number, activation: unknown = 'linear') =>
  layer('Conv2D', 'out', {
    filters,
    kernel_size: [3, 3],
    strides: [1, 1],
    padding: 'valid',
    data_format: 'channels_last',
    dilation_rate: [1, 1],
    use_bias: true,
    activation,
  })
const flatten = layer('Flatten', 'flatten')
const softmax = (config: Json = { axis: -1 }) => layer('Softmax', 'probs', config)
const activation = (name: unknown) => layer('Activation', 'act', { activation: name })
const sequential = (name: string, ...layers: readonly object[]) => ({
  class_name: 'Sequential',
  config: { name, layers },
})

/** Of 3×3×1 images; the layers after the input are given, one of them called `out` with weights of 9 values for each unit. */
function model(units: number, layers: readonly { class_name: string; config: Json }[]): ModelArtifacts {
  const [first, ...others] = layers
  const kernel = first!.class_name === 'Conv2D' ? [3, 3, 1, units] : [9, units]
  return artifacts(sequential('net', { ...first, config: { ...first!.config, ...input } }, ...others), kernel)
}

function artifacts(modelTopology: object, kernel: readonly number[]): ModelArtifacts {
  const units = kernel.at(-1)!
  const weightSpecs: WeightSpec[] = [
    { name: 'out/kernel', shape: kernel, dtype: 'float32' },
    { name: 'out/bias', shape: [units], dtype: 'float32' },
  ]
  const weightData = Float32Array.from({ length: 10 * units }, (_, i) => Math.sin(7 * i + 1)).buffer
  return { modelTopology, weightSpecs, weightData }
}

const image = { data: Float32Array.from({ length: 9 }, (_, i) => i / 9), shape: [1, 3, 3, 1] as const }

/** What TensorFlow.js, which knows of no head, gives for the whole model. */
async function outputOf(whole: ModelArtifacts): Promise<Float32Array> {
  const live = await toLayersModel(whole)
  const result = live.predict(tf.tensor4d(image.data, [...image.shape])) as tf.Tensor
  live.dispose()
  return (await result.data()) as Float32Array
}

const engines = ['incremental', 'batched'] as const

const readBefore: [name: string, kind: 'softmax' | 'sigmoid', ModelArtifacts][] = [
  ['softmax of a dense layer', 'softmax', model(3, [flatten, dense(3, 'softmax')])],
  ['sigmoid of a dense layer', 'sigmoid', model(3, [flatten, dense(3, 'sigmoid')])],
  ['sigmoid of one output', 'sigmoid', model(1, [flatten, dense(1, 'sigmoid')])],
  ['sigmoid of two outputs', 'sigmoid', model(2, [flatten, dense(2, 'sigmoid')])],
  ['an Activation layer, softmax', 'softmax', model(3, [flatten, dense(3), activation('softmax')])],
  ['an Activation layer, sigmoid', 'sigmoid', model(1, [flatten, dense(1), activation('sigmoid')])],
  ['a Softmax layer', 'softmax', model(3, [flatten, dense(3), softmax()])],
  ['a Softmax layer, axis 1', 'softmax', model(3, [flatten, dense(3), softmax({ axis: 1 })])],
  [
    'Dropout behind the softmax',
    'softmax',
    model(3, [flatten, dense(3, 'softmax'), layer('Dropout', 'd', { rate: 0.5 })]),
  ],
  ['softmax of [1, 1, K] before Flatten', 'softmax', model(3, [conv(3, 'softmax'), flatten])],
  [
    'a softmax layer on [1, 1, K] before Reshape',
    'softmax',
    model(3, [conv(3), softmax(), layer('Reshape', 'r', { target_shape: [3] })]),
  ],
  ['sigmoid of [1, 1, K] before Flatten', 'sigmoid', model(3, [conv(3, 'sigmoid'), flatten])],
  [
    'an activation as Keras 3 writes it',
    'softmax',
    model(3, [
      flatten,
      dense(3, {
        module: 'builtins',
        class_name: 'function',
        config: 'softmax',
        registered_name: 'function',
      }),
    ]),
  ],
  [
    'a sigmoid as Keras 3 writes it',
    'sigmoid',
    model(2, [flatten, dense(2, { class_name: 'function', config: 'sigmoid' })]),
  ],
  [
    'a model whose last layer is a model with a softmax',
    'softmax',
    artifacts(
      sequential(
        'net',
        { ...flatten, config: { ...flatten.config, ...input } },
        {
          ...sequential('inner', {
            ...dense(3, 'softmax'),
            config: { ...dense(3, 'softmax').config, batch_input_shape: [null, 9] },
          }),
        },
      ),
      [9, 3],
    ),
  ],
]

describe.each(readBefore)('%s', (_, kind, whole) => {
  it.each(engines)(
    'is read before it, on the %s engine, and its probabilities are the model’s',
    async (engine) => {
      const explainer = await createExplainer(whole, { engine, threads: 1 })
      const outputs = await explainer.predict(image)
      explainer.dispose()
      expect(explainer.engine.name).toBe(engine)
      expect(explainer.reader.head.kind).toBe(kind)
      expect(explainer.reader.head.reason).toMatch(/^read before layer /)
      const given = await outputOf(whole)
      const expected = given.length === 1 ? [1 - given[0]!, given[0]!] : [...given]
      const got = explainer.reader.probabilities(outputs, 0)!
      expect(got).toHaveLength(expected.length)
      expected.forEach((p, k) => {
        expect(Math.abs(p - got[k]!)).toBeLessThan(2e-6)
      })
    },
  )
})

it('reads logarithms of probabilities before both', async () => {
  for (const [written, kind] of [
    ['log_softmax', 'softmax'],
    ['logSoftmax', 'softmax'],
    ['log_sigmoid', 'sigmoid'],
  ] as const) {
    const logits = await outputOf(model(3, [flatten, dense(3)]))
    for (const engine of engines) {
      const explainer = await createExplainer(model(3, [flatten, dense(3, written)]), { engine, threads: 1 })
      expect(explainer.reader.head.kind).toBe(kind)
      expect([...(await explainer.predict(image))].map((z, k) => Math.abs(z - logits[k]!) < 1e-6)).toEqual([
        true,
        true,
        true,
      ])
      explainer.dispose()
    }
  }
})

describe('outputs without a softmax or sigmoid', () => {
  it.each([
    ['three', 3, null, 'softmax', 'taken for logits'],
    ['one', 1, 'linear', 'sigmoid', 'taken for logits'],
    ['three behind a relu', 3, 'relu', 'scores', 'layer "out" ends in relu'],
    ['one behind a tanh', 1, 'tanh', 'scores', 'layer "out" ends in tanh'],
    ['two behind a hard sigmoid', 2, 'hard_sigmoid', 'scores', 'layer "out" ends in hardsigmoid'],
  ] as const)('%s', async (_, units, written, kind, reason) => {
    const whole = model(units, [flatten, dense(units, written)])
    const { head, outputs, classes } = await modelShape(whole)
    expect(head).toEqual({ kind, reason })
    expect(outputs).toBe(units)
    expect(classes).toBe(units === 1 && kind === 'sigmoid' ? 2 : units)
    const given = await outputOf(whole)
    for (const engine of engines) {
      // What the incremental engine does not know goes to the other, with the same head.
      const explainer = await createExplainer(whole, {
        engine: engine === 'batched' ? engine : 'auto',
        threads: 1,
      })
      expect(explainer.reader.head).toEqual({ kind, reason })
      const got = await explainer.predict(image)
      got.forEach((z, k) => {
        expect(Math.abs(z - given[k]!)).toBeLessThan(1e-5)
      })
      explainer.dispose()
    }
  })
})

describe('probabilities that cannot be read before are named', () => {
  const two = (merge: string, activations: readonly string[]) => {
    const node = (...names: string[]) => [names.map((name) => [name, 0, 0, {}])]
    const layers = [
      { ...layer('InputLayer', 'in', input), name: 'in', inbound_nodes: [] },
      { ...flatten, name: 'flatten', inbound_nodes: node('in') },
      { ...dense(3), name: 'out', inbound_nodes: node('flatten') },
      ...activations.map((written, i) => ({
        ...layer('Activation', `branch${i}`, { activation: written }),
        name: `branch${i}`,
        inbound_nodes: node('out'),
      })),
      { ...layer(merge, 'merged'), name: 'merged', inbound_nodes: node('branch0', 'branch1') },
    ]
    const config = { name: 'net', layers, input_layers: [['in', 0, 0]], output_layers: [['merged', 0, 0]] }
    return artifacts({ class_name: 'Functional', config }, [9, 3])
  }

  it.each([
    ['their mean', two('Average', ['softmax', 'softmax']), 'merged'],
    ['their product', two('Multiply', ['sigmoid', 'sigmoid']), 'merged'],
    [
      'sigmoids of every place, averaged',
      model(3, [
        { ...conv(3, 'sigmoid'), config: { ...conv(3, 'sigmoid').config, padding: 'same' } },
        layer('GlobalAveragePooling2D', 'gap'),
      ]),
      'gap',
    ],
  ])('%s', async (_, whole, name) => {
    const { head } = await modelShape(whole)
    expect(head.kind).toBe('scores')
    expect(head.reason).toContain(`layer "${name}" makes them of the probabilities of layer "`)
  })

  it('a gate is none: its product is a feature', async () => {
    expect((await modelShape(two('Multiply', ['sigmoid', 'linear']))).head.kind).toBe('softmax')
  })

  it('a softmax over each place of a map', async () => {
    const whole = model(3, [
      { ...conv(3, 'softmax'), config: { ...conv(3, 'softmax').config, padding: 'same' } },
      flatten,
    ])
    const given = await outputOf(whole)
    const explainer = await createExplainer(whole)
    expect(explainer.reader.head.kind).toBe('scores')
    expect(explainer.reader.head.reason).toBe('not read before layer "out", a softmax over some of them')
    expect([...(await explainer.predict(image))]).toEqual([...given])
    explainer.dispose()
  })
})

it('refuses the softmax of a single output in one line', async () => {
  for (const whole of [model(1, [flatten, dense(1, 'softmax')]), model(1, [flatten, dense(1), softmax()])]) {
    await expect(modelShape(whole)).rejects.toMatchObject({
      code: 'MODEL_OUTPUT',
      message: expect.stringContaining('its softmax is 1 whatever the image'),
    })
    await expect(createExplainer(whole, { engine: 'batched' })).rejects.toMatchObject({
      code: 'MODEL_OUTPUT',
    })
  }
})

describe('a head that is stated', () => {
  const plain = model(3, [flatten, dense(3)])

  it.each(['softmax', 'sigmoid', 'scores'] as const)('%s goes wherever the model goes', async (head) => {
    const stated = withSettings(plain, { head, scale: 2 })
    const [json, weights] = modelFiles(stated)
    const again = await loadModel({ json: json.bytes, shards: { 'weights.bin': weights.bytes } })
    for (const whole of [stated, again])
      for (const engine of engines) {
        const explainer = await createExplainer(whole, { engine, threads: 1 })
        expect(explainer.engine.name).toBe(engine)
        expect(explainer.reader.head).toEqual({ kind: head, reason: 'as stated' })
        explainer.dispose()
      }
  })

  it('says what outputs behind another nonlinearity are', async () => {
    const stated = withSettings(model(3, [flatten, dense(3, 'relu')]), { head: 'softmax' })
    expect((await modelShape(stated)).head).toEqual({ kind: 'softmax', reason: 'as stated' })
  })

  it('leaves a model whose layers say the same as it is', () => {
    const whole = model(3, [flatten, dense(3, 'sigmoid')])
    expect(withSettings(whole, { head: 'sigmoid' }).modelTopology).toBe(whole.modelTopology)
  })

  it.each([
    ['softmax', 'sigmoid'],
    ['scores', 'softmax'],
    ['sigmoid', 'hard_sigmoid'],
  ] as const)('%s is refused where the layers say %s', (head, written) => {
    expect(() => withSettings(model(3, [flatten, dense(3, written)]), { head })).toThrow(
      expect.objectContaining({ code: 'MODEL_HEAD' }),
    )
  })
})

describe('live LayersModels', () => {
  it.each([
    ['softmax', 3, 'softmax', 3],
    ['sigmoid', 1, 'sigmoid', 2],
    ['sigmoid', 3, 'sigmoid', 3],
    ['linear', 1, 'sigmoid', 2],
    ['tanh', 2, 'scores', 2],
  ] as const)('%s of %i', async (written, units, kind, classes) => {
    const live = tf.sequential()
    live.add(tf.layers.flatten({ inputShape: [3, 3, 1] }))
    live.add(tf.layers.dense({ units, activation: written }))
    for (const engine of engines) {
      const explainer = await createExplainer(live, { engine, threads: 1 })
      expect(explainer.reader.head.kind).toBe(kind)
      expect(explainer.classes).toBe(classes)
      explainer.dispose()
    }
    const again = await artifactsOf(live)
    expect((await modelShape(again)).head.kind).toBe(kind)
    live.dispose()
  })
})

describe('evaluation', () => {
  const labels = Uint8Array.of(0, 1, 1, 0, 1)
  const data = {
    name: 'five',
    images: {
      data: Float32Array.from({ length: 45 }, (_, i) => Math.abs(Math.cos(3 * i))),
      shape: [5, 3, 3, 1] as const,
    },
    labels,
    classNames: ['no', 'yes'],
    sha256: { images: '', labels: '' },
  }

  it('of one output counts two classes, by its sigmoid', async () => {
    const whole = model(1, [flatten, dense(1, 'sigmoid')])
    const live = await toLayersModel(whole)
    const p = (live.predict(tf.tensor4d(data.images.data, [5, 3, 3, 1])) as tf.Tensor).dataSync()
    const right = labels.filter((label, i) => (p[i]! > 0.5 ? 1 : 0) === label).length
    const loss = labels.reduce((sum, label, i) => sum - Math.log(label ? p[i]! : 1 - p[i]!), 0) / 5
    for (const given of [whole, live, model(1, [flatten, dense(1)])]) {
      const evaluation = await evaluateModel(given, data)
      expect(evaluation.accuracy).toBe(right / 5)
      expect(Math.abs(evaluation.loss - loss)).toBeLessThan(1e-5)
      expect(evaluation.confusion.flat().reduce((sum, n) => sum + n, 0)).toBe(5)
    }
    live.dispose()
  })

  it('of independent labels averages their binary cross-entropies, as TensorFlow.js does', async () => {
    const whole = model(2, [flatten, dense(2, 'sigmoid')])
    const live = await toLayersModel(whole)
    const p = live.predict(tf.tensor4d(data.images.data, [5, 3, 3, 1])) as tf.Tensor
    const truth = tf.oneHot([...labels], 2).toFloat()
    const loss = tf.metrics.binaryCrossentropy(truth, p).mean().dataSync()[0]!
    const best = p.argMax(1).dataSync()
    live.dispose()
    const evaluation = await evaluateModel(whole, data)
    expect(evaluation.accuracy).toBe(labels.filter((label, i) => best[i] === label).length / 5)
    expect(Math.abs(evaluation.loss - loss)).toBeLessThan(1e-5)
  })

  it('of bare scores has no loss, and of one no classes', async () => {
    expect((await evaluateModel(model(2, [flatten, dense(2, 'relu')]), data)).loss).toBeNaN()
    await expect(evaluateModel(model(1, [flatten, dense(1, 'tanh')]), data)).rejects.toMatchObject({
      code: 'MODEL_CLASSES',
      message: 'MODEL_CLASSES: the model tells no classes apart, the data have 2',
    })
  })
})
