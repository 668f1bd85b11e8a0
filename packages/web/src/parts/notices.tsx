import { mapError } from '../live-map.js'
import { openError, openNote } from '../open-files.js'
import { Failure } from './failure.js'

/** What went wrong, and what was opened: above every view, where it is seen. */
export function Notices() {
  const error = openError.value ?? mapError.value
  const note = error ? '' : openNote.value
  return (
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
  )
}

function dismiss(): void {
  openError.value = undefined
  openNote.value = ''
}
