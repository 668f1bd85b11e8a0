import { expect, it } from 'vitest'
import type { LayerDescription } from '../../network/layer.js'
import { createNetwork } from '../../network/network.js'
import { referenceOcclusion } from '../../reference/reference.js'
import { createIncrementalRunner } from '../create-runner.js'
import { fuseLayers } from '../plan/fuse-layers.js'

const [height, width] = [12, 10]
/** Hides one pixel, that of row 5 and column 6. */
const window = Int32Array.of(5, 6, 0, 6, 7, 3)

/**
 * Multiply-adds by which four filters of size 1 read the change that one hidden pixel makes in what these layers give. Layer 0
 * gives them the image, as changes of single windows.
 *
 * @param hidden - what the pixel's channels are, if not what they are elsewhere
 */
async function workBehind(
  layers: readonly LayerDescription[],
  channels: number,
  hidden = 0,
): Promise<number> {
  const at = layers.length + 1
  const network = createNetwork(
    [height, width, 3],
    [
      { kind: 'maxPool', inputs: [-1], windowSize: [1, 1], strides: [1, 1], padding: [0, 0, 0, 0] },
      ...layers,
      {
        kind: 'conv2d',
        inputs: [at - 1],
        ...sliding,
        kernel: Float32Array.from({ length: channels * 4 }, (_, i) => Math.sin(i + 1)),
        bias: new Float32Array(4),
      },
      { kind: 'flatten', inputs: [at] },
    ],
  )
  const image = Float32Array.from({ length: height * width * 3 }, (_, i) => 0.5 + 0.4 * Math.sin(i * i))
  if (hidden > 0) image.fill(hidden, (5 * width + 6) * 3, (5 * width + 7) * 3)
  const runner = await createIncrementalRunner(network, { choose: () => 'sparse' })
  const baseline = new Float32Array(image.length)
  runner.begin(image, baseline)
  const covered = new Float32Array(network.classes)
  runner.scoreWindows(window, 0, 1, covered)
  const { covered: expected } = referenceOcclusion(network, image, baseline, window)
  expected.forEach((score, k) => {
    expect(covered[k]).toBeCloseTo(score, 5)
  })
  return runner.multiplyAdds
}

const sliding = { kernelSize: [1, 1], strides: [1, 1], dilation: [1, 1], padding: [0, 0, 0, 0] } as const

it.each([
  ['channels', 2, 6],
  ['rows', 0, 6],
  ['columns', 1, 6],
] as const)('concat of %s hands on nothing but what changed', async (_, axis, changed) => {
  const layers = [{ kind: 'concat', inputs: [0, 0], axis }] as const
  expect(await workBehind(layers, axis === 2 ? 6 : 3)).toBe(changed * 4)
})

it('concat hands on one branch where nothing but that one changed', async () => {
  const layers = [
    // Row 5 is cut off.
    { kind: 'crop', inputs: [0], cropping: [0, 7, 0, 0] },
    { kind: 'zeroPad', inputs: [1], padding: [0, 7, 0, 0] },
    { kind: 'concat', inputs: [2, 0, 2], axis: 2 },
  ] as const
  expect(await workBehind(layers, 9)).toBe(3 * 4)
})

const evenRows = [0, 2, 4, 6, 8, 10]

it.each([
  // Row 5 is not even; the column is.
  ['rows with a step', { kind: 'select', axis: 0, indices: evenRows }, 3, 0],
  ['columns with a step', { kind: 'select', axis: 1, indices: evenRows.slice(0, 5) }, 3, 3],
  ['rows in reverse, one of them twice', { kind: 'select', axis: 0, indices: [5, 4, 5, 1] }, 3, 6],
  ['channels', { kind: 'select', axis: 2, indices: [2, 0, 2, 2, 1, 0, 1] }, 7, 7],
  // Column 6 lies three from the last, so that a border of three mirrors it.
  ['a mirrored border', { kind: 'pad', padding: [1, 1, 0, 3], mode: 'reflect' }, 3, 6],
  ['a border of one value', { kind: 'pad', padding: [1, 1, 0, 3], mode: 'constant', value: 0.5 }, 3, 3],
] as const)('%s: nothing but what changed is handed on', async (_, layer, channels, changed) => {
  expect(await workBehind([{ inputs: [0], ...layer }], channels)).toBe(changed * 4)
})

it('a convolution in groups multiplies what each filter reads, and no more', async () => {
  const conv = (groups: number) => ({
    kind: 'conv2d' as const,
    inputs: [1],
    ...sliding,
    groups,
    kernel: Float32Array.from({ length: (32 / groups) * 32 }, (_, i) => Math.cos(i)),
    bias: new Float32Array(32),
  })
  // 32 channels that all change where the pixel does.
  const wide = { kind: 'select', inputs: [0], axis: 2, indices: Array.from({ length: 32 }, (_, i) => i % 3) }
  const work = (groups: number) => workBehind([wide as LayerDescription, conv(groups)], 32)
  const reading = 32 * 4
  for (const groups of [1, 2, 4, 8]) expect(await work(groups)).toBe((32 / groups) * 32 + reading)
  // Groups of fewer than four channels are done four at a time.
  expect(await work(16)).toBe(4 * 32 + reading)
})

it('a transposed convolution changes what the kernel is laid over, and keeps fields that step in whole pixels', async () => {
  const pool = { kind: 'averagePool', inputs: [0], windowSize: [2, 2], strides: [2, 2] } as const
  const spread = {
    kind: 'conv2dTranspose' as const,
    inputs: [1],
    kernelSize: [2, 2] as const,
    strides: [2, 2] as const,
    dilation: [1, 1] as const,
    padding: [0, 0, 0, 0] as const,
    kernel: Float32Array.from({ length: 4 * 3 * 4 }, (_, i) => Math.cos(i)),
    bias: new Float32Array(4),
  }
  // The one cell that changes: 3 channels by 4 taps of 4 filters; then 4 cells of 4 channels are read.
  expect(await workBehind([{ ...pool, padding: [0, 0, 0, 0] }, spread], 4)).toBe(3 * 4 * 4 + 4 * 4 * 4)
})

it.each([
  ['the largest along the rows', { by: 'max', axes: [0] }, 3, 3],
  ['the sum along the columns', { by: 'sum', axes: [1] }, 3, 3],
  ['the mean of the channels', { by: 'mean', axes: [2] }, 1, 1],
  ['the largest channel', { by: 'max', axes: [2] }, 1, 1],
] as const)('%s changes where what it is of does', async (_, settings, channels, changed) => {
  // The hidden pixel is brighter than all others.
  const layers = [{ kind: 'reduce', inputs: [0], ...settings, keepAxes: true }] as const
  expect(await workBehind(layers, channels, 9)).toBe(changed * 4)
})

it('a transposition moves what changed; one before a flattened dense layer moves its weights instead', async () => {
  expect(await workBehind([{ kind: 'transpose', inputs: [0], axes: [1, 0, 2] }], 3)).toBe(3 * 4)
  const dense = { kind: 'dense', kernel: new Float32Array(360 * 2), bias: new Float32Array(2) } as const
  const network = createNetwork(
    [height, width, 3],
    [
      { kind: 'maxPool', inputs: [-1], windowSize: [1, 1], strides: [1, 1], padding: [0, 0, 0, 0] },
      { kind: 'transpose', inputs: [0], axes: [2, 0, 1] },
      { kind: 'flatten', inputs: [1] },
      { ...dense, inputs: [2] },
      { kind: 'activation', inputs: [3], activation: { name: 'relu' } },
      { kind: 'activation', inputs: [4], activation: { name: 'tanh' } },
    ],
  )
  const steps = fuseLayers(network).map(({ layer, order, activation, last }) => [
    layer.kind,
    order,
    activation,
    last,
  ])
  expect(steps).toEqual([
    ['maxPool', undefined, undefined, 0],
    ['dense', [2, 0, 1], { name: 'relu' }, 4],
    ['activation', undefined, undefined, 5],
  ])
})
