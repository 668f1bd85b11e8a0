import { useSignal } from '@preact/signals'
import { formatNumber } from '@umbra/core'
import { markdownOf, median, ORACLE, type Timing } from '../../benchmark/benchmark.js'
import { benchmarkJob, runBenchmark, timing, timings } from '../../benchmark-on-show.js'
import { Failure } from '../../parts/failure.js'
import { ScrollRegion } from '../../parts/scroll-region.js'

/** The same map by every backend this browser has. */
export function BenchmarkView() {
  const slow = useSignal(false)
  const copied = useSignal(false)
  const error = useSignal<Error | undefined>(undefined)
  const running = timing.value !== undefined
  const start = () => {
    error.value = undefined
    runBenchmark(slow.value).catch((cause) => {
      error.value = cause
      timing.value = undefined
    })
  }
  const copy = async () => {
    await navigator.clipboard.writeText(markdownOf(timings.value, machine()))
    copied.value = true
    setTimeout(() => (copied.value = false), 1500)
  }
  return (
    <>
      <h1>How fast is one map, by every backend of this browser?</h1>
      <p>
        One image, window 4×4, stride 1: 625 covered copies. Each backend runs in a fresh worker and is timed
        only if its map agrees with that of {ORACLE}, pixel by pixel.
      </p>
      <p>
        <label>
          <input
            type="checkbox"
            checked={slow.value}
            onChange={({ currentTarget }) => {
              slow.value = currentTarget.checked
            }}
          />{' '}
          Include the plain cpu backend, which takes some ten seconds
        </label>
      </p>
      <div class="buttons">
        <button type="button" class="primary" disabled={running} onClick={start}>
          Measure
        </button>
        <button type="button" disabled={!running} onClick={() => benchmarkJob.cancel()}>
          Cancel
        </button>
        <button
          type="button"
          disabled={timings.value.length === 0}
          onClick={() => void copy().catch(() => {})}
        >
          {copied.value ? 'Copied' : 'Copy as Markdown'}
        </button>
      </div>
      <p class="muted" role="status">
        {running ? `Measuring ${timing.value}…` : machine()}
      </p>
      {error.value && <Failure error={error.value} />}
      {timings.value.length > 0 && <TimingTable timings={timings.value} />}
    </>
  )
}

function TimingTable({ timings }: { readonly timings: readonly Timing[] }) {
  const medians = timings.map(({ milliseconds }) => median(milliseconds))
  const oracle = medians[timings.findIndex(({ name }) => name === ORACLE)] ?? Number.NaN
  const slowest = Math.max(...medians.filter(Number.isFinite))
  return (
    <ScrollRegion label="Table of times">
      <table data-testid="timings">
        <caption>
          <span>
            Milliseconds for one map, median of repeated runs, and how many times as fast that is as {ORACLE}.
            Bars are on a linear scale.
          </span>
        </caption>
        <thead>
          <tr>
            <th scope="col">backend</th>
            <th scope="col">ms</th>
            <th scope="col">times as fast</th>
            <th scope="col" class="bars">
              time
            </th>
            <th scope="col">largest error</th>
            <th scope="col" class="text">
              what ran
            </th>
          </tr>
        </thead>
        <tbody>
          {timings.map(({ name, detail, error, failure }, i) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {failure ? (
                <td class="text muted" colSpan={5}>
                  not run: {failure}
                </td>
              ) : (
                <>
                  <td>{formatNumber(medians[i]!)}</td>
                  <td>{formatNumber(oracle / medians[i]!, 2)}</td>
                  <td>
                    <span class="bar" aria-hidden="true">
                      <span class="fill" style={{ width: `${(100 * medians[i]!) / slowest}%` }} />
                    </span>
                  </td>
                  <td>{formatNumber(error!, 2)}</td>
                  <td class="text muted">{detail}</td>
                </>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  )
}

function machine(): string {
  const isolation = crossOriginIsolated ? 'cross-origin isolated' : 'not cross-origin isolated'
  return `${navigator.hardwareConcurrency} logical cores, ${isolation}.`
}
