import { referenceLogits } from '@umbra/occlusion-wasm'
import { describe, expect, it } from 'vitest'
import { node, onnxFile, tensor, value, weight } from '../../../test/onnx-file.js'
import { readOnnx } from './read-onnx.js'

const alone = { readBeside: async () => undefined }
const three = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12].map((x) => x / 8)
/** A dense layer from four values to three. */
const dense = weight('w', [4, 3], three)
const scores = value('y', ['N', 3])
const gemm = node('Gemm', 'flat, w', 'y')
const flat = node('Flatten', 'x', 'flat')
const image = [0.5, -1, 2, 0.25]
const product = [0, 1, 2].map((k) => image.reduce((sum, x, i) => sum + x * three[3 * i + k]!, 0))

const refusal = (bytes: Uint8Array, options: Partial<Parameters<typeof readOnnx>[1]> = {}) =>
  readOnnx(bytes, { ...alone, ...options }).then(
    () => 'read',
    (error) => (error as Error).message,
  )

describe('inputs', () => {
  it.each<[string, (number | string)[], readonly [number, number, number], string]>([
    ['channels first', ['N', 1, 2, 2], [2, 2, 1], 'NCHW'],
    ['of one image', [1, 1, 2, 2], [2, 2, 1], 'NCHW'],
    ['without a batch', [1, 2, 2], [2, 2, 1], 'CHW'],
    ['without channels', ['N', 2, 2], [2, 2, 1], 'NHW'],
    ['flat', ['N', 4], [2, 2, 1], 'flat'],
  ])('%s are told by their sizes', async (_, sizes, shape, axes) => {
    const reshape = node('Reshape', 'x, one', 'flat')
    const one = tensor({ name: 'one', dims: [2], dataType: 7, int64Data: [1n, -1n] })
    const bytes = onnxFile({
      inputs: [value('x', sizes)],
      outputs: [scores],
      nodes: [reshape, gemm],
      weights: [dense, one],
    })
    const { network, inputShape, original } = await readOnnx(bytes, alone)
    expect(inputShape).toEqual(shape)
    expect(original).toMatchObject({ axes })
    expect([...referenceLogits(network!, image)]).toEqual(product)
  })

  it('flattened from channels first, permute the rows of the dense layer and nothing else', async () => {
    const bytes = onnxFile({
      inputs: [value('x', ['N', 2, 1, 2])],
      outputs: [scores],
      nodes: [flat, gemm],
      weights: [dense],
    })
    const { network } = await readOnnx(bytes, alone)
    expect(network!.layers.map(({ kind }) => kind)).toEqual(['flatten', 'dense'])
    const [a, b, c, d] = image as [number, number, number, number]
    expect([...referenceLogits(network!, [a, c, b, d])]).toEqual(product)
  })

  it('of bytes are said to be so, and open sizes are asked for', async () => {
    const nodes = [
      node('Cast', 'x', 'f', { to: 1 }),
      node('ReduceMean', 'f', 'y', { axes: [2, 3], keepdims: 0 }),
    ]
    const bytes = onnxFile({ inputs: [value('x', ['N', 3, 'H', 'W'], 2)], outputs: [scores], nodes })
    expect(await refusal(bytes)).toBe(
      'MODEL_INPUT: input "x" leaves the size of images open (any×any): --input-size H,W says it, as --input-size 224,224',
    )
    const { told, notes, inputShape, original } = await readOnnx(bytes, { ...alone, inputSize: [8, 6] })
    expect(told).toEqual({ scale: 255 })
    expect(inputShape).toEqual([8, 6, 3])
    expect(original).toMatchObject({ sizes: [undefined, 3, 8, 6] })
    expect(notes.join(' ')).toMatch(/bytes/)
  })

  it('are kept in single precision where the file rounds to half, and that is said', async () => {
    const nodes = [flat, node('Cast', 'flat', 'half', { to: 10 }), node('Gemm', 'half, w', 'y')]
    const inputs = [value('x', ['N', 1, 2, 2])]
    const { notes } = await readOnnx(onnxFile({ inputs, outputs: [scores], nodes, weights: [dense] }), alone)
    expect(notes).toEqual([expect.stringContaining('half precision')])
  })

  it('of which there are two, neither a weight, are refused by name', async () => {
    const bytes = onnxFile({
      inputs: [value('x', [1, 4]), value('z', [1, 4])],
      outputs: [scores],
      nodes: [node('Add', 'x, z', 'flat'), gemm],
      weights: [dense],
    })
    expect(await refusal(bytes)).toBe('MODEL_INPUT: model: expected one input, an image, got "x", "z"')
  })
})

describe('weights', () => {
  const read = async (
    given: Parameters<typeof onnxFile>[0]['weights'],
    before: Parameters<typeof onnxFile>[0]['nodes'] = [],
  ) => {
    const listed = before.length === 0 ? [value('w', [4, 3])] : []
    const bytes = onnxFile({
      inputs: [value('x', [1, 4]), ...listed],
      outputs: [scores],
      nodes: [node('Gemm', 'x, w', 'y'), ...before],
      weights: given!,
    })
    const { network, unsupported } = await readOnnx(bytes, alone)
    return network ? [...referenceLogits(network, image)] : unsupported
  }

  it('are initialisers that are inputs too, as older files list them', async () => {
    expect(await read([dense])).toEqual(product)
  })

  it('are half as precise, twice, or whole numbers that are cast or dequantised', async () => {
    const whole = tensor({ name: 'q', dims: [4, 3], dataType: 3, int32Data: three.map((x) => x * 8) })
    const scale = weight('s', [], [1 / 8])
    expect(await read([whole, scale], [node('DequantizeLinear', 'q, s', 'w')])).toEqual(product)
    expect(await read([whole, scale], [node('Cast', 'q', 'f', { to: 1 }), node('Mul', 'f, s', 'w')])).toEqual(
      product,
    )
    expect(await read([tensor({ name: 'w', dims: [4, 3], dataType: 11, doubleData: three })])).toEqual(
      product,
    )
    // 1/8 … 12/8 as binary16.
    const halves = [
      0x3000, 0x3400, 0x3600, 0x3800, 0x3900, 0x3a00, 0x3b00, 0x3c00, 0x3c80, 0x3d00, 0x3d80, 0x3e00,
    ]
    expect(await read([tensor({ name: 'w', dims: [4, 3], dataType: 10, int32Data: halves })])).toEqual(
      product,
    )
    const upper = three.map((x) => new Uint32Array(Float32Array.of(x).buffer)[0]! >>> 16)
    expect(await read([tensor({ name: 'w', dims: [4, 3], dataType: 16, int32Data: upper })])).toEqual(product)
    expect(await read([tensor({ name: 'w', dims: [4, 3], dataType: 17, int32Data: [] })])).toBe(
      'weight "w", of float8e4m3fn',
    )
  })

  it('lie in another file, beside or below', async () => {
    const external = (location: string, extra: object = {}) =>
      tensor({
        ...{ name: 'w', dims: [4, 3], dataType: 1, dataLocation: 1 },
        externalData: Object.entries({ location, offset: '4', length: '48', ...extra }).map(
          ([key, text]) => ({ key, value: String(text) }),
        ),
      } as never)
    const file = (w: ReturnType<typeof tensor>) =>
      onnxFile({
        inputs: [value('x', [1, 4])],
        outputs: [scores],
        nodes: [node('Gemm', 'x, w', 'y')],
        weights: [w],
      })
    const beside = new Uint8Array(Float32Array.of(9, ...three).buffer)
    const readBeside = async (path: string) => (path === 'm.onnx.data' ? beside : undefined)
    const { network, original } = await readOnnx(file(external('m.onnx.data')), { readBeside })
    expect([...referenceLogits(network!, image)]).toEqual(product)
    expect(original).toMatchObject({ external: new Map([['m.onnx.data', beside]]) })
    expect(await refusal(file(external('gone.data')), { readBeside })).toMatch(/^SHARD_MISSING: .*gone\.data/)
    expect(await refusal(file(external('../m.onnx.data')), { readBeside })).toMatch(/^SHARD_PATH_UNSAFE/)
    expect(await refusal(file(external('m.onnx.data', { offset: 8 })), { readBeside })).toMatch(
      /within its file.*8 to 56.*52/,
    )
    expect(await refusal(file(external('m.onnx.data', { length: 'x' })), { readBeside })).toMatch(
      /^MODEL_ONNX: .*got "x"/,
    )
  })
})

describe('outputs', () => {
  const nodes = [flat, gemm, node('Relu', 'y', 'z')]
  const bytes = onnxFile({
    inputs: [value('x', [1, 1, 2, 2])],
    outputs: [scores, value('z', [1, 3])],
    nodes,
    weights: [dense],
  })

  it('of which there are several are asked for', async () => {
    expect(await refusal(bytes)).toMatch(
      'MODEL_OUTPUTS: the model has 2 outputs, "y" [N, 3], "z" [1, 3]: --output NAME says',
    )
    const { network, original } = await readOnnx(bytes, { ...alone, output: 'z' })
    expect(network!.head).toMatchObject({ kind: 'scores', reason: 'output "z" ends in relu' })
    expect(original).toMatchObject({ output: 'z' })
  })

  it('of scikit-learn are probabilities and the label they choose', async () => {
    const chain = [
      flat,
      gemm,
      node('Softmax', 'y', 'p'),
      node('ArgMax', 'p', 'label', { axis: 1 }),
      node('ai.onnx.ml.ZipMap', 'p', 'map'),
    ]
    const two = onnxFile({
      inputs: [value('x', [1, 1, 2, 2])],
      outputs: [value('label', [1], 7), value('p', [1, 3])],
      nodes: chain,
      weights: [dense],
    })
    const { network, notes, original } = await readOnnx(two, alone)
    expect(network!.head.kind).toBe('softmax')
    expect(original).toMatchObject({ output: 'p' })
    expect(notes.join()).toContain('"p" is taken for the class scores')
    const label = await readOnnx(two, { ...alone, output: 'label' })
    expect([...referenceLogits(label.network!, image)]).toEqual(product)
  })

  it('made of a softmax, seen under another shape, are made of what it gives', async () => {
    const nodes = [
      ...[flat, node('Gemm', 'flat, w', 'z'), node('Softmax', 'z', 'p'), node('Reshape', 'p, s', 'q')],
      ...[node('Mul', 'q, f', 'r'), node('ReduceMax', 'r', 'y', { axes: [2], keepdims: 0 })],
    ]
    const s = tensor({ name: 's', dims: [3], dataType: 7, int64Data: [1n, 3n, 1n] })
    const inputs = [value('x', [1, 1, 2, 2])]
    const weights = [dense, s, weight('f', [3, 1], [2, 3, 5])]
    const { network } = await readOnnx(onnxFile({ inputs, outputs: [scores], nodes, weights }), alone)
    const sum = product.reduce((total, z) => total + Math.exp(z), 0)
    expect(network!.head).toMatchObject({ kind: 'scores', reason: expect.stringContaining('Softmax of p') })
    const got = referenceLogits(network!, image)
    for (const [k, factor] of [2, 3, 5].entries())
      expect(got[k]).toBeCloseTo((factor * Math.exp(product[k]!)) / sum, 7)
  })

  it('that are no vector are refused', async () => {
    const map = onnxFile({
      inputs: [value('x', [1, 3, 4, 4])],
      outputs: [scores],
      nodes: [node('Relu', 'x', 'y')],
    })
    expect(await refusal(map)).toBe(
      'MODEL_OUTPUT: output "y": expected a vector of class scores, got [1, 3, 4, 4]',
    )
  })
})

describe('metadata', () => {
  const read = async (metadata: Record<string, string>) => {
    const bytes = onnxFile({
      inputs: [value('x', [1, 1, 2, 2])],
      outputs: [scores],
      nodes: [flat, gemm],
      weights: [dense],
      metadata,
    })
    const { told, notes } = await readOnnx(bytes, alone)
    return { told, notes }
  }

  it.each([
    ['names', "{0: 'cat', 1: \"dog's\", 2: 'o\\'hare'}", ['cat', "dog's", "o'hare"]],
    ['classes', '["cat", "dog", "cow"]', ['cat', 'dog', 'cow']],
    ['labels', "['cat', 'dog', 'cow']", ['cat', 'dog', 'cow']],
    ['class_names', 'cat,dog, cow', ['cat', 'dog', 'cow']],
    ['id2label', '{"1": "dog", "0": "cat", "2": "cow"}', ['cat', 'dog', 'cow']],
  ])('names classes by %s', async (key, text, classNames) => {
    expect(await read({ [key]: text })).toEqual({ told: { classNames }, notes: [] })
  })

  it('tells how images are prepared', async () => {
    const { told } = await read({ mean: '[0.485, 0.456, 0.406]', std: '0.25', scale: '255' })
    expect(told).toEqual({ mean: [0.485, 0.456, 0.406], std: 0.25, scale: 255 })
  })

  it('that does not fit is left out, and that is said', async () => {
    expect(await read({ names: "{0: 'cat', 1: 'dog'}" })).toEqual({
      told: {},
      notes: [expect.stringContaining('name 2 classes')],
    })
    expect((await read({ names: '{}', std: '0' })).notes.length).toBe(2)
  })
})

describe('bad files', () => {
  const file = (nodes: ReturnType<typeof node>[], weights = [dense]) =>
    onnxFile({ inputs: [value('x', [1, 1, 2, 2])], outputs: [scores], nodes, weights })

  it('with an operator that is not known name it and its node, and keep the model for a runtime', async () => {
    const read = await readOnnx(file([node('com.microsoft.Attention', 'x', 'flat'), gemm]), alone)
    expect(read).toMatchObject({
      network: undefined,
      unsupported: 'com.microsoft.Attention "Attention of flat"',
    })
    expect(read.original).toMatchObject({ kind: 'onnx', input: 'x', output: 'y' })
  })

  it.each<[string, Uint8Array, RegExp]>([
    [
      'nodes in a circle',
      file([node('Add', 'x, b', 'a'), node('Relu', 'a', 'b'), node('Flatten', 'b', 'flat'), gemm]),
      /reads what is made of its own output/,
    ],
    [
      'a value that none gives',
      file([node('Flatten', 'gone', 'flat'), gemm]),
      /^MODEL_ONNX: Flatten "Flatten of flat": reads "gone", which no node and no weight gives/,
    ],
    ['two nodes that give one value', file([flat, flat, gemm]), /two nodes give "flat"/],
    [
      'weights of another length',
      file([flat, gemm], [weight('w', [4, 3], [1])]),
      /weight "w": expected 12 values for \[4, 3\], got 1/,
    ],
    [
      'weights that claim too much',
      file([flat, gemm], [weight('w', [2 ** 40, 2 ** 40], [1])]),
      /^MODEL_ONNX: weight "w": expected/,
    ],
    [
      'constants that claim too much',
      file(
        [node('ConstantOfShape', 'n', 'w'), flat, gemm],
        [tensor({ name: 'n', dims: [2], dataType: 7, int64Data: [2n ** 31n, 64n] })],
      ),
      /more than a file of this size may ask for/,
    ],
    [
      'weights that do not fit',
      file([flat, gemm], [weight('w', [5, 2], three.slice(2))]),
      /weights for 5 values, its input has \[1, 4\]/,
    ],
    [
      'an attribute of another type',
      file([flat, node('Gemm', 'flat, w', 'y', { alpha: 'much' })]),
      /alpha: expected a number/,
    ],
    [
      'an axis beyond',
      file([node('Flatten', 'x', 'flat'), node('Concat', 'flat, flat', 'y', { axis: 7 })]),
      /expected an axis from -2 to 1, got 7/,
    ],
  ])('with %s are refused in a line', async (_, bytes, words) => {
    const message = await refusal(bytes)
    expect(message).toMatch(words)
    expect(message).not.toMatch(/\n/)
  })
})
