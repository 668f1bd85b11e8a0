import { beforeAll, describe, expect, it } from 'vitest'
import { ConvolutionProducts } from '../src/gradients/convolution-products.js'
import { differentiationOf } from '../src/gradients/differentiation-table.js'
import { loadGradientModule } from '../src/gradients/gradient-module.js'
import { createNetworkGradient } from '../src/gradients/network-gradient.js'
import { isTotal } from '../src/network/activation.js'
import { activations } from '../src/network/activation-table.js'
import type { Layer } from '../src/network/layer.js'
import { createNetwork, type Network } from '../src/network/network.js'
import { operations } from '../src/network/operations/table.js'
import { type Shape, sizeOf } from '../src/network/shape.js'
import { referenceLogits } from '../src/reference/reference.js'
import { referenceOf } from '../src/reference/reference-of.js'
import { Dice } from './dice.js'
import { randomNetwork } from './random-network/random-network.js'

const networks = Array.from({ length: 600 }, (_, seed) => randomNetwork(new Dice(seed)))

/** A layer somewhere in a network, with what it is given. */
interface Sample {
  readonly layer: Layer
  readonly shapes: readonly Shape[]
}

const samples = networks.flatMap(({ inputShape, layers }) =>
  layers.map(
    (layer): Sample => ({
      layer,
      shapes: layer.inputs.map((i) => (i < 0 ? inputShape : layers[i]!.outputShape)),
    }),
  ),
)

/** Layers of a kind or an activation, some of them with settings that few have. */
function samplesOf(kind: string): readonly Sample[] {
  const size = ({ shapes, layer }: Sample) => sizeOf(shapes[0]!) + sizeOf(layer.outputShape)
  const own = samples.filter((sample) => nameOf(sample.layer) === kind && size(sample) < 600)
  const rare = own.filter(({ layer }) => isGrouped(layer) || counts(layer))
  return [...rare.slice(0, 4), ...own.slice(0, 8)]
}

function isGrouped(layer: Layer): boolean {
  return 'groups' in layer && (layer.groups ?? 1) > 1
}

function counts(layer: Layer): boolean {
  return layer.kind === 'averagePool' && (layer.counted?.some((cells) => cells > 0) ?? false)
}

function nameOf(layer: Layer): string {
  return layer.kind === 'activation' ? `activation ${layer.activation.name}` : layer.kind
}

/** What is defined for numbers above zero alone is given such. */
function valuesFor({ layer }: Sample, length: number, dice: Dice): Float32Array {
  const positive = layer.kind === 'divide' || (layer.kind === 'activation' && !isTotal(layer.activation))
  return positive
    ? Float32Array.from({ length }, () => 0.5 + dice.uniform())
    : dice.floats(length, layer.kind === 'activation' ? 4 : 2)
}

const kinds = [
  ...Object.keys(operations).filter((kind) => kind !== 'activation'),
  ...Object.keys(activations)
    .filter((name) => name !== 'hardShrink')
    .map((name) => `activation ${name}`),
]

describe('slopes of every operation against central differences of its definition', () => {
  let products: ConvolutionProducts
  beforeAll(async () => {
    products = new ConvolutionProducts(await loadGradientModule())
  })

  it('among them groups of channels, and padding that a mean counts', () => {
    const isAmong = (kind: string, is: (layer: Layer) => boolean) =>
      expect(samplesOf(kind).some(({ layer }) => is(layer))).toBe(true)
    isAmong('conv2d', isGrouped)
    isAmong('conv2dTranspose', isGrouped)
    isAmong('groupNorm', isGrouped)
    isAmong('averagePool', counts)
  })

  it.each(kinds)('%s', (kind) => {
    const found = samplesOf(kind)
    expect(found.length).toBeGreaterThan(0)
    for (const [n, sample] of found.entries()) compareWithDifferences(sample, new Dice(n), products)
  })

  it('with next to none of them across a corner', () => {
    expect(corners).toBeLessThan(4)
  })
})

function compareWithDifferences(sample: Sample, dice: Dice, products: ConvolutionProducts): void {
  const { layer, shapes } = sample
  const inputs = shapes.map((shape) => valuesFor(sample, sizeOf(shape), dice))
  const site = { layer, inputs, shapes, shape: layer.outputShape, products }
  const exact = valuesOf(sample, inputs)
  const computed = differentiationOf(layer).forward?.(site)
  if (computed) expect(largestDifference(computed, exact)).toBeLessThan(3e-6 * scaleOf(exact))
  const weights = dice.floats(exact.length, 1)
  const slopes = differentiationOf(layer).backward({ ...site, output: Float32Array.from(exact) }, weights)
  for (const [k, own] of slopes.entries()) {
    const scale = scaleOf(own)
    const step = Math.ceil(own.length / VALUES)
    for (let at = dice.between(0, step - 1); at < own.length; at += step) {
      const [wide, narrow] = [1e-5, 1e-7].map((step) =>
        centralDifference(sample, inputs, { k, at, step }, weights),
      )
      // Across a corner there is no derivative to compare with.
      if (Math.abs(wide! - narrow!) > 1e-5 * scale) {
        corners++
        continue
      }
      expect(Math.abs(own[at]! - narrow!), `input ${k}, value ${at}`).toBeLessThan(1e-5 * scale)
    }
  }
}

/** Values of an input that are tried, at most. */
const VALUES = 16
let corners = 0

function centralDifference(
  sample: Sample,
  inputs: readonly Float32Array[],
  { k, at, step }: { readonly k: number; readonly at: number; readonly step: number },
  weights: Float32Array,
): number {
  const sumAt = (offset: number) => {
    const moved = inputs.map((values) => Float64Array.from(values))
    moved[k]![at]! += offset
    return valuesOf(sample, moved).reduce((sum, value, i) => sum + value * weights[i]!, 0)
  }
  return (sumAt(step) - sumAt(-step)) / (2 * step)
}

function valuesOf({ layer, shapes }: Sample, inputs: readonly ArrayLike<number>[]): Float64Array {
  const values = inputs.map((input) => Float64Array.from(input))
  return referenceOf(layer)(layer, values, shapes[0]!, layer.outputShape, shapes)
}

function scaleOf(values: ArrayLike<number>): number {
  return Array.from(values).reduce((most, value) => Math.max(most, Math.abs(value)), 1)
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0)
}

describe('the gradient of random networks', () => {
  it('is what the reference rises by along any direction', async () => {
    let compared = 0
    for (const [seed, network] of networks.slice(0, 150).entries()) {
      const dice = new Dice(1000 + seed)
      const image = dice.floats(sizeOf(network.inputShape), 1)
      const weights = dice.floats(network.classes, 1)
      const gradient = await createNetworkGradient(network)
      const { outputs, image: slopes } = gradient.pass(image, () => weights)
      const reference = referenceLogits(network, image)
      expect(largestDifference(outputs, reference), `network ${seed}`).toBeLessThan(1e-4 * scaleOf(reference))
      const direction = dice.floats(image.length, 1)
      const [rise, less] = [1e-5, 1e-6].map((step) => riseAlong(network, image, direction, weights, step))
      const sum = slopes.reduce((total, slope, i) => total + slope * direction[i]!, 0)
      const scale = Math.max(0.1, Math.sqrt(slopes.reduce((total, slope) => total + slope * slope, 0)))
      // Across a corner there is no derivative to compare with.
      if (Math.abs(rise! - less!) > 1e-4 * scale) continue
      expect(Math.abs(sum - less!), `network ${seed}`).toBeLessThan(1e-3 * scale)
      compared++
    }
    expect(compared).toBeGreaterThanOrEqual(140)
  })

  it('has the same bits with vectors and without, and with a layer kept', async () => {
    for (const [seed, network] of networks.slice(0, 15).entries()) {
      const image = new Dice(seed).floats(sizeOf(network.inputShape), 1)
      const ones = () => new Float32Array(network.classes).fill(1)
      const simd = await createNetworkGradient(network, 'simd')
      const scalar = await createNetworkGradient(network, 'scalar')
      expect([simd.variant, scalar.variant]).toEqual(['simd', 'scalar'])
      const pass = simd.pass(image, ones)
      expect(scalar.pass(image, ones)).toEqual(pass)
      expect(simd.outputs(image)).toEqual(pass.outputs)
      const last = network.layers.length - 1
      const kept = simd.pass(image, ones, last)
      expect(kept).toEqual({ ...pass, layer: { values: pass.outputs, slopes: ones() } })
    }
  })
})

function riseAlong(
  network: Network,
  image: Float32Array,
  direction: Float32Array,
  weights: Float32Array,
  step: number,
): number {
  const at = (offset: number) =>
    referenceLogits(
      network,
      Float64Array.from(image, (x, i) => x + offset * direction[i]!),
    ).reduce((sum, value, i) => sum + value * weights[i]!, 0)
  return (at(step) - at(-step)) / (2 * step)
}

describe('conventions and refusals', () => {
  const vector = (...layers: Parameters<typeof createNetwork>[1]) => createNetwork([1, 3, 1], layers)

  it('gives the slope of a largest value to the first of equals', async () => {
    const network = vector(
      { kind: 'flatten', inputs: [-1] },
      { kind: 'reduce', by: 'max', axes: [0], keepAxes: true, inputs: [0] },
    )
    const { image } = (await createNetworkGradient(network)).pass(Float32Array.of(1, 2, 2), () => [3])
    expect([...image]).toEqual([0, 3, 0])
  })

  it('is 0 where no output hangs on the image', async () => {
    const network = vector(
      { kind: 'activation', activation: { name: 'relu' }, inputs: [-1] },
      { kind: 'flatten', inputs: [0] },
    )
    const { image, layer } = (await createNetworkGradient(network)).pass(
      Float32Array.of(-1, 0, 2),
      () => [1, 1, 1],
      0,
    )
    expect([...image]).toEqual([0, 0, 1])
    expect([...layer!.slopes]).toEqual([1, 1, 1])
  })

  it('gives of a layer within the network its own values and slopes', async () => {
    const network = vector(
      { kind: 'activation', activation: { name: 'relu' }, inputs: [-1] },
      { kind: 'activation', activation: { name: 'square' }, inputs: [0] },
      { kind: 'flatten', inputs: [1] },
    )
    const image = Float32Array.of(-1, 2, 3)
    const { outputs, layer } = (await createNetworkGradient(network)).pass(image, () => [1, 1, -1], 0)
    expect([...outputs]).toEqual([0, 4, 9])
    expect([...layer!.values]).toEqual([0, 2, 3])
    expect([...layer!.slopes]).toEqual([0, 4, -6])
  })

  it('refuses a network whose weights were let go of, and images of another size', async () => {
    const kernel = new Float32Array(6).fill(1)
    const network = vector(
      { kind: 'flatten', inputs: [-1] },
      { kind: 'dense', kernel, bias: new Float32Array(2), inputs: [0] },
    )
    const gradient = await createNetworkGradient(network)
    expect(() => gradient.outputs(new Float32Array(4))).toThrow('the image has 4 values, expected 3')
    structuredClone(kernel, { transfer: [kernel.buffer] })
    await expect(createNetworkGradient(network)).rejects.toThrow('WEIGHTS_LENGTH')
  })
})
