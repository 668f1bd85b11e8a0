import type { Job } from '../job.js'
import type { OperationName } from '../worker/protocol.js'
import { Failure } from './failure.js'

interface Props<Name extends OperationName> {
  readonly job: Job<Name>
  readonly label: string
}

/** A job's stage, bar, rate and time left, its error, and that it was cancelled. */
export function JobProgress<Name extends OperationName>({ job, label }: Props<Name>) {
  const progress = job.progress.value
  const error = job.error.value
  return (
    <div class="job">
      {job.running.value && (
        <>
          <progress
            aria-label={label}
            max={progress?.total ?? 1}
            value={progress && progress.done + (progress.detail?.underWay ?? 0)}
          />
          <p class="muted figure">{progress ? describe(job) : 'Starting…'}</p>
        </>
      )}
      <div role="status">
        {job.cancelled.value && !job.running.value && <p class="muted">Cancelled.</p>}
        {error && <Failure error={error} />}
      </div>
    </div>
  )
}

function describe<Name extends OperationName>(job: Job<Name>): string {
  const { stage, done, total, unit } = job.progress.value!
  const seconds = (performance.now() - job.stageStarted.value) / 1000
  const parts = [`${stage}: ${done.toLocaleString('en')} of ${total.toLocaleString('en')} ${unit}`]
  const at = done + (job.progress.value!.detail?.underWay ?? 0)
  if (at > 0 && seconds > 0.5) {
    const rate = at / seconds
    parts.push(`${rate >= 10 ? Math.round(rate).toLocaleString('en') : rate.toFixed(1)}/s`)
    if (done < total) parts.push(`${timeText((total - at) / rate)} left`)
  }
  return parts.join(' · ')
}

function timeText(seconds: number): string {
  return seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`
}
