import { describe, expect, it } from 'vitest'
import { createExplainer } from '../../attribution/explainer.js'
import { Random } from '../../random.js'
import type { ModelArtifacts } from './artifacts.js'
import { networkFromArtifacts } from './index.js'
import { withHead } from './output-head/with-head.js'

type Json = Readonly<Record<string, unknown>>
/** A value: which layer gives it, when called for the so-manieth time. */
type Read = readonly [layer: string, call: number]
interface Layer {
  readonly kind: string
  readonly config?: Json
  /** What it reads, each time it is called. */
  readonly calls: readonly (readonly Read[])[]
}
type Layers = Readonly<Record<string, Layer>>

const formats = ['keras2', 'keras3', 'tfjs'] as const
type Format = (typeof formats)[number]
const versions = { keras2: '2.15.0', keras3: '3.5.0', tfjs: 'tfjs-layers 4.22.0' }

/** A call as Keras 3 writes it, or as Keras 2 and TensorFlow.js do. */
function nodeJson(reads: readonly Read[], format: Format, kwargs: Json = {}): unknown {
  if (format !== 'keras3') return reads.map(([layer, call]) => [layer, call, 0, kwargs])
  const tensors = reads.map(([layer, call]) => ({
    class_name: '__keras_tensor__',
    config: { shape: [null, 4, 4, 2], dtype: 'float32', keras_history: [layer, call, 0] },
  }))
  return { args: tensors.length === 1 ? tensors : [tensors], kwargs }
}

function functional(layers: Layers, output: Read, format: Format, input: Json = {}): Json {
  const image = { name: 'x', batch_input_shape: [null, 4, 4, 2], dtype: 'float32', ...input }
  return {
    class_name: 'Functional',
    config: {
      name: 'model',
      layers: [
        { class_name: 'InputLayer', name: 'x', config: image, inbound_nodes: [] },
        ...Object.entries(layers).map(([name, { kind, config, calls }]) => ({
          class_name: kind,
          name,
          config: { name, ...config },
          inbound_nodes: calls.map((reads) => nodeJson(reads, format)),
        })),
      ],
      input_layers: [['x', 0, 0]],
      output_layers: [[...output, 0]],
    },
  }
}

/** The same weights for all layers whose names agree up to a hyphen. */
function model(topology: Json, format: Format, owners: readonly string[]): ModelArtifacts {
  const sizes = { kernel: [3, 3, 2, 2], bias: [2] }
  const weights = owners.flatMap((owner) =>
    Object.entries(owner.startsWith('dense') ? { kernel: [32, 3], bias: [3] } : sizes).map(
      ([parameter, shape]) => {
        const random = new Random(owner.split('-')[0]!.length * 100 + parameter.length)
        const length = shape.reduce((product, size) => product * size, 1)
        return { name: `${owner}/${parameter}`, shape, values: Array.from({ length }, () => random.normal()) }
      },
    ),
  )
  return {
    modelTopology: { keras_version: versions[format], ...topology },
    weightSpecs: weights.map(({ name, shape }) => ({ name, shape, dtype: 'float32' })),
    weightData: Float32Array.from(weights.flatMap(({ values }) => values)).buffer,
  }
}

const conv = { filters: 2, kernel_size: [3, 3], padding: 'same', activation: 'tanh', use_bias: true }
const end = (read: Read): Layers => ({
  flatten: { kind: 'Flatten', calls: [[read]] },
  dense: { kind: 'Dense', config: { units: 3 }, calls: [[['flatten', 0]]] },
})
const image = Float32Array.from({ length: 32 }, (_, i) => ((i * 7) % 31) / 31)

async function scores(artifacts: ModelArtifacts, engine: 'incremental' | 'batched'): Promise<number[]> {
  const explainer = await createExplainer(artifacts, { engine, threads: 1 })
  try {
    const { base } = await explainer.explain({ data: image, shape: [1, 4, 4, 2] }, { window: 4, target: 0 })
    return [...base.data]
  } finally {
    explainer.dispose()
  }
}

/** Two layers of the same weights, one behind the other. */
const apart = (format: Format) => {
  const layers: Layers = {
    'conv-1': { kind: 'Conv2D', config: conv, calls: [[['x', 0]]] },
    'conv-2': { kind: 'Conv2D', config: conv, calls: [[['conv-1', 0]]] },
    ...end(['conv-2', 0]),
  }
  return model(functional(layers, ['dense', 0], format), format, ['conv-1', 'conv-2', 'dense'])
}

const inner = (format: Format): Json =>
  functional({ conv: { kind: 'Conv2D', config: conv, calls: [[['x', 0]]] } }, ['conv', 0], format)
    .config as Json

/** A model that is a layer and called twice; files count its calls from 1, or from 0. */
const nested = (format: Format, first: 0 | 1) => {
  const layers: Layers = {
    twice: { kind: 'Functional', config: inner(format), calls: [[['x', 0]], [['twice', first]]] },
    ...end(['twice', first + 1]),
  }
  return model(functional(layers, ['dense', 0], format), format, ['conv', 'dense'])
}

describe.each(formats)('layers that are called more than once, as %s writes them', (format) => {
  it.each(['incremental', 'batched'] as const)(
    'are what two layers of the same weights are: %s',
    async (engine) => {
      const layers: Layers = {
        conv: { kind: 'Conv2D', config: conv, calls: [[['x', 0]], [['conv', 0]]] },
        ...end(['conv', 1]),
      }
      const shared = model(functional(layers, ['dense', 0], format), format, ['conv', 'dense'])
      const expected = await scores(apart(format), 'incremental')
      const got = await scores(shared, engine)
      for (const [k, score] of expected.entries()) expect(got[k]).toBeCloseTo(score, 5)
    },
  )

  it('are so if they are models, whose calls are counted from 0 or 1', async () => {
    const expected = await scores(apart(format), 'incremental')
    expect(await scores(nested(format, 0), 'incremental')).toEqual(expected)
    expect(await scores(nested(format, 1), 'incremental')).toEqual(expected)
    const batched = await scores(nested(format, 1), 'batched')
    for (const [k, score] of expected.entries()) expect(batched[k]).toBeCloseTo(score, 5)
  })

  it('may be read after either call', async () => {
    const layers: Layers = {
      conv: { kind: 'Conv2D', config: conv, calls: [[['x', 0]], [['conv', 0]]] },
      difference: { kind: 'Subtract', calls: [[['conv', 1], ['conv', 0]]] }, // biome-ignore format: one call
      ...end(['difference', 0]),
    }
    const separate: Layers = {
      'conv-1': { kind: 'Conv2D', config: conv, calls: [[['x', 0]]] },
      'conv-2': { kind: 'Conv2D', config: conv, calls: [[['conv-1', 0]]] },
      difference: { kind: 'Subtract', calls: [[['conv-2', 0], ['conv-1', 0]]] }, // biome-ignore format: one call
      ...end(['difference', 0]),
    }
    const write = (own: Layers, owners: readonly string[]) =>
      model(functional(own, ['dense', 0], format), format, owners)
    expect(await scores(write(layers, ['conv', 'dense']), 'incremental')).toEqual(
      await scores(write(separate, ['conv-1', 'conv-2', 'dense']), 'incremental'),
    )
  })
})

describe('what is called more than once', () => {
  it('is counted each time: a model in a model in a model is no way around the bound on layers', () => {
    let config = inner('keras2')
    for (let depth = 0; depth < 20; depth++) {
      const layers: Layers = {
        [`twice${depth}`]: {
          kind: 'Functional',
          config,
          calls: [[['x', 0]], [[`twice${depth}`, 1]]],
        },
      }
      config = functional(layers, [`twice${depth}`, 2], 'keras2').config as Json
    }
    const layers: Layers = { deep: { kind: 'Functional', config, calls: [[['x', 0]]] }, ...end(['deep', 1]) }
    const topology = functional(layers, ['dense', 0], 'keras2')
    expect(() => networkFromArtifacts(model(topology, 'keras2', ['conv', 'dense']))).toThrow(
      'MODEL_TOO_LARGE',
    )
  })

  it('keeps its softmax, which is read before only where it is called once', () => {
    const layers: Layers = {
      flatten: { kind: 'Flatten', calls: [[['x', 0]]] },
      dense: {
        kind: 'Dense',
        config: { units: 32, activation: 'sigmoid' },
        calls: [[['flatten', 0]], [['dense', 0]]],
      },
    }
    const topology = functional(layers, ['dense', 1], 'keras2')
    const weights = model(topology, 'keras2', [])
    const length = 32 * 32 + 32
    const network = networkFromArtifacts({
      ...weights,
      weightSpecs: [
        { name: 'dense/kernel', shape: [32, 32], dtype: 'float32' },
        { name: 'dense/bias', shape: [32], dtype: 'float32' },
      ],
      weightData: new Float32Array(length).fill(0.1).buffer,
    })
    expect(network.head).toEqual({
      kind: 'scores',
      reason: 'layer "dense", a sigmoid, is called more than once and cannot be read before',
    })
    expect(network.layers.filter(({ kind }) => kind === 'activation')).toHaveLength(2)
  })

  it('is not run where TensorFlow.js wires it otherwise than the file says', async () => {
    // TensorFlow.js numbers calls in the order it comes to make them; the first one here waits for a layer written later.
    const layers: Layers = {
      conv: { kind: 'Conv2D', config: conv, calls: [[['later', 0]], [['x', 0]]] },
      later: { kind: 'ReLU', config: { max_value: 0.25 }, calls: [[['x', 0]]] },
      joined: { kind: 'Maximum', calls: [[['conv', 0], ['later', 0]]] }, // biome-ignore format: one call
      both: { kind: 'Average', calls: [[['joined', 0], ['conv', 1]]] }, // biome-ignore format: one call
      ...end(['both', 0]),
    }
    const own = model(functional(layers, ['dense', 0], 'keras2'), 'keras2', ['conv', 'dense'])
    await expect(scores(own, 'batched')).rejects.toThrow('LAYER_COMPUTED_WRONG')
  })
})

describe('what a layer is called with', () => {
  const called = (kwargs: Json, format: Format) => {
    const topology = functional(end(['x', 0]), ['dense', 0], format) as { config: { layers: Json[] } }
    const { layers } = topology.config
    layers[1] = { ...layers[1], class_name: 'Dropout', inbound_nodes: [nodeJson([['x', 0]], format, kwargs)] }
    layers[1] = { ...layers[1], class_name: 'Flatten' }
    return model(topology as unknown as Json, format, ['dense'])
  }

  it.each(formats)('is refused if it is training, or anything else, as %s writes it', (format) => {
    for (const kwargs of [{}, { training: false }, { training: null, mask: null }]) {
      expect(networkFromArtifacts(called(kwargs, format)).classes).toBe(3)
    }
    for (const kwargs of [{ training: true }, { training: 1 }, { factor: 0.5 }]) {
      const [name] = Object.keys(kwargs)
      expect(() => networkFromArtifacts(called(kwargs, format))).toThrow(`is called with ${name}`)
    }
  })

  it('is refused if Keras 3 writes a number beside what is read', () => {
    const topology = functional(end(['x', 0]), ['dense', 0], 'keras3') as { config: { layers: Json[] } }
    const { args } = nodeJson([['x', 0]], 'keras3') as { args: unknown[] }
    topology.config.layers[1] = {
      ...topology.config.layers[1],
      inbound_nodes: [{ args: [...args, 0.5], kwargs: {} }],
    }
    expect(() => networkFromArtifacts(model(topology as unknown as Json, 'keras3', ['dense']))).toThrow(
      'is called with the argument 0.5',
    )
  })
})

it.each(formats)('an input of whole numbers, as %s writes it, is not rounded', async (format) => {
  const write = (dtype: unknown) =>
    model(functional(end(['x', 0]), ['dense', 0], format, { dtype }), format, ['dense'])
  const expected = await scores(write('float32'), 'batched')
  for (const dtype of [
    'int32',
    'uint8',
    'bool',
    'float16',
    { class_name: 'DTypePolicy', config: { name: 'mixed_float16' } },
  ]) {
    expect(await scores(write(dtype), 'batched')).toEqual(expected)
  }
})

it('a head that is stated leaves to the layers the meaning they have where the model was made', () => {
  const layers: Layers = {
    hard: { kind: 'Activation', config: { activation: 'hard_sigmoid' }, calls: [[['x', 0]]] },
    ...end(['hard', 0]),
  }
  const write = (version: string) => ({
    ...model(functional(layers, ['dense', 0], 'keras2'), 'keras2', ['dense']),
    modelTopology: { ...functional(layers, ['dense', 0], 'keras2'), keras_version: version },
  })
  for (const version of ['2.15.0', '3.5.0']) {
    const { layers: plain } = networkFromArtifacts(write(version))
    expect(networkFromArtifacts(withHead(write(version), 'sigmoid')).layers).toEqual(plain)
  }
})

describe('images', () => {
  const sized = (layers: Layers, from: Read, input: readonly number[]) =>
    functional({ ...layers, ...end(from) }, ['dense', 0], 'keras2', { batch_input_shape: [null, ...input] })
  const first = { ...conv, data_format: 'channels_first' }

  it('are not taken for channels last where the first layer has them channels first', async () => {
    const layers: Layers = {
      relu: { kind: 'ReLU', calls: [[['x', 0]]] },
      conv: { kind: 'Conv2D', config: first, calls: [[['relu', 0]]] },
    }
    const own = model(sized(layers, ['conv', 0], [2, 4, 4]), 'keras2', ['conv', 'dense'])
    await expect(createExplainer(own)).rejects.toThrow('reads images channels first')
    await expect(createExplainer(own, { engine: 'batched' })).rejects.toThrow('reads images channels first')
  })

  it('may be brought to channels first by the model itself', async () => {
    const layers: Layers = {
      permute: { kind: 'Permute', config: { dims: [3, 1, 2] }, calls: [[['x', 0]]] },
      conv: { kind: 'Conv2D', config: first, calls: [[['permute', 0]]] },
      back: { kind: 'Permute', config: { dims: [2, 3, 1] }, calls: [[['conv', 0]]] },
    }
    const plain: Layers = { conv: { kind: 'Conv2D', config: conv, calls: [[['x', 0]]] } }
    const write = (own: Layers, from: Read) => model(sized(own, from, [4, 4, 2]), 'keras2', ['conv', 'dense'])
    const got = await scores(write(layers, ['back', 0]), 'batched')
    for (const [k, score] of (await scores(write(plain, ['conv', 0]), 'incremental')).entries()) {
      expect(got[k]).toBeCloseTo(score, 5)
    }
  })
})
