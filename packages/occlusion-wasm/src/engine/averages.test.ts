import { describe, expect, it } from 'vitest'
import { Dice } from '../../test/dice.js'
import { availableVariants } from '../kernels/variants.js'
import { createNetwork } from '../network/network.js'
import { referenceOcclusion } from '../reference/reference.js'
import { createIncrementalRunner } from './create-runner.js'

/** Rows and columns of the images. */
const SIZE = 112

describe.each(availableVariants())('averages, %s', (variant) => {
  const dice = new Dice(11)

  // Of fewer than four vectors of channels, of four, and of more.
  it.each([1, 5, 16, 21])('over a photograph’s map keep their digits, %d channels', async (channels) => {
    // About 0.1: sums of thousands would lose the same way at every cell.
    const image = Float32Array.from({ length: SIZE * SIZE * channels }, () => dice.between(100, 104) / 1000)
    const network = createNetwork(
      [SIZE, SIZE, channels],
      [
        { kind: 'globalAveragePool', inputs: [-1] },
        { kind: 'flatten', inputs: [0] },
      ],
    )
    const windows = Int32Array.of(3, 5, 0, 108, 104, channels, 0, 0, 0, SIZE, SIZE, channels)
    const baseline = new Float32Array(image.length)
    const runner = await createIncrementalRunner(network, { variant })
    const covered = new Float32Array(2 * channels)
    const got = [...runner.begin(image, baseline)]
    runner.scoreWindows(windows, 0, 2, covered)
    got.push(...covered)
    const { base, covered: exact } = referenceOcclusion(network, image, baseline, windows)
    const expected = [...base, ...exact]
    for (const [i, value] of got.entries()) expect(Math.abs(value - expected[i]!)).toBeLessThan(1e-7)
  })

  it('over a few cells are added up one after the other, and times what they are divided by', async () => {
    const image = Float32Array.from({ length: 7 * 7 }, () => dice.between(-512, 512) / 300)
    const network = createNetwork(
      [7, 7, 1],
      [
        { kind: 'globalAveragePool', inputs: [-1] },
        { kind: 'flatten', inputs: [0] },
      ],
    )
    const runner = await createIncrementalRunner(network, { variant })
    const [mean] = runner.begin(image, new Float32Array(49))
    const sum = image.reduce((all, value) => Math.fround(all + value), 0)
    expect(mean).toBe(Math.fround(sum * Math.fround(1 / 49)))
  })
})
