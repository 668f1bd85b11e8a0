import { referenceLogits } from '@umbra/occlusion-wasm'
import { describe, expect, it } from 'vitest'
import { node, onnxFile, tensor, value, weight } from '../../../test/onnx-file.js'
import { readOnnx } from './read-onnx.js'

type Node = ReturnType<typeof node>
type Weights = NonNullable<Parameters<typeof onnxFile>[0]['weights']>

const BYTES = 2

/** A file of nodes from x, an image, to y. */
function file(
  nodes: readonly Node[],
  weights: Weights,
  { dims = [1, 1, 2, 4], type = 1, opset = 17 }: { dims?: number[]; type?: number; opset?: number } = {},
) {
  return onnxFile({
    inputs: [value('x', dims, type)],
    outputs: [value('y', [1, 'K'])],
    nodes,
    weights,
    opset,
  })
}

const read = (bytes: Uint8Array) => readOnnx(bytes, { readBeside: async () => undefined })

/** What the last map holds, of an image that counts its pixels from 1. */
async function mapOf(nodes: readonly Node[], weights: Weights, settings: Parameters<typeof file>[2] = {}) {
  const { network } = await read(file([...nodes, node('Flatten', 'm', 'y')], weights, settings))
  const [height, width, channels] = network!.inputShape
  const image = Float32Array.from({ length: height * width * channels }, (_, i) => i + 1)
  return [...referenceLogits(network!, image)]
}

const scales = (rows: number, columns: number) => weight('scales', [4], [1, 1, rows, columns])

describe('Resize', () => {
  const smaller = { mode: 'nearest', coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' }

  it('finds cells in single precision, as runtimes do: every third of a third', async () => {
    const row = { dims: [1, 1, 1, 9] }
    const made = await mapOf([node('Resize', 'x, , scales', 'm', smaller)], [scales(1, 1 / 3)], row)
    expect(made).toEqual([1, 4, 7])
  })

  it('is left to a runtime where a margin brings places to the border of two cells', async () => {
    const symmetric = { ...smaller, coordinate_transformation_mode: 'half_pixel_symmetric' }
    const nodes = [node('Resize', 'x, , scales', 'm', symmetric), node('Flatten', 'm', 'y')]
    const by = async (factor: number) => read(file(nodes, [scales(1, factor)], { dims: [1, 1, 1, 9] }))
    expect((await by(1 / 3)).unsupported).toMatch(/^Resize .* on the border of two cells$/)
    expect((await by(2)).network).toBeDefined()
  })

  it('makes 7 of 10 by 0.7', async () => {
    const linear = { mode: 'linear', coordinate_transformation_mode: 'asymmetric' }
    for (const attributes of [smaller, linear]) {
      const row = { dims: [1, 1, 1, 10] }
      const made = await mapOf([node('Resize', 'x, , scales', 'm', attributes)], [scales(1, 0.7)], row)
      expect(made).toHaveLength(7)
    }
  })

  it('of its first version rounds up where it makes smaller (ONNX’s own vector), and down where it makes larger', async () => {
    const resize = node('Resize', 'x, scales', 'm', { mode: 'nearest' })
    expect(await mapOf([resize], [scales(0.6, 0.6)], { opset: 10 })).toEqual([1, 3])
    const row = { opset: 10, dims: [1, 1, 1, 2] }
    expect(await mapOf([resize], [scales(1, 1.5)], row)).toEqual([1, 1, 2])
  })
})

describe('Clip', () => {
  it('gives its upper bound where bounds cross', async () => {
    const bounds = [weight('least', [], [5]), weight('most', [], [3])]
    expect(await mapOf([node('Clip', 'x, least, most', 'm')], bounds)).toEqual(new Array(8).fill(3))
  })
})

describe('Mean', () => {
  it('is that of all its inputs, constants among them', async () => {
    const own = [node('Neg', 'x', 'n'), node('Mean', 'x, six, n, two', 'm')]
    const weights = [weight('six', [1], [6]), weight('two', [2, 1], [2, 2])]
    expect(await mapOf(own, weights)).toEqual(new Array(8).fill(2))
  })
})

describe('whole numbers', () => {
  const two = tensor({ name: 'two', dims: [], dataType: BYTES, int32Data: [2] })
  const floats = node('Cast', 'h', 'f', { to: 1 })

  it.each(['Add', 'Sub', 'Mul', 'Div', 'Resize'])(
    '%s of bytes, which wraps or cuts off, is left to a runtime',
    async (op) => {
      const made =
        op === 'Resize' ? node('Resize', 'x, , scales', 'h', { mode: 'linear' }) : node(op, 'x, two', 'h')
      const nodes = [made, floats, node('Flatten', 'f', 'y')]
      const { network, unsupported } = await read(file(nodes, [two, scales(2, 2)], { type: BYTES }))
      expect(network).toBeUndefined()
      expect(unsupported).toBe(`${op} "${op} of h", of bytes`)
    },
  )

  it('may be moved, and be floats from then on', async () => {
    const half = weight('half', [], [0.5])
    const nodes = [node('Transpose', 'x', 'h', { perm: [0, 1, 3, 2] }), floats, node('Mul', 'f, half', 'm')]
    expect(await mapOf(nodes, [half], { type: BYTES })).toEqual([0.5, 2.5, 1, 3, 1.5, 3.5, 2, 4])
  })

  it('constants beyond a narrow type are left to a runtime', async () => {
    const nodes = [
      node('Cast', 'large', 'narrow', { to: BYTES }),
      node('Cast', 'narrow', 'factor', { to: 1 }),
      node('Mul', 'x, factor', 'f'),
      node('Flatten', 'f', 'y'),
    ]
    const large = (number: number) => weight('large', [], [number])
    expect((await read(file(nodes, [large(255)]))).network).toBeDefined()
    expect((await read(file(nodes, [large(300)]))).unsupported).toMatch(/of 300 to a type of 0 … 255$/)
  })

  it('CastLike to them is left to a runtime', async () => {
    const nodes = [node('CastLike', 'x, two', 'h'), floats, node('Flatten', 'f', 'y')]
    const { unsupported } = await read(file(nodes, [two]))
    expect(unsupported).toMatch(/^CastLike .* to whole numbers$/)
  })
})

describe('a file made for batches of several images', () => {
  const flat = node('Flatten', 'x', 'f')

  it.each([
    ['a mean over them', [node('ReduceMean', 'f', 'mean', { axes: [0] }), node('Sub', 'f, mean', 'y')]],
    ['a softmax over them', [node('Softmax', 'f', 'y', { axis: 0 })]],
    ['a norm over them', [node('LpNormalization', 'f', 'y', { axis: 0 })]],
  ])('is refused where %s mixes its images', async (_, nodes) => {
    const mixed = read(file([flat, ...nodes], [], { dims: [4, 1, 2, 4], opset: 13 }))
    await expect(mixed).rejects.toMatchObject({
      code: 'MODEL_OUTPUT',
      message: expect.stringContaining('a batch of 4'),
    })
    const one = read(file([flat, ...nodes], [], { opset: 13 }))
    await expect(one).resolves.toHaveProperty('network')
  })
})
