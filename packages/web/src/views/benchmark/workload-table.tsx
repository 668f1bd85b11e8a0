import {
  baselineOf,
  benchmarkTable,
  formatNumber,
  formatPercent,
  type Measurement,
  type WorkloadResult,
} from '@umbra/core'
import { ScrollRegion } from '../../parts/scroll-region.js'

interface Props {
  readonly workload: WorkloadResult
  readonly baseline: string
}

/** One workload: whether each backend was right comes first, then how fast it was. */
export function WorkloadTable({ workload, baseline }: Props) {
  const { title, unit, measurements } = workload
  const base = baselineOf(workload, baseline)
  const slowest = Math.max(...measurements.map(({ summary }) => summary?.median ?? 0))
  return (
    <ScrollRegion label={title}>
      <table data-testid={workload.id}>
        <caption>
          <span>
            {title}. Median milliseconds a {unit} and their 95% interval
            {base ? `; times as fast as ${base.backend.name}` : ''}. Bars are on a linear scale.
          </span>
        </caption>
        <thead>
          <tr>
            <th scope="col">backend</th>
            <th scope="col">right?</th>
            <th scope="col">ms</th>
            <th scope="col">interval</th>
            <th scope="col">times as fast</th>
            <th scope="col" class="bars">
              time
            </th>
            <th scope="col">of peak</th>
            <th scope="col" class="text">
              what ran
            </th>
          </tr>
        </thead>
        <tbody>
          {measurements.map((measurement) => (
            <Row
              key={measurement.backend.id}
              measurement={measurement}
              slowest={slowest}
              isBase={measurement === base}
            />
          ))}
        </tbody>
      </table>
      {benchmarkTable(workload, { baseline })
        .notes.filter((note) => note.startsWith('≈'))
        .map((note) => (
          <p key={note} class="muted">
            {note}
          </p>
        ))}
    </ScrollRegion>
  )
}

function Row({
  measurement: { backend, outcome, reason, error, summary, work, detail },
  slowest,
  isBase,
}: {
  readonly measurement: Measurement
  readonly slowest: number
  readonly isBase: boolean
}) {
  const name = <th scope="row">{`${backend.name}${work?.extrapolated ? ' ≈' : ''}`}</th>
  if (!summary) {
    const word = { wrong: 'wrong', missing: 'not here', failed: 'failed', timed: '' }[outcome]
    return (
      <tr>
        {name}
        <td>{word}</td>
        <td class="text muted" colSpan={6}>
          {reason}
        </td>
      </tr>
    )
  }
  const { median, interval, ratio, shareOfPeak } = summary
  return (
    <tr>
      {name}
      <td title="largest difference from the float64 reference, as a share of its largest value">
        {`right to ${(error ?? 0).toExponential(0)}`}
      </td>
      <td>{formatNumber(median)}</td>
      <td>{interval.map((limit) => formatNumber(limit)).join(' to ')}</td>
      <td>{isBase ? '1' : ratio ? formatNumber(ratio.median) : ''}</td>
      <td>
        <span class="bar" aria-hidden="true">
          <span class="fill" style={{ width: `${(100 * median) / slowest}%` }} />
        </span>
      </td>
      <td>{shareOfPeak === undefined ? '' : formatPercent(shareOfPeak, 0)}</td>
      <td class="text muted">{detail}</td>
    </tr>
  )
}
