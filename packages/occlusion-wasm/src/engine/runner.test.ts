import { describe, expect, it } from 'vitest'
import { Dice } from '../../test/dice.js'
import { randomNetwork } from '../../test/random-network/random-network.js'
import { randomWindows, SMALLEST_SCALE, trialOf } from '../../test/trial.js'
import { availableVariants } from '../kernels/variants.js'
import type { LayerDescription } from '../network/layer.js'
import { createNetwork, type Network } from '../network/network.js'
import { referenceOcclusion } from '../reference/reference.js'
import { createIncrementalRunner } from './create-runner.js'

describe.each(availableVariants())('incremental runner, %s', (variant) => {
  it('agrees with the float64 reference on random networks, images, baselines and windows', async () => {
    for (let seed = 1; seed <= 1500; seed++) {
      const dice = new Dice(seed)
      const network = randomNetwork(dice)
      const { image, baseline, windows } = trialOf(dice, network)
      const runner = await createIncrementalRunner(network, { variant })
      expect(runner.variant).toBe(variant)
      const base = runner.begin(image, baseline)
      const covered = new Float32Array((windows.length / 6) * network.classes)
      runner.scoreWindows(windows, 0, windows.length / 6, covered)
      const reference = referenceOcclusion(network, image, baseline, windows)
      const largest = reference.covered.reduce((a, b) => Math.max(a, Math.abs(b)), SMALLEST_SCALE)
      const error = Math.max(furthest(base, reference.base), furthest(covered, reference.covered)) / largest
      expect(error, `seed ${seed}: ${network.layers.map((l) => l.kind).join(' ')}`).toBeLessThan(1e-5)
      runner.dispose()
    }
  })

  it('does no work for windows that change nothing, and the work of equal changes once', async () => {
    const network = digitNetwork(new Dice(3))
    const image = new Float32Array(784)
    image.fill(1, 14 * 28 + 10, 14 * 28 + 16)
    const runner = await createIncrementalRunner(network, { variant })
    const base = runner.begin(image, new Float32Array(784))
    const score = (...windows: number[][]) => {
      const before = runner.multiplyAdds
      const out = new Float32Array(windows.length * 10)
      runner.scoreWindows(Int32Array.from(windows.flat()), 0, windows.length, out)
      return { out, work: runner.multiplyAdds - before }
    }
    const blank = score([0, 0, 0, 4, 4, 1], [20, 20, 0, 24, 24, 1])
    expect(blank.work).toBe(0)
    expect(Array.from(blank.out)).toEqual([...base, ...base])
    const once = score([12, 9, 0, 16, 13, 1])
    const twice = score([12, 9, 0, 16, 13, 1], [14, 9, 0, 18, 13, 1], [13, 10, 0, 15, 13, 1])
    expect(once.work).toBeGreaterThan(0)
    expect(twice.work).toBe(once.work)
    expect(Array.from(twice.out)).toEqual([...once.out, ...once.out, ...once.out])
  })

  it('takes activations that jump, on values float32 has exactly', async () => {
    const dice = new Dice(6)
    const quarters = (length: number) => Float32Array.from({ length }, () => dice.between(-4, 4) / 4)
    const jumps = [
      { name: 'thresholdRelu', negativeSlope: 0.25, threshold: 0.5, limit: 0.75 },
      { name: 'hardShrink', threshold: 0.5 },
    ] as const
    for (const activation of jumps) {
      const network = createNetwork(
        [5, 6, 2],
        [
          { kind: 'conv2d', inputs: [-1], ...plain, kernel: quarters(36), bias: quarters(2) },
          { kind: 'activation', inputs: [0], activation },
          { kind: 'maxPool', inputs: [1], windowSize: [2, 2], strides: [2, 2], padding: [1, 0, 0, 1] },
          { kind: 'resize', inputs: [2], size: [4, 6], interpolation: 'bilinear' },
          { kind: 'activation', inputs: [3], activation },
          { kind: 'flatten', inputs: [4] },
        ],
      )
      const image = quarters(60)
      const windows = randomWindows(dice, network)
      const runner = await createIncrementalRunner(network, { variant })
      const base = runner.begin(image, quarters(60).fill(0))
      const covered = new Float32Array((windows.length / 6) * network.classes)
      runner.scoreWindows(windows, 0, windows.length / 6, covered)
      const reference = referenceOcclusion(network, image, new Float32Array(60), windows)
      expect([...base]).toEqual([...Float32Array.from(reference.base)])
      expect([...covered]).toEqual([...Float32Array.from(reference.covered)])
    }
  })

  it('shares work between windows where an upsampled map has whole steps again', async () => {
    const network = createNetwork(
      [16, 16, 1],
      [
        { kind: 'averagePool', inputs: [-1], windowSize: [2, 2], strides: [2, 2], padding: [0, 0, 0, 0] },
        { kind: 'resize', inputs: [0], size: [16, 16], interpolation: 'bilinear' },
        { kind: 'flatten', inputs: [1] },
      ],
    )
    const runner = await createIncrementalRunner(network, { variant })
    runner.begin(new Float32Array(256).fill(1, 100, 101), new Float32Array(256))
    const work = (...windows: number[][]) => {
      const before = runner.multiplyAdds
      runner.scoreWindows(
        Int32Array.from(windows.flat()),
        0,
        windows.length,
        new Float32Array(256 * windows.length),
      )
      return runner.multiplyAdds - before
    }
    // One pixel of row 6, column 4, hidden by two windows, changes 4×4 cells of four padded channels, each of 4 terms.
    expect(work([4, 2, 0, 8, 6, 1], [5, 3, 0, 9, 7, 1])).toBe(4 * 4 * 4 * 4)
  })

  it('does a fortieth of the multiply-adds of covering and running the whole network', async () => {
    const dice = new Dice(4)
    const runner = await createIncrementalRunner(digitNetwork(dice), { variant })
    const image = Float32Array.from({ length: 784 }, (_, i) => strokeAt(Math.floor(i / 28), i % 28))
    const windows = Int32Array.from(
      Array.from({ length: 625 }, (_, i) => [Math.floor(i / 25), i % 25]).flatMap(([y, x]) => [
        y!,
        x!,
        0,
        y! + 4,
        x! + 4,
        1,
      ]),
    )
    runner.begin(image, new Float32Array(784))
    runner.scoreWindows(windows, 0, 625, new Float32Array(6250))
    const naive = 625 * (26 * 26 * 9 * 32 + 11 * 11 * 9 * 32 * 64 + 1600 * 128 + 1280)
    expect(runner.multiplyAdds).toBeLessThan(naive / 40)
  })
})

const plain = { kernelSize: [3, 3], strides: [1, 1], dilation: [1, 1], padding: [1, 1, 1, 1] } as const

/** The network this project trains, with random weights. */
function digitNetwork(dice: Dice): Network {
  const convolution = (channels: number, filters: number, input: number): LayerDescription => ({
    kind: 'conv2d',
    inputs: [input],
    kernel: dice.floats(9 * channels * filters, Math.sqrt(6 / (9 * channels))),
    kernelSize: [3, 3],
    bias: dice.floats(filters, 0.1),
    strides: [1, 1],
    dilation: [1, 1],
    padding: [0, 0, 0, 0],
  })
  const dense = (size: number, units: number, input: number): LayerDescription => ({
    kind: 'dense',
    inputs: [input],
    kernel: dice.floats(size * units, Math.sqrt(6 / size)),
    bias: dice.floats(units, 0.1),
  })
  const relu = (input: number): LayerDescription => ({
    kind: 'activation',
    activation: { name: 'relu' },
    inputs: [input],
  })
  const pool = (input: number): LayerDescription => ({
    kind: 'maxPool',
    inputs: [input],
    windowSize: [2, 2],
    strides: [2, 2],
    padding: [0, 0, 0, 0],
  })
  return createNetwork(
    [28, 28, 1],
    [
      convolution(1, 32, -1),
      relu(0),
      pool(1),
      convolution(32, 64, 2),
      relu(3),
      pool(4),
      { kind: 'flatten', inputs: [5] },
      dense(1600, 128, 6),
      relu(7),
      dense(128, 10, 8),
    ],
  )
}

/** A ring, three pixels thick with soft edges, about as much ink as a digit has. */
function strokeAt(y: number, x: number): number {
  const distance = Math.abs(Math.hypot(y - 14, (x - 14) * 1.3) - 7)
  return Math.max(0, Math.min(1, 2 - distance))
}

function furthest(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let most = 0
  for (let i = 0; i < b.length; i++)
    most = Math.max(most, Number.isNaN(a[i]) ? Infinity : Math.abs(a[i]! - b[i]!))
  return most
}
