import { create, toBinary } from '@bufbuild/protobuf'
import { referenceLogits } from '@umbra/occlusion-wasm'
import { AttributeProtoSchema, FunctionProtoSchema, GraphProtoSchema, ModelProtoSchema } from 'onnx-buf'
import { describe, expect, it } from 'vitest'
import { node, onnxFile, tensor, value, weight } from '../../../test/onnx-file.js'
import { readOnnx } from './read-onnx.js'

const alone = { readBeside: async () => undefined }
const kernel = weight('k', [2, 2, 1, 1], [1, -2, 0.5, 3])
const inputs = [value('x', ['N', 2, 3, 3])]
const outputs = [value('y', ['N', 2])]
const image = Float32Array.from({ length: 18 }, (_, i) => ((i * 5) % 7) / 7 - 0.3)
const mean = node('ReduceMean', 'r', 'y', { axes: [2, 3], keepdims: 0 })

const scoresOf = async (bytes: Uint8Array) => {
  const { network, unsupported } = await readOnnx(bytes, alone)
  return network ? [...referenceLogits(network, image)] : unsupported
}
const refusal = (bytes: Uint8Array) =>
  readOnnx(bytes, alone).then(
    () => 'read',
    (error) => (error as Error).message,
  )
const graphAttribute = (name: string, graph: Parameters<typeof create<typeof GraphProtoSchema>>[1]) =>
  create(AttributeProtoSchema, { name, type: 5, g: create(GraphProtoSchema, graph) })

/** Convolution, leaky rectifier, mean: what all files below are. */
const plain = onnxFile({
  inputs,
  outputs,
  nodes: [node('Conv', 'x, k', 'c'), node('LeakyRelu', 'c', 'r', { alpha: 0.25 }), mean],
  weights: [kernel],
})

describe('functions, as PyTorch’s newer exporter writes them', () => {
  const own = {
    domain: 'pkg.torch.ops',
    name: 'leaky',
    input: ['a'],
    output: ['b'],
    opsetImport: [{ domain: '', version: 18n }],
  }
  const referring = create(AttributeProtoSchema, { name: 'alpha', refAttrName: 'slope', type: 1 })
  const leaky = (fields: object = {}) => {
    const inner = node('LeakyRelu', 'a', 'hidden')
    inner.attribute.push(referring)
    return create(FunctionProtoSchema, {
      ...own,
      attribute: ['slope'],
      node: [node('Identity', 'hidden', 'b'), inner],
      ...fields,
    })
  }
  const block = create(FunctionProtoSchema, {
    ...own,
    name: 'block',
    input: ['a', 'w'],
    node: [node('pkg.torch.ops.leaky', 'hidden', 'b', { slope: 0.25 }), node('Conv', 'a, w', 'hidden')],
  })
  const file = (functions: object[], nodes = [node('pkg.torch.ops.block', 'x, k', 'r'), mean]) =>
    toBinary(
      ModelProtoSchema,
      create(ModelProtoSchema, {
        irVersion: 10n,
        opsetImport: [{ version: 18n }, { domain: 'pkg.torch.ops', version: 1n }],
        graph: { name: 'main', input: inputs, output: outputs, node: nodes, initializer: [kernel] },
        functions,
      }),
    )

  it('are put in the place of their calls, whatever their names and order', async () => {
    expect(await scoresOf(file([leaky(), block]))).toEqual(await scoresOf(plain))
  })

  it('may be called more than once, and leave attributes to their standards', async () => {
    const nodes = [
      node('pkg.torch.ops.leaky', 'x', 'p'),
      node('pkg.torch.ops.leaky', 'p', 'q'),
      node('Conv', 'q, k', 'r'),
      mean,
    ]
    const same = [node('LeakyRelu', 'x', 'p'), node('LeakyRelu', 'p', 'q'), node('Conv', 'q, k', 'r'), mean]
    const expected = await scoresOf(onnxFile({ inputs, outputs, nodes: same, weights: [kernel] }))
    expect(await scoresOf(file([leaky()], nodes))).toEqual(expected)
  })

  it('that call each other, multiply, or are of other operator sets are refused or named', async () => {
    const circle = create(FunctionProtoSchema, { ...own, node: [node('pkg.torch.ops.leaky', 'a', 'b')] })
    const nodes = [node('pkg.torch.ops.leaky', 'x', 'r'), mean]
    expect(await refusal(file([circle], nodes))).toMatch(
      /^MODEL_ONNX: pkg\.torch\.ops\.leaky ".*": its function calls itself$/,
    )
    const bombs = Array.from({ length: 30 }, (_, i) =>
      create(FunctionProtoSchema, {
        ...own,
        name: `f${i}`,
        node: ['h', 'b'].map((to, j) =>
          node(i === 0 ? 'Neg' : `pkg.torch.ops.f${i - 1}`, j === 0 ? 'a' : 'h', to),
        ),
      }),
    )
    expect(await refusal(file(bombs, [node('pkg.torch.ops.f29', 'x', 'r'), mean]))).toMatch(
      /^MODEL_ONNX: graph: its functions come to over/,
    )
    const other = leaky({ opsetImport: [{ domain: '', version: 9n }] })
    expect(await scoresOf(file([other], nodes))).toMatch(/^pkg\.torch\.ops\.leaky "/)
  })
})

describe('If and Loop', () => {
  const yes = tensor({ name: 'yes', dims: [], dataType: 9, int32Data: [1] })
  const branches = (condition: string) => {
    const chooses = node('If', condition, 'r')
    const [conv, rectifier] = [node('Conv', 'x, k', 'c'), node('LeakyRelu', 'c', 'out', { alpha: 0.25 })]
    chooses.attribute.push(
      graphAttribute('then_branch', { name: 't', node: [rectifier, conv], output: [{ name: 'out' }] }),
      graphAttribute('else_branch', {
        name: 'e',
        node: [node('Neg', 'x', 'none')],
        output: [{ name: 'none' }],
      }),
    )
    return chooses
  }
  const file = (nodes: ReturnType<typeof node>[]) =>
    onnxFile({ inputs, outputs, nodes, weights: [kernel, yes] })

  it('by a condition known before are a branch, which reads what is around it', async () => {
    expect(await scoresOf(file([mean, branches('yes')]))).toEqual(await scoresOf(plain))
  })

  it('by the image are named', async () => {
    const nodes = [
      node('ReduceMax', 'x', 'm', { keepdims: 0 }),
      node('Cast', 'm', 'b', { to: 9 }),
      branches('m'),
      mean,
    ]
    expect(await scoresOf(file(nodes))).toBe('If "If of r", whose branch depends on the image')
    const loop = node('Loop', 'n, yes, x', 'r')
    loop.attribute.push(
      graphAttribute('body', {
        name: 'b',
        input: [{ name: 'i' }, { name: 'go' }, { name: 's' }],
        node: [node('Relu', 's', 't')],
        output: [{ name: 'go' }, { name: 't' }],
      }),
    )
    const n = tensor({ name: 'n', dims: [], dataType: 7, int64Data: [2n] })
    const looped = onnxFile({ inputs, outputs, nodes: [loop, mean], weights: [yes, n] })
    expect(await scoresOf(looped)).toBe('Loop "Loop of r"')
  })
})

describe('constants among what depends on the image', () => {
  it('are channels of their own, and grey becomes colour', async () => {
    const grey = [value('x', ['N', 1, 3, 3])]
    const sizes = tensor({ name: 'sizes', dims: [4], dataType: 7, int64Data: [1n, 3n, 3n, 3n] })
    const nodes = [
      node('Expand', 'x, sizes', 'colour'),
      node('Concat', 'colour, extra', 'four', { axis: 1 }),
      node('GlobalAveragePool', 'four', 'p'),
      node('Flatten', 'p', 'y'),
    ]
    const extra = weight('extra', [1, 1, 3, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9])
    const bytes = onnxFile({ inputs: grey, outputs: [value('y', ['N', 4])], nodes, weights: [sizes, extra] })
    const { network } = await readOnnx(bytes, alone)
    const pixels = image.subarray(0, 9)
    const own = pixels.reduce((sum, x) => sum + x, 0) / 9
    const got = [...referenceLogits(network!, pixels)]
    for (const [k, expected] of [own, own, own, 5].entries()) expect(got[k]).toBeCloseTo(expected, 6)
  })
})
