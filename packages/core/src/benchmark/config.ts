import * as z from '../json/zod.js'

/**
 * Groups of workloads a person can ask for; `imagenet` is maps of networks for photographs, `scaling` is what the curves need
 * besides.
 */
export const benchmarkGroups = ['map', 'forward', 'training', 'study', 'imagenet', 'scaling'] as const
export type BenchmarkGroup = (typeof benchmarkGroups)[number]

/** The groups that workloads are in which patterns name, as `chooseWorkloads` takes them: who names some need not name their group. */
export function groupsOfWorkloads(patterns: readonly string[] = []): BenchmarkGroup[] {
  const groups = patterns.map((pattern) => pattern.split('/', 1)[0])
  return benchmarkGroups.filter((group) => groups.includes(group))
}

/** What a benchmark measures and for how long; the same schema feeds the command line and the web page. */
export const benchmarkConfigSchema = z.object({
  backends: z
    .optional(z.array(z.string()).check(z.minLength(1)))
    .check(
      z.describe(
        'which, by family or build: incremental, tfjs:wasm-simd, onnxruntime … (default: all there are)',
      ),
    ),
  tasks: z
    ._default(z.array(z.enum(benchmarkGroups)).check(z.minLength(1)), ['map', 'forward', 'training', 'study'])
    .check(
      z.describe(
        'what: map, forward, training, study, imagenet (ResNet-18 and the like at 224×224), scaling; unless given, those of the workloads that are named',
      ),
    ),
  workloads: z
    .optional(z.array(z.string()).check(z.minLength(1)))
    .check(
      z.describe(
        'only these of them, by id or its beginning: map/digits, imagenet/resnet-18 … (default: all)',
      ),
    ),
  threads: z
    .optional(z.array(z.int().check(z.minimum(1), z.maximum(256))).check(z.minLength(1)))
    .check(
      z.describe('numbers of threads to run those with that have a choice (default: 1, 2, 4 … all cores)'),
    ),
  seconds: z
    ._default(z.number().check(z.positive(), z.maximum(86_400)), 60)
    .check(z.describe('for all timed rounds together; checks and warm-up come on top')),
  rounds: z
    .optional(z.int().check(z.minimum(1), z.maximum(1000)))
    .check(
      z.describe(
        'rounds of each workload, whatever they take (default: as many as the seconds allow, at least 6)',
      ),
    ),
  baseline: z
    ._default(z.string(), 'tfjs:wasm-simd')
    .check(z.describe('the backend others are compared with')),
})

export type BenchmarkConfig = z.output<typeof benchmarkConfigSchema>

/** What a first look takes: one workload of a map and one of a forward pass. */
export const quickBenchmark: Pick<BenchmarkConfig, 'tasks' | 'seconds'> = {
  tasks: ['map', 'forward'],
  seconds: 10,
}
