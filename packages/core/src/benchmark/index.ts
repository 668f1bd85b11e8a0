/**
 * Backends of a machine, each checked against the float64 reference and then timed.
 *
 * @module
 */

export { onnxModel } from '../formats/onnx/writing/write-onnx.js'
export {
  type Backend,
  type BenchmarkTask,
  chooseBackends,
  knownBackends,
  type Platform,
  threadCounts,
} from './backend.js'
export { chooseWorkloads } from './choose-workloads.js'
export { type BenchmarkComparison, compareBenchmarks, comparisonLines } from './comparison.js'
export {
  type BenchmarkConfig,
  type BenchmarkGroup,
  benchmarkConfigSchema,
  groupsOfWorkloads,
  quickBenchmark,
} from './config.js'
export { benchmarkDocument, benchmarkFigures, type NamedFigure, type NamedResult } from './document.js'
export { imagenetSubject } from './imagenet-workloads.js'
export { benchmarkMarkdown, machineSentences, workloadMarkdown } from './markdown.js'
export { modelWorkloads } from './model-workloads.js'
export { openSession } from './open-session.js'
export { parseBenchmark } from './parse-benchmark.js'
export { peakRates } from './peak-rates.js'
export { recommendation } from './recommendation.js'
export type {
  BenchmarkResult,
  Machine,
  Measurement,
  Reading,
  Summary,
  WorkloadResult,
} from './result.js'
export { type BenchmarkDependencies, type BenchmarkOptions, runBenchmark } from './run-benchmark.js'
export {
  type BenchmarkSession,
  type Meter,
  type OpenSession,
  type ReferenceBackend,
  remoteSession,
  type SessionAnswer,
  type SessionRequest,
  type SessionSurroundings,
  sessionServer,
  type Timing,
  type Work,
} from './session.js'
export { standardWorkloads } from './standard-workloads.js'
export { type BenchmarkSubject, subjectNetwork } from './subject.js'
export { baselineOf, busyness } from './summarise.js'
export { type BenchmarkTable, benchmarkTable } from './table.js'
export type { DigitData, Workload } from './workload.js'
