import { expect, it } from 'vitest'
import type { LayerDescription } from '../../network/layer.js'
import { createNetwork } from '../../network/network.js'
import { referenceOcclusion } from '../../reference/reference.js'
import { createIncrementalRunner } from '../create-runner.js'

const [height, width] = [12, 10]
/** Hides one pixel, that of row 5 and column 6. */
const window = Int32Array.of(5, 6, 0, 6, 7, 3)

/** Multiply-adds by which four filters of size 1 read the change that one hidden pixel makes in what these layers give. */
async function workBehind(layers: readonly LayerDescription[], channels: number): Promise<number> {
  const at = layers.length
  const network = createNetwork(
    [height, width, 3],
    [
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
  const runner = await createIncrementalRunner(network)
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
  const layers = [{ kind: 'concat', inputs: [-1, -1], axis }] as const
  expect(await workBehind(layers, axis === 2 ? 6 : 3)).toBe(changed * 4)
})

it('concat hands on one branch where nothing but that one changed', async () => {
  const layers = [
    // Row 5 is cut off.
    { kind: 'crop', inputs: [-1], cropping: [0, 7, 0, 0] },
    { kind: 'zeroPad', inputs: [0], padding: [0, 7, 0, 0] },
    { kind: 'concat', inputs: [1, -1, 1], axis: 2 },
  ] as const
  expect(await workBehind(layers, 9)).toBe(3 * 4)
})
