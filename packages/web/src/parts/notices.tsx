import { lazy, Suspense } from 'preact/compat'
import { drawsDigits, mapError, refusal } from '../live-map.js'
import { openError, openNote } from '../open-files.js'
import { view } from '../state.js'
import { verifyJob } from '../verification.js'
import { Failure } from './failure.js'

const VerifyProgress = lazy(async () => (await import('./verify-progress.js')).VerifyProgress)

/** Options that have a field beside the map, which says itself that it is refused. */
const WITH_FIELD: readonly (string | undefined)[] = ['window', 'stride', 'baseline', 'score']

/** What went wrong, and what was opened: above every view, where it is seen. */
export function Notices() {
  const isTold = view.value === 'draw' && drawsDigits.value && WITH_FIELD.includes(refusal.value?.key)
  const error = openError.value ?? (isTold ? undefined : mapError.value)
  const note = error ? '' : openNote.value
  return (
    <>
      <div class="notices" role="status" aria-live="polite">
        {(error || note) && (
          <div class="notice" data-kind={error ? 'failure' : undefined}>
            {error ? <Failure error={error} /> : <p>{note}</p>}
            {(openError.value || note) && (
              <button type="button" class="plain" onClick={dismiss}>
                Dismiss
              </button>
            )}
          </div>
        )}
      </div>
      {verifyJob.running.value && (
        <Suspense fallback={null}>
          <VerifyProgress />
        </Suspense>
      )}
    </>
  )
}

function dismiss(): void {
  openError.value = undefined
  openNote.value = ''
}
