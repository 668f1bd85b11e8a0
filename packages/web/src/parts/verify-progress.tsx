import { verifyJob } from '../verification.js'
import { JobProgress } from './job-progress.js'

/** How far a verification has come, and a way to end it. */
export function VerifyProgress() {
  return (
    <section class="notice verifying" aria-label="Verification">
      <JobProgress job={verifyJob} label="Verifying" />
      <button type="button" class="plain" onClick={() => verifyJob.cancel()}>
        Cancel
      </button>
    </section>
  )
}
