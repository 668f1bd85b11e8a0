import { secondsText } from '../../parts/window-times.js'
import { WindowsProgress } from '../../parts/windows-progress.js'
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
  const coming = underWay.value
  return (
    <div class="map-progress" role="status">
      <WindowsProgress isRunning={() => running.value} coming={coming} began={began.value} cancel={cancel} />
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
