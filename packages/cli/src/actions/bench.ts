import { basename } from 'node:path'
import {
  type Backend,
  type BenchmarkConfig,
  type BenchmarkResult,
  chooseBackends,
  chooseWorkloads,
  compareBenchmarks,
  groupsOfWorkloads,
  knownBackends,
  modelWorkloads,
  peakRates,
  quickBenchmark,
  runBenchmark,
  standardWorkloads,
  threadCounts,
  type Workload,
} from '@umbra/core/benchmark'
import { requireArtifacts } from '@umbra/core/explain'
import { benchmarkConfigSchema, parseOptions } from '@umbra/core/options'
import { openBackend } from '../benchmark/open-backend.js'
import { readMachine, thisMachine } from '../benchmark/this-machine.js'
import type { Context } from '../context.js'
import { readData } from '../input/data.js'
import { openModel } from '../input/open-model.js'
import { chosen } from '../options/schema-options.js'
import { benchmarkFiles, readBenchmark } from '../output/benchmark-files.js'
import { OutputFolder } from '../output/output-folder.js'
import { benchmarkSummary, comparisonSummary } from '../summaries/benchmark-summary.js'
import { progressOn } from '../terminal/progress.js'
import { printWritten } from './written.js'

/** What `umbra bench` takes besides the schema's options. */
export interface BenchOptions extends Readonly<Record<string, unknown>> {
  readonly quick?: boolean
  readonly python: string
  /** The model that is measured in place of the project's own. */
  readonly model?: string
  readonly compare?: string
  readonly failOnRegression?: boolean
  readonly out?: string
}

/** Checks and times every backend: the work behind `umbra bench`. */
export async function bench(options: BenchOptions, context: Context): Promise<void> {
  const { terminal, signal } = context
  const given = chosen(benchmarkConfigSchema, options)
  const tasks = groupsOfWorkloads(parseOptions(benchmarkConfigSchema, given).workloads)
  const standard = { ...(options.quick && quickBenchmark), ...(tasks.length > 0 && { tasks }) }
  const config = parseOptions(benchmarkConfigSchema, { ...standard, ...given })
  const backends = backendsOf(config)
  const earlier = options.compare === undefined ? undefined : await readBenchmark(options.compare)
  const folder = options.out === undefined ? undefined : await OutputFolder.prepare(options.out)
  let latest: BenchmarkResult | undefined
  try {
    const result = await measure(config, backends, options, context, (partial) => {
      latest = partial
    })
    const written = folder ? await folder.write(benchmarkFiles(result)) : []
    const comparison = earlier && compareBenchmarks(earlier, result)
    terminal.json(comparison ? { ...result, comparison } : result)
    terminal.print(benchmarkSummary(result, terminal))
    if (comparison) terminal.print(`\n${comparisonSummary(comparison, terminal)}`)
    printWritten(written, terminal)
    const slower = comparison?.measurements.filter(({ verdict }) => verdict === 'slower') ?? []
    if (options.failOnRegression && slower.length > 0) {
      const text = `BENCHMARK_REGRESSION: ${slower.length} measurements have become slower`
      throw Object.assign(new Error(text), { code: 'BENCHMARK_REGRESSION' })
    }
  } catch (error) {
    if (signal.aborted && latest && latest.workloads.length > 0) await keep(latest, folder, context)
    throw error
  } finally {
    await folder?.release()
  }
}

function backendsOf({ backends, threads, baseline }: BenchmarkConfig): Backend[] {
  const known = knownBackends('node', threads ?? threadCounts(thisMachine().cores))
  chooseBackends([baseline], known)
  return backends ? chooseBackends(backends, known) : known
}

async function measure(
  config: BenchmarkConfig,
  backends: readonly Backend[],
  options: BenchOptions,
  { terminal, signal, reproducibleLine }: Context,
  onResult: (result: BenchmarkResult) => void,
): Promise<BenchmarkResult> {
  const workloads = chooseWorkloads(await workloadsOf(config, options), config.workloads)
  terminal.note(
    `${backends.length} backends, ${workloads.length} workloads; a quiet machine makes better numbers`,
  )
  return runBenchmark(
    config,
    {
      backends,
      workloads,
      open: openBackend(options.python),
      machine: thisMachine(),
      read: readMachine,
      peaks: await peakRates(),
      command: reproducibleLine,
      created: new Date().toISOString(),
    },
    { signal, onProgress: progressOn(terminal), onResult },
  )
}

/** Those of the digit CNN and others drawn, or of the model named. */
async function workloadsOf(
  { tasks }: BenchmarkConfig,
  { model: path, quick }: BenchOptions,
): Promise<Workload[]> {
  if (path !== undefined && path !== 'reference') {
    const { model, format, source } = await openModel(path)
    return modelWorkloads({ name: basename(source), description: `${format}, images of noise`, model }, tasks)
  }
  const model = requireArtifacts((await openModel('reference')).model)
  const test = await readData('mnist', 'test')
  const train = tasks.includes('training') ? await readData('mnist', 'train') : undefined
  return standardWorkloads(tasks, { model, test, ...(train && { train }) }, { quick: quick ?? false })
}

/** What was measured before an interruption is shown and written like a whole benchmark, and says that it is none. */
async function keep(
  result: BenchmarkResult,
  folder: OutputFolder | undefined,
  { terminal }: Context,
): Promise<void> {
  const written = folder ? await folder.write(benchmarkFiles(result)) : []
  terminal.json(result)
  terminal.print(benchmarkSummary(result, terminal))
  if (written.length > 0) terminal.warn(`What was measured until then is in ${folder!.path}.`)
}
