import { signal } from '@preact/signals'
import {
  type BenchmarkConfig,
  type BenchmarkGroup,
  type BenchmarkResult,
  benchmarkConfigSchema,
  chooseBackends,
  knownBackends,
  loadModel,
  type Progress,
  parseOptions,
  requireArtifacts,
  runBenchmark,
  standardWorkloads,
} from '@umbra/core'
import { thisBrowser } from './benchmark/this-browser.js'
import { pixelsOfText } from './drawing/image-text.js'
import type { SampleDigit } from './drawing/sample-digit.js'
import { siteUrl } from './site-url.js'
import { SIZE } from './state.js'
import { drawnByWorker, workerPeaks, workerSession } from './worker/benchmark-session.js'

/** What has been measured so far; undefined before the first workload is done. */
export const benchmarkResult = signal<BenchmarkResult | undefined>(undefined)
export const benchmarkProgress = signal<Progress | undefined>(undefined)
export const benchmarkRunning = signal(false)
export const benchmarkError = signal<Error | undefined>(undefined)

/** What the page lets a person choose. */
export interface BenchmarkChoice extends Pick<BenchmarkConfig, 'seconds'> {
  readonly tasks: readonly BenchmarkGroup[]
  /** Family and build: `tfjs:webgl`. */
  readonly builds: readonly string[]
  /** One workload of each task only. */
  readonly quick: boolean
}

let controller = new AbortController()

/** Every backend a browser may have, by family and build. */
export function benchmarkBuilds(): { readonly id: string; readonly name: string }[] {
  return knownBackends('browser', [1])
    .filter(({ tasks }) => tasks.includes('map'))
    .map(({ family, build, name }) => ({ id: `${family}:${build}`, name: name.replace(/, 1 thread$/, '') }))
}

/** Checks and times the backends chosen, each in workers of its own. */
export async function startBenchmark({ builds, quick, tasks, seconds }: BenchmarkChoice): Promise<void> {
  controller = new AbortController()
  const { signal } = controller
  benchmarkRunning.value = true
  benchmarkResult.value = undefined
  benchmarkError.value = undefined
  benchmarkProgress.value = undefined
  try {
    const machine = thisBrowser()
    const threads = machine.cores > 1 ? [1, machine.cores] : [1]
    const config = parseOptions(benchmarkConfigSchema, { tasks, seconds })
    const model = requireArtifacts(await loadModel(siteUrl('model/model.json')))
    const dependencies = {
      backends: chooseBackends(builds, knownBackends('browser', threads)),
      workloads: standardWorkloads(
        config.tasks,
        { model, test: { images: await sampleImages() } },
        { quick, draw: (id) => drawnByWorker(id, signal) },
      ),
      open: workerSession,
      machine,
      read: async () => ({}),
      peaks: await workerPeaks(),
      command: 'the benchmark page of the studio',
      created: new Date().toISOString(),
    }
    benchmarkResult.value = await runBenchmark(config, dependencies, {
      signal,
      onProgress: (progress) => {
        benchmarkProgress.value = progress
      },
      onResult: (result) => {
        benchmarkResult.value = result
      },
    })
  } catch (error) {
    if (!signal.aborted) benchmarkError.value = error as Error
  } finally {
    benchmarkRunning.value = false
  }
}

export function cancelBenchmark(): void {
  controller.abort()
}

/** The digits the page offers to start from. */
async function sampleImages() {
  const samples: SampleDigit[] = await (await fetch(siteUrl('data/samples.json'))).json()
  const data = new Float32Array(samples.length * SIZE * SIZE)
  samples.forEach(({ image }, i) => {
    data.set(pixelsOfText(image, SIZE * SIZE)!, i * SIZE * SIZE)
  })
  return { data: data.map((value) => value / 255), shape: [samples.length, SIZE, SIZE, 1] as const }
}
