import { secondsText } from '../../parts/window-times.js'
import { WindowsProgress } from '../../parts/windows-progress.js'
import { agreement, sides } from '../../versus/sides.js'
import { began, cancel, cancelled, compareAgain, making } from '../../versus/versus.js'

/** How far the maps are and how long they will take; that they were cancelled; or how long they took. */
export function VersusProgress() {
  const n = making.value
  const coming = n === undefined ? undefined : sides[n].value?.underWay
  const times = sides.map((side) => side.value?.whole?.milliseconds)
  return (
    <div class="map-progress" role="status">
      <WindowsProgress
        isRunning={() => making.value !== undefined}
        coming={coming}
        began={began.value}
        whose={n === 0 ? 'First network: ' : 'Second network: '}
        cancel={cancel}
      />
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
