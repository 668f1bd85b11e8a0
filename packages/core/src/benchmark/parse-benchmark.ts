import { parseDocument } from '../json/parse-document.js'
import * as z from '../json/zod.js'
import type { BenchmarkResult } from './result.js'

const positive = z.number().check(z.positive())

/** As much of a benchmark as another is compared with. */
export const benchmarkSchema = z.looseObject({
  schema: z.literal('umbra.benchmark/1'),
  created: z.string(),
  machine: z.looseObject({ processor: z.string(), cores: z.int().check(z.minimum(1)), runtime: z.string() }),
  readings: z.array(
    z.looseObject({ seconds: z.number(), load: z.optional(z.number()), busy: z.optional(z.number()) }),
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
            summary: z.optional(z.looseObject({ median: positive })),
          })
          .check(
            z.refine(({ samples, summary }) => !summary || samples.length > 0, 'samples behind a summary'),
          ),
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
  const about = { format: 'umbra.benchmark/1', name, code: 'BENCHMARK_FORMAT' }
  return parseDocument<BenchmarkResult>(json, benchmarkSchema, about)
}
