import { useSignal, useSignalEffect } from '@preact/signals'
import { secondsText, windowsLeft } from '../../parts/window-times.js'
import {
  began,
  cancel,
  cancelled,
  explained,
  explainNow,
  running,
  seen,
  underWay,
} from '../../photo/photo.js'

/** How far the map is and how long it will take; that it was cancelled; or how long it took. */
export function MapProgress() {
  const slow = useSignal(false)
  // What is over at once need not be announced.
  useSignalEffect(() => {
    slow.value = false
    if (!running.value) return
    const timer = setTimeout(() => {
      slow.value = true
    }, 150)
    return () => clearTimeout(timer)
  })
  const coming = underWay.value
  return (
    <div class="map-progress" role="status">
      {running.value && slow.value && (
        <>
          <progress aria-label="Windows scored" max={coming?.ofWindows ?? 1} value={coming?.windows ?? 0} />
          <span class="muted figure">{coming ? windowsLeft(coming, began.value) : 'Starting…'}</span>
          <button type="button" onClick={cancel}>
            Cancel
          </button>
        </>
      )}
      {cancelled.value && !running.value && (
        <>
          <span class="muted">
            Cancelled{coming ? `: the map is of ${coming.windows} of ${coming.ofWindows} windows` : ''}.
          </span>
          <button type="button" onClick={explainNow}>
            Explain
          </button>
        </>
      )}
      {!running.value && !cancelled.value && explained.value?.seen === seen.value && (
        <span class="muted figure" data-testid="map-done">
          {explained.value!.positions[0] * explained.value!.positions[1]} windows of{' '}
          {explained.value!.window.join('×')} pixels, {explained.value!.stride.join('×')} apart, in{' '}
          {secondsText(explained.value!.milliseconds)}
        </span>
      )}
    </div>
  )
}
