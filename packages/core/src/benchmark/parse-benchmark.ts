import { z } from 'zod'
import { InputError } from '../errors.js'
import { parseJson } from '../json/index.js'
import type { BenchmarkResult } from './result.js'

const positive = z.number().positive()

/** As much of a benchmark as another is compared with. */
const benchmarkSchema = z.looseObject({
  schema: z.literal('umbra.benchmark/1'),
  created: z.string(),
  machine: z.looseObject({ processor: z.string(), cores: z.int().min(1), runtime: z.string() }),
  readings: z.array(
    z.looseObject({ seconds: z.number(), load: z.number().optional(), busy: z.number().optional() }),
  ),
  peaks: z.record(z.string(), positive),
  workloads: z.array(
    z.looseObject({
      id: z.string(),
      measurements: z.array(
        z
          .looseObject({
            backend: z.looseObject({ id: z.string(), name: z.string() }),
            samples: z.array(z.looseObject({ round: z.int(), milliseconds: positive })),
            summary: z.looseObject({ median: positive }).optional(),
          })
          .refine(({ samples, summary }) => !summary || samples.length > 0, 'samples behind a summary'),
      ),
    }),
  ),
})

/**
 * Reads a benchmark.json.
 *
 * @param name - what to call it in an error
 * @throws InputError BENCHMARK_FORMAT, naming the first field that is not as `runBenchmark` gives it
 */
export function parseBenchmark(json: Uint8Array, name: string): BenchmarkResult {
  const document = parseJson(json, name, 'BENCHMARK_FORMAT')
  const { success, error } = benchmarkSchema.safeParse(document)
  if (success) return document as BenchmarkResult
  const { path, message } = error.issues[0]!
  const where = path.length > 0 ? `, ${path.join('.')}` : ''
  throw new InputError('BENCHMARK_FORMAT', `${name} is no umbra.benchmark/1 document${where}: ${message}`)
}
