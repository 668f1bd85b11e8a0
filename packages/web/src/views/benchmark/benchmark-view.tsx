import { useSignal } from '@preact/signals'
import { benchmarkMarkdown, machineSentences, recommendation } from '@umbra/core'
import {
  benchmarkBuilds,
  benchmarkError,
  benchmarkProgress,
  benchmarkResult,
  benchmarkRunning,
  cancelBenchmark,
  startBenchmark,
} from '../../benchmark-on-show.js'
import { saveFile } from '../../export/save-file.js'
import { Failure } from '../../parts/failure.js'
import { WorkloadTable } from './workload-table.js'

const TASKS = [
  ['map', 'Occlusion maps'],
  ['forward', 'Forward passes'],
  ['imagenet', 'Networks for photographs, 224×224'],
  ['scaling', 'Scaling: images, windows, width'],
] as const
type Task = (typeof TASKS)[number][0]

/** Which backend should I use in this browser? */
export function BenchmarkView() {
  const builds = benchmarkBuilds()
  const chosen = useSignal<readonly string[]>(builds.map(({ id }) => id))
  const tasks = useSignal<readonly Task[]>(['map', 'forward'])
  const thorough = useSignal(false)
  const running = benchmarkRunning.value
  const start = () => {
    const seconds = thorough.value ? 60 : 10
    void startBenchmark({ builds: chosen.value, tasks: tasks.value, quick: !thorough.value, seconds })
  }
  return (
    <>
      <h1>Which backend should I use in this browser?</h1>
      <p>
        Each backend runs in a fresh worker. First its scores are compared with a float64 reference, and only
        if they agree is it timed, in rounds that alternate between all of them. Slow ones do less, and the
        table says how much.
      </p>
      <Choices legend="What" options={TASKS.map(([id, name]) => ({ id, name }))} chosen={tasks} />
      <Choices legend="Backends" options={builds} chosen={chosen} />
      <label class="choice">
        <input
          type="checkbox"
          checked={thorough.value}
          onChange={({ currentTarget }) => {
            thorough.value = currentTarget.checked
          }}
        />
        Every size, and larger networks: some minutes instead of half of one, networks for photographs much
        longer
      </label>
      <div class="buttons">
        <button
          type="button"
          class="primary"
          disabled={running || chosen.value.length === 0 || tasks.value.length === 0}
          onClick={start}
        >
          Measure
        </button>
        <button type="button" disabled={!running} onClick={cancelBenchmark}>
          Cancel
        </button>
        <ResultButtons />
      </div>
      <Progress />
      {benchmarkError.value && <Failure error={benchmarkError.value} />}
      <Results />
    </>
  )
}

/** Boxes to tick. */
function Choices<Id extends string>({
  legend,
  options,
  chosen,
}: {
  readonly legend: string
  readonly options: readonly { readonly id: Id; readonly name: string }[]
  readonly chosen: { value: readonly Id[] }
}) {
  return (
    <fieldset class="choices">
      <legend>{legend}</legend>
      {options.map(({ id, name }) => (
        <label key={id} class="choice">
          <input
            type="checkbox"
            checked={chosen.value.includes(id)}
            onChange={({ currentTarget }) => {
              const others = chosen.value.filter((other) => other !== id)
              chosen.value = currentTarget.checked ? [...others, id] : others
            }}
          />
          {name}
        </label>
      ))}
    </fieldset>
  )
}

/** What to do with a result. */
function ResultButtons() {
  const copied = useSignal(false)
  const result = benchmarkResult.value
  const copy = async () => {
    await navigator.clipboard.writeText(benchmarkMarkdown(result!))
    copied.value = true
    setTimeout(() => (copied.value = false), 1500)
  }
  const save = () => saveFile('benchmark.json', `${JSON.stringify(result, null, 1)}\n`, 'application/json')
  return (
    <>
      <button type="button" disabled={!result} onClick={() => void copy().catch(() => {})}>
        {copied.value ? 'Copied' : 'Copy as Markdown'}
      </button>
      <button type="button" disabled={!result} onClick={save}>
        Save JSON
      </button>
    </>
  )
}

function Progress() {
  const progress = benchmarkProgress.value
  return (
    <p class="muted" role="status">
      {benchmarkRunning.value
        ? progress
          ? `${progress.stage}: ${progress.done} of ${progress.total} ${progress.unit}`
          : 'Starting…'
        : ''}
    </p>
  )
}

/** Recommendation, tables, and the machine. */
function Results() {
  const result = benchmarkResult.value
  if (!result || result.workloads.length === 0) return null
  return (
    <>
      <section aria-label="Recommendation" data-testid="recommendation">
        {recommendation(result).map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
        {!result.complete && !benchmarkRunning.value && <p>The benchmark was interrupted.</p>}
      </section>
      {result.workloads.map((workload) => (
        <WorkloadTable key={workload.id} workload={workload} baseline={result.baseline} />
      ))}
      <p class="muted">{machineSentences(result).join(' ')}</p>
    </>
  )
}
