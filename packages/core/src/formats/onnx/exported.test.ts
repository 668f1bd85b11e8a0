import { readFileSync } from 'node:fs'
import {
  createIncrementalRunner,
  type Network,
  type OutputHead,
  referenceLogits,
  validateNetwork,
} from '@umbra/occlusion-wasm'
import { describe, expect, it } from 'vitest'
import { readOnnx } from './read-onnx.js'

/** Exports of PyTorch with what it makes of an image [3, 9, 8] and of the same with a part covered (make-onnx-fixtures.py). */
const folder = new URL('../../../test/fixtures/onnx/', import.meta.url)
const expected: Record<string, { image: number[]; outputs: [number[], number[]] }> = JSON.parse(
  readFileSync(new URL('../onnx.json', folder), 'utf8'),
)
const WINDOW = [2, 3, 0, 6, 7, 3]

const read = (name: string) =>
  readOnnx(new Uint8Array(readFileSync(new URL(name, folder))), { readBeside: async () => undefined })

function channelsLast(image: readonly number[]): Float32Array {
  return Float32Array.from({ length: 9 * 8 * 3 }, (_, i) => image[(i % 3) * 72 + Math.floor(i / 3)]!)
}

/** What the file gives, made of the scores that were read before its end. */
function outputsOf(scores: ArrayLike<number>, { kind, reason }: OutputHead): number[] {
  const values = Array.from(scores)
  if (kind === 'sigmoid') return values.map((z) => 1 / (1 + Math.exp(-z)))
  if (!reason.includes('softmax')) return values
  const sum = values.reduce((total, z) => total + Math.exp(z), 0)
  return values.map((z) => (reason.includes('logarithm') ? z - Math.log(sum) : Math.exp(z) / sum))
}

function expectNear(got: readonly number[], wanted: readonly number[], tolerance: number): void {
  const largest = Math.max(...wanted.map(Math.abs))
  expect(got.length).toBe(wanted.length)
  for (const [k, value] of wanted.entries())
    expect(Math.abs(got[k]! - value)).toBeLessThan(tolerance * largest)
}

const activationsOf = ({ layers }: Network) =>
  layers.flatMap((layer) => (layer.kind === 'activation' ? [layer.activation.name] : []))
const kindsOf = ({ layers }: Network) => layers.map(({ kind }) => kind)

describe('models that PyTorch exports', () => {
  it.each(Object.keys(expected))('%s gives what PyTorch gives, uncovered and covered', async (name) => {
    const { network, unsupported, original } = await read(name)
    expect(unsupported).toBeUndefined()
    validateNetwork(network!)
    const { image, outputs } = expected[name]!
    const pixels = channelsLast(image)
    const runner = await createIncrementalRunner(network!)
    const base = runner.begin(pixels, new Float32Array(pixels.length).fill(0.25))
    const covered = new Float32Array(network!.classes)
    runner.scoreWindows(Int32Array.from(WINDOW), 0, 1, covered)
    expectNear(outputsOf(referenceLogits(network!, pixels), network!.head), outputs[0], 3e-6)
    expectNear(outputsOf(base, network!.head), outputs[0], 1e-5)
    expectNear(outputsOf(covered, network!.head), outputs[1], 1e-5)
    expect(original).toMatchObject({ kind: 'onnx', axes: 'NCHW', input: 'image', output: 'scores' })
  })

  it.each([9, 12, 15])('of operator set %i, activations spelled out are recognised', async (opset) => {
    const { network } = await read(`spelled-${opset}.onnx`)
    expect(activationsOf(network!)).toEqual(['gelu', 'geluTanh', 'swish', 'mish', 'hardSwish'])
    const inverted = await read(`inverted-${opset}.onnx`)
    expect(activationsOf(inverted.network!)).toContain('hardSigmoid')
    expect(activationsOf(inverted.network!).slice(0, 1)).toEqual(['hardSwish'])
  })

  it.each([9, 12, 15])('of operator set %i, norms spelled out are recognised', async (opset) => {
    const { network } = await read(`next-${opset}.onnx`)
    const kinds = kindsOf(network!)
    expect(kinds.filter((kind) => kind === 'layerNorm').length).toBe(2)
    expect(kinds.filter((kind) => kind === 'groupNorm').length).toBe(2)
    for (const kind of ['reduce', 'subtract', 'divide', 'select', 'transpose'])
      expect(kinds).not.toContain(kind)
  })

  it.each([9, 12, 15])('of operator set %i, batch norms are folded, and nothing is moved', async (opset) => {
    const { network } = await read(`plain-${opset}.onnx`)
    expect(kindsOf(network!)).toEqual([
      ...['conv2d', 'activation', 'maxPool', 'zeroPad', 'averagePool', 'averagePool'],
      ...['flatten', 'dense', 'activation', 'dense'],
    ])
  })
})
