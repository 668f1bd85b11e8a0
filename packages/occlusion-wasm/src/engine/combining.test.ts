import { describe, expect, it } from 'vitest'
import { Dice } from '../../test/dice.js'
import { availableVariants } from '../kernels/variants.js'
import type { LayerDescription } from '../network/layer.js'
import { createNetwork } from '../network/network.js'
import { createIncrementalRunner } from './create-runner.js'

const square = { kernelSize: [3, 3], strides: [1, 1], dilation: [1, 1], padding: [1, 1, 1, 1] } as const

describe.each(availableVariants())('gates, %s', (variant) => {
  it('change all of a map behind them, and nothing is computed anew before them', async () => {
    const dice = new Dice(1)
    const conv = (input: number): LayerDescription => ({
      kind: 'conv2d',
      inputs: [input],
      ...square,
      kernel: dice.floats(9 * 8 * (input < 0 ? 1 : 8), 0.5),
      bias: dice.floats(8, 0.3),
    })
    const dense = (inputs: number, units: number, input: number): LayerDescription => ({
      kind: 'dense',
      inputs: [input],
      kernel: dice.floats(inputs * units, 0.5),
      bias: dice.floats(units, 0.3),
    })
    const before = [conv(-1), conv(0), { kind: 'globalAveragePool', inputs: [1] }] as const
    const plain = createNetwork([20, 20, 1], [...before, dense(8, 8, 2)])
    const gated = createNetwork(
      [20, 20, 1],
      [
        ...before,
        dense(8, 8, 2),
        { kind: 'activation', inputs: [3], activation: { name: 'sigmoid' } },
        { kind: 'multiply', inputs: [1, 4] },
        { kind: 'flatten', inputs: [5] },
      ],
    )
    const windows = Int32Array.of(0, 0, 0, 4, 4, 1, 3, 2, 0, 7, 6, 1, 5, 5, 0, 9, 9, 1)
    const image = dice.floats(400, 1)
    const score = async (network: typeof plain) => {
      const runner = await createIncrementalRunner(network, { variant })
      const base = runner.begin(image, new Float32Array(400))
      const out = new Float32Array(3 * network.classes)
      runner.scoreWindows(windows, 0, 3, out)
      return { base, out, work: runner.multiplyAdds }
    }
    const [without, behind] = [await score(plain), await score(gated)]
    expect(behind.work).toBe(without.work)
    expect(without.work).toBeGreaterThan(0)
    // Far from the windows, too, whatever is not zero is another value.
    const changed = behind.out.filter((value, i) => value !== behind.base[i % behind.base.length])
    expect(changed.length).toBeGreaterThan(0.95 * behind.out.length)
  })

  it('give no score where a covered copy divides by zero, even where a later layer hides it', async () => {
    const network = createNetwork(
      [1, 3, 1],
      [
        { kind: 'crop', inputs: [-1], cropping: [0, 0, 0, 2] },
        { kind: 'crop', inputs: [-1], cropping: [0, 0, 2, 0] },
        { kind: 'divide', inputs: [0, 1] },
        { kind: 'subtract', inputs: [2, 2] },
        { kind: 'activation', inputs: [3], activation: { name: 'relu' } },
        { kind: 'flatten', inputs: [4] },
      ],
    )
    const runner = await createIncrementalRunner(network, { variant })
    expect([...runner.begin(Float32Array.of(1, 2, 4), new Float32Array(3))]).toEqual([0])
    const out = new Float32Array(4)
    const windows = [0, 0, 0, 1, 1, 1, 0, 2, 0, 1, 3, 1, 0, 1, 0, 1, 2, 1, 0, 1, 0, 1, 3, 1]
    runner.scoreWindows(Int32Array.from(windows), 0, 4, out)
    expect([...out]).toEqual([0, Number.NaN, 0, Number.NaN])
    expect([...runner.begin(Float32Array.of(1, 2, 0), new Float32Array(3).fill(1))]).toEqual([Number.NaN])
    const again = new Float32Array(1)
    runner.begin(Float32Array.of(1, 2, 4), new Float32Array(3))
    runner.scoreWindows(Int32Array.from(windows), 2, 3, again)
    expect([...again]).toEqual([0])
  })
})
