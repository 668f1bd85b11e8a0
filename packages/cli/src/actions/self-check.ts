import { createExplainer, type ExplainerOptions, type ModelArtifacts, Random } from '@umbra/core/explain'
import type { EngineTrial } from '../summaries/doctor-report.js'

/** Float32 sums in another order differ by less than this. */
export const TOLERANCE = 1e-4

const SHAPE = [12, 12, 1] as const

type Attempt = { readonly asked: string } & ExplainerOptions

const ATTEMPTS: readonly Attempt[] = [
  { asked: 'auto', engine: 'auto', threads: 'auto' },
  { asked: 'incremental, scalar', engine: 'incremental', threads: 1, variant: 'scalar' },
  { asked: 'incremental, simd', engine: 'incremental', threads: 1, variant: 'simd' },
  { asked: 'incremental, relaxed-simd', engine: 'incremental', threads: 1, variant: 'relaxed-simd' },
  { asked: 'batched', engine: 'batched', threads: 1 },
]

/** Runs every engine and build on a tiny network and compares their maps, so that what is reported has really run. */
export async function selfCheck(): Promise<EngineTrial[]> {
  const artifacts = tinyNetwork()
  const outcomes: { trial: EngineTrial; map?: Float32Array }[] = []
  for (const attempt of ATTEMPTS) outcomes.push(await tryEngine(artifacts, attempt))
  const expected = outcomes.find(({ trial }) => trial.asked === 'incremental, scalar')?.map
  return outcomes.map(({ trial, map }) =>
    map && expected ? { ...trial, difference: relativeDifference(map, expected) } : trial,
  )
}

async function tryEngine(
  artifacts: ModelArtifacts,
  { asked, ...options }: Attempt,
): Promise<{ trial: EngineTrial; map?: Float32Array }> {
  try {
    const explainer = await createExplainer(artifacts, options)
    try {
      const random = new Random(1)
      const data = Float32Array.from({ length: 144 }, () => random.uniform())
      const started = performance.now()
      const { maps, engine } = await explainer.explain(
        { data, shape: [1, ...SHAPE] },
        { window: [3, 3], target: 0 },
      )
      return { trial: { asked, ran: engine, milliseconds: performance.now() - started }, map: maps.data }
    } finally {
      explainer.dispose()
    }
  } catch (error) {
    return { trial: { asked, error: (error as Error).message } }
  }
}

function relativeDifference(map: Float32Array, expected: Float32Array): number {
  let largest = 0
  let difference = 0
  for (let i = 0; i < map.length; i++) {
    largest = Math.max(largest, Math.abs(expected[i]!))
    difference = Math.max(difference, Math.abs(map[i]! - expected[i]!))
  }
  return largest === 0 ? difference : difference / largest
}

/** A convolution, a pooling and a dense layer with seeded weights: as small as a network with every kind can be. */
export function tinyNetwork(): ModelArtifacts {
  const layer = (className: string, config: object) => ({ class_name: className, config })
  const layers = [
    layer('Conv2D', {
      name: 'conv',
      batch_input_shape: [null, ...SHAPE],
      filters: 4,
      kernel_size: [3, 3],
      strides: [1, 1],
      padding: 'valid',
      activation: 'relu',
      use_bias: true,
    }),
    layer('MaxPooling2D', { name: 'pool', pool_size: [2, 2], strides: [2, 2], padding: 'valid' }),
    layer('Flatten', { name: 'flatten' }),
    layer('Dense', { name: 'logits', units: 3, activation: 'linear', use_bias: true }),
  ]
  const weightSpecs = [
    { name: 'conv/kernel', shape: [3, 3, 1, 4], dtype: 'float32' },
    { name: 'conv/bias', shape: [4], dtype: 'float32' },
    { name: 'logits/kernel', shape: [100, 3], dtype: 'float32' },
    { name: 'logits/bias', shape: [3], dtype: 'float32' },
  ]
  const count = weightSpecs.reduce(
    (sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1),
    0,
  )
  const random = new Random(0)
  const weights = Float32Array.from({ length: count }, () => random.normal() / 3)
  return {
    modelTopology: { class_name: 'Sequential', config: { name: 'self-check', layers } },
    weightSpecs,
    weightData: weights.buffer,
  }
}
