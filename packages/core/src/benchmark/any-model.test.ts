import { createNetwork } from '@umbra/occlusion-wasm'
import { describe, expect, it } from 'vitest'
import { Dice } from '../../../occlusion-wasm/test/dice.js'
import { chooseBackends, knownBackends } from './backend.js'
import { modelWorkloads } from './model-workloads.js'
import { openSession } from './open-session.js'
import { runBenchmark } from './run-benchmark.js'
import type { BenchmarkSubject } from './subject.js'

const known = knownBackends('node', [1])
const dice = new Dice(4)

/** Branches, norms and an activation that no LayersModel of TensorFlow.js has. */
const network = createNetwork(
  [9, 8, 2],
  [
    {
      ...{ kind: 'conv2d', inputs: [-1], kernel: dice.floats(72, 0.4), bias: dice.floats(4, 0.1) },
      ...{ kernelSize: [3, 3], strides: [1, 1], dilation: [1, 1], padding: [1, 1, 1, 1] },
    },
    { kind: 'activation', inputs: [0], activation: { name: 'mish' } },
    { kind: 'rmsNorm', inputs: [1], scale: dice.floats(4, 1), shift: dice.floats(4, 0.1), epsilon: 0.1 },
    { kind: 'concat', inputs: [2, 0], axis: 2 },
    { kind: 'globalAveragePool', inputs: [3] },
    { kind: 'dense', inputs: [4], kernel: dice.floats(24, 0.5), bias: dice.floats(3, 0.1) },
  ],
)
const model: BenchmarkSubject['model'] = network
const subject = { name: 'branches', description: 'drawn', model }

const measured = (backends: readonly string[]) =>
  runBenchmark(
    { seconds: 0.01, rounds: 1, baseline: 'incremental:simd:1' },
    {
      backends: chooseBackends(backends, known),
      workloads: modelWorkloads(subject, ['map', 'forward', 'training', 'study']),
      open: openSession,
      machine: { platform: 'node', processor: 'test', cores: 2, system: 'test', runtime: 'test' },
      read: async () => ({ load: 1, busy: 0.5 }),
      peaks: {},
      command: 'test',
      created: '2026-01-01T00:00:00Z',
    },
  )

describe('a model that is a Network', () => {
  it('is checked and timed on every backend that can run it', async () => {
    const backends = ['incremental:simd:1', 'batched:simd', 'tfjs:cpu', 'onnxruntime:web']
    const { workloads } = await measured(backends)
    expect(workloads.map(({ id }) => id)).toEqual(['map/model', 'forward/model/8'])
    for (const { id, measurements } of workloads) {
      const outcomes = measurements.map(({ backend, outcome, reason }) => [backend.family, outcome, reason])
      const families = id.startsWith('map')
        ? ['tfjs', 'onnxruntime', 'batched', 'incremental']
        : ['tfjs', 'onnxruntime', 'incremental']
      expect(outcomes).toEqual(families.map((family) => [family, 'timed', undefined]))
      for (const { error } of measurements) expect(error).toBeLessThan(1e-5)
    }
  })

  it('is not trained, and that is said', async () => {
    const images = { data: new Float32Array(144), shape: [1, 9, 8, 2] } as const
    const labelled = { ...subject, images, labels: Uint16Array.of(0) }
    const [backend] = chooseBackends(['tfjs:cpu'], known)
    const session = await openSession(backend!, labelled)
    await expect(
      session.measure({ task: 'training', images: 1, window: [0, 0], stride: [0, 0] }, 1),
    ).rejects.toThrow('BENCHMARK_MODEL: training takes a LayersModel, branches is a Network')
  })
})
