import {
  type BenchmarkResult,
  benchmarkFigures,
  benchmarkMarkdown,
  parseBenchmark,
} from '@umbra/core/benchmark'
import { readIfThere } from '../disk/read-if-there.js'
import { inputError } from '../input-error.js'
import type { OutputFile } from './staged-files.js'

/** A benchmark as files: every time measured, the tables, and a figure of each. */
export function benchmarkFiles(result: BenchmarkResult): OutputFile[] {
  return [
    { name: 'benchmark.json', bytes: `${JSON.stringify(result, null, 1)}\n` },
    { name: 'benchmark.md', bytes: benchmarkMarkdown(result) },
    ...benchmarkFigures(result).map(({ name, svg }) => ({ name: `figures/${name}.svg`, bytes: svg })),
  ]
}

/** Reads an earlier benchmark.json. @throws InputError BENCHMARK_NOT_FOUND, BENCHMARK_FORMAT */
export async function readBenchmark(path: string): Promise<BenchmarkResult> {
  const bytes = await readIfThere(path)
  if (!bytes) throw inputError('BENCHMARK_NOT_FOUND', `there is no file ${path}`)
  return parseBenchmark(bytes, path)
}
