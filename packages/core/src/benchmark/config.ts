import * as z from 'zod'

/**
 * Groups of workloads a person can ask for; `imagenet` is maps of networks for photographs, `scaling` is what the curves need
 * besides.
 */
export const benchmarkGroups = ['map', 'forward', 'training', 'study', 'imagenet', 'scaling'] as const
export type BenchmarkGroup = (typeof benchmarkGroups)[number]

/** What a benchmark measures and for how long; the same schema feeds the command line and the web page. */
export const benchmarkConfigSchema = z.object({
  backends: z
    .array(z.string())
    .min(1)
    .optional()
    .describe(
      'which, by family or build: incremental, tfjs:wasm-simd, onnxruntime … (default: all there are)',
    ),
  tasks: z
    .array(z.enum(benchmarkGroups))
    .min(1)
    .default(['map', 'forward', 'training', 'study'])
    .describe('what: map, forward, training, study, imagenet (ResNet-18 and the like at 224×224), scaling'),
  workloads: z
    .array(z.string())
    .min(1)
    .optional()
    .describe('only these of them, by id or its beginning: map/digits, imagenet/resnet-18 … (default: all)'),
  threads: z
    .array(z.int().min(1).max(256))
    .min(1)
    .optional()
    .describe('numbers of threads to run those with that have a choice (default: 1, 2, 4 … all cores)'),
  seconds: z
    .number()
    .positive()
    .max(86_400)
    .default(60)
    .describe('for all timed rounds together; checks and warm-up come on top'),
  rounds: z
    .int()
    .min(1)
    .max(1000)
    .optional()
    .describe(
      'rounds of each workload, whatever they take (default: as many as the seconds allow, at least 6)',
    ),
  baseline: z.string().default('tfjs:wasm-simd').describe('the backend others are compared with'),
})

export type BenchmarkConfig = z.output<typeof benchmarkConfigSchema>

/** What a first look takes: one workload of a map and one of a forward pass. */
export const quickBenchmark: Pick<BenchmarkConfig, 'tasks' | 'seconds'> = {
  tasks: ['map', 'forward'],
  seconds: 10,
}
