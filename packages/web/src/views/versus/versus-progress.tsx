import { useSignal, useSignalEffect } from '@preact/signals'
import { secondsText, windowsLeft } from '../../parts/window-times.js'
import { agreement, sides } from '../../versus/sides.js'
import { began, cancel, cancelled, compareAgain, making } from '../../versus/versus.js'

/** How far the maps are and how long they will take; that they were cancelled; or how long they took. */
export function VersusProgress() {
  const slow = useSignal(false)
  // What is over at once need not be announced.
  useSignalEffect(() => {
    slow.value = false
    if (making.value === undefined) return
    const timer = setTimeout(() => {
      slow.value = true
    }, 150)
    return () => clearTimeout(timer)
  })
  const n = making.value
  const coming = n === undefined ? undefined : sides[n].value?.underWay
  const times = sides.map((side) => side.value?.whole?.milliseconds)
  return (
    <div class="map-progress" role="status">
      {n !== undefined && slow.value && (
        <>
          <progress aria-label="Windows scored" max={coming?.ofWindows ?? 1} value={coming?.windows ?? 0} />
          <span class="muted figure">
            {n === 0 ? 'First network' : 'Second network'}:{' '}
            {coming ? windowsLeft(coming, began.value) : 'starting…'}
          </span>
          <button type="button" onClick={cancel}>
            Cancel
          </button>
        </>
      )}
      {cancelled.value && n === undefined && (
        <>
          <span class="muted">Cancelled: what is shown is not whole.</span>
          <button type="button" onClick={compareAgain}>
            Compare
          </button>
        </>
      )}
      {n === undefined && !cancelled.value && agreement.value && (
        <span class="muted figure" data-testid="versus-done">
          First map in {secondsText(times[0]!)}, second in {secondsText(times[1]!)}
        </span>
      )}
    </div>
  )
}
