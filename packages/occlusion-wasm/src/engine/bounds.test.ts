import { describe, expect, it } from 'vitest'
import { createNetwork, type Network } from '../network/network.js'
import { createOcclusionPool } from '../pool/occlusion-pool.js'
import { referenceOcclusion } from '../reference/reference.js'
import { createIncrementalRunner } from './create-runner.js'
import { Arena } from './memory/arena.js'

describe('memory', () => {
  it.each([2 ** 31, 2 ** 32, 2 ** 40, Number.POSITIVE_INFINITY])(
    '%d bytes are refused before any grow',
    (bytes) => {
      const arena = new Arena(new WebAssembly.Memory({ initial: 1 }))
      const before = arena.mark
      expect(() => arena.reserve(bytes)).toThrow(expect.objectContaining({ code: 'ENGINE_MEMORY' }))
      expect(arena.memory.buffer.byteLength).toBe(65_536)
      expect(arena.mark).toEqual(before)
    },
  )

  it('that the host lacks is said, not trapped on', () => {
    const arena = new Arena(new WebAssembly.Memory({ initial: 1, maximum: 3 }))
    expect(() => arena.reserve(200_000)).toThrow(
      'ENGINE_MEMORY: the engine takes 262144 bytes more than this machine has',
    )
    expect(arena.reserve(100_000)).toBe(65_536)
  })
})

async function expectReference(network: Network, windows: Int32Array): Promise<void> {
  const size = network.inputShape.reduce((product, d) => product * d, 1)
  const image = Float32Array.from({ length: size }, (_, i) => ((i * 37) % 11) / 10)
  const baseline = new Float32Array(size)
  const runner = await createIncrementalRunner(network)
  const base = runner.begin(image, baseline)
  const covered = new Float32Array((windows.length / 6) * network.classes)
  runner.scoreWindows(windows, 0, windows.length / 6, covered)
  const expected = referenceOcclusion(network, image, baseline, windows)
  for (const [k, score] of expected.base.entries()) expect(base[k]).toBeCloseTo(score, 4)
  for (const [k, score] of expected.covered.entries()) expect(covered[k]).toBeCloseTo(score, 4)
}

describe('sizes at the edge of what kernels hold', () => {
  it('an image 65,535 pixels long', async () => {
    const network = createNetwork(
      [65_535, 1, 1],
      [
        { kind: 'maxPool', inputs: [-1], windowSize: [255, 1], strides: [255, 1], padding: [0, 0, 0, 0] },
        { kind: 'flatten', inputs: [0] },
        {
          kind: 'dense',
          inputs: [1],
          kernel: Float32Array.from({ length: 514 }, (_, i) => (i % 7) / 10),
          bias: new Float32Array(2),
        },
      ],
    )
    await expectReference(
      network,
      Int32Array.of(65_025, 0, 0, 65_535, 1, 1, 0, 0, 0, 65_535, 1, 1, 300, 0, 0, 301, 1, 1),
    )
  })

  it('one longer is refused', () => {
    expect(() => createNetwork([65_536, 1, 1], [{ kind: 'flatten', inputs: [-1] }])).toThrow(
      'MODEL_TOO_LARGE',
    )
  })

  it('strides beyond 32 bits, one after the other', async () => {
    const far = { strides: [65_535, 65_535], padding: [0, 0, 0, 0] } as const
    const network = createNetwork(
      [6, 6, 1],
      [
        { kind: 'maxPool', inputs: [-1], windowSize: [6, 6], ...far },
        { kind: 'averagePool', inputs: [0], windowSize: [1, 1], ...far },
        { kind: 'zeroPad', inputs: [1], padding: [1, 1, 2, 0] },
        { kind: 'maxPool', inputs: [2], windowSize: [3, 3], ...far },
        { kind: 'maxPool', inputs: [3], windowSize: [1, 1], ...far },
        { kind: 'flatten', inputs: [4] },
      ],
    )
    await expectReference(network, Int32Array.of(0, 0, 0, 6, 6, 1, 2, 2, 0, 4, 4, 1, 5, 5, 0, 6, 6, 1))
  })

  it.each([65_536, 2 ** 32])('a stride of %d is refused', (stride) => {
    const pool = { kind: 'maxPool', inputs: [-1], windowSize: [1, 1], padding: [0, 0, 0, 0] } as const
    const layers = [{ ...pool, strides: [stride, 1] as const }, { kind: 'flatten', inputs: [0] } as const]
    expect(() => createNetwork([6, 6, 1], layers)).toThrow('LAYER_SETTING: layer 0, maxPool, strides')
  })
})

it.each(['relu', 'linear'] as const)(
  'a dense layer over pixels that many windows cover, %s',
  async (name) => {
    const kernel = Float32Array.from({ length: 8 * 8 * 3 }, (_, i) => ((i * 29) % 13) / 10 - 0.6)
    const network = createNetwork(
      [8, 8, 1],
      [
        { kind: 'activation', inputs: [-1], activation: { name } },
        { kind: 'flatten', inputs: [0] },
        { kind: 'dense', inputs: [1], kernel, bias: Float32Array.of(0.1, 0, -0.3) },
      ],
    )
    // Each pixel changes once, and is one of the terms of up to 25 windows' sums.
    const windows = Array.from({ length: 64 }, (_, p) => {
      const [y, x] = [Math.floor(p / 8), p % 8]
      return [Math.max(0, y - 2), Math.max(0, x - 2), 0, Math.min(8, y + 3), Math.min(8, x + 3), 1]
    })
    await expectReference(network, Int32Array.from([[0, 0, 0, 8, 8, 1], ...windows].flat()))
  },
)

it('a chain of layers costs as much for each as a short one', async () => {
  const layers = (count: number) => [
    ...Array.from({ length: count }, (_, i) => ({
      kind: 'activation' as const,
      inputs: [i - 1],
      activation: { name: 'tanh' as const },
    })),
    { kind: 'flatten' as const, inputs: [count - 1] },
  ]
  // Asking one map after another for its size took a second for a few thousand of them, and then ran out of stack.
  const pool = await createOcclusionPool(createNetwork([4, 4, 1], layers(9_000)), { threads: 1 })
  const job = { n: 1, images: new Float32Array(16).fill(1), baselines: new Float32Array(16) }
  const { covered } = await pool.score({ ...job, windows: Int32Array.of(0, 0, 0, 2, 2, 1) })
  expect(covered).toHaveLength(16)
  pool.dispose()
})
