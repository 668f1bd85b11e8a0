import { formatNumber, formatPercent } from '@umbra/core'
import { useEffect } from 'preact/hooks'
import { CopyLine } from '../../parts/copy-line.js'
import { Fact } from '../../parts/fact.js'
import { Failure } from '../../parts/failure.js'
import {
  cancel,
  compare,
  failure,
  known,
  patch,
  progress,
  running,
  subject,
} from '../../together/together.js'
import { PartnersMap } from './partners-map.js'

/**
 * What every two patches do together, in a disclosure of its own: nothing is computed until it is opened, and of a photograph until it is
 * asked for.
 *
 * @param follow - whether what comes to be on show is compared at once, while it is open
 * @param command - the line that makes the map on show
 */
export function TogetherPanel({
  follow,
  command,
}: {
  readonly follow: boolean
  readonly command: () => string | undefined
}) {
  return (
    <details class="together" onToggle={({ currentTarget }) => currentTarget.open && follow && compare()}>
      <summary>What two patches do together</summary>
      <p class="hint">
        Every two patches of a grid are covered together: what the score loses beyond what it loses with each
        alone. Purple: the two are redundant, each can stand for the other. Orange: they are synergistic, each
        needs the other.
      </p>
      <Follower follow={follow} />
      {known.value ? <Partners /> : <Start />}
      <div role="status">{failure.value && <Failure error={failure.value} />}</div>
      {known.value && <Command of={command} />}
    </details>
  )
}

/** Compares anew whenever something else comes to be on show, while the disclosure is open. */
function Follower({ follow }: { readonly follow: boolean }) {
  const now = subject.value
  useEffect(() => {
    const open = document.querySelector('details.together')?.hasAttribute('open')
    if (follow && now && open) void compare()
  }, [now, follow])
  return null
}

function Start() {
  if (!subject.value) return <p class="muted">There is nothing to compare yet.</p>
  if (running.value) {
    const { done = 0, total = 1, detail } = progress.value ?? {}
    const share = (done + (detail?.underWay ?? 0)) / total
    return (
      <p class="buttons">
        <progress aria-label="Patches compared" max={1} value={share} />
        <span class="muted figure">{formatPercent(share, 0)}</span>
        <button type="button" onClick={cancel}>
          Cancel
        </button>
      </p>
    )
  }
  return (
    <button type="button" onClick={() => void compare()}>
      Compare every two patches
    </button>
  )
}

function Partners() {
  const { pairs, players } = known.value!.interactions
  const own = patch.value
  const row = pairs!.interactions[own]!
  const strongest = row.reduce((best, value, p) => (Math.abs(value) > Math.abs(row[best]!) ? p : best), 0)
  const value = row[strongest]!
  return (
    <div class="partners">
      <PartnersMap />
      <dl class="facts" aria-live="polite" data-testid="partners">
        <Fact name="Patch">{placeOf(players[own]!.name)}</Fact>
        <Fact name="Drop with it covered alone">{formatNumber(pairs!.drops[own]!)}</Fact>
        <Fact name="Strongest partner">
          {value === 0
            ? 'none: nothing changes with it'
            : `${placeOf(players[strongest]!.name)}: ${formatNumber(value)}, ${value > 0 ? 'redundant' : 'synergistic'}`}
        </Fact>
      </dl>
    </div>
  )
}

/** `r3 c4` in words. */
function placeOf(name: string): string {
  return name.replace(/^r(\d+) c(\d+)$/, 'row $1, column $2')
}

function Command({ of }: { readonly of: () => string | undefined }) {
  const line = of()
  return line === undefined ? null : (
    <CopyLine what="command for pairs" text={`${line} --interactions pairs`} />
  )
}
