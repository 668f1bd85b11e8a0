import { useSignal, useSignalEffect } from '@preact/signals'
import { windowsLeft } from './window-times.js'

interface Props {
  /** Reads a signal. */
  isRunning(): boolean
  /** How many windows are scored, once one is. */
  readonly coming: Parameters<typeof windowsLeft>[0] | undefined
  readonly began: number
  /** Whose map it is, where there are several. */
  readonly whose?: string
  cancel(): void
}

/** How far a map is and how long it will take, with a button that ends it. */
export function WindowsProgress({ isRunning, coming, began, whose = '', cancel }: Props) {
  const slow = useSignal(false)
  // What is over at once need not be announced.
  useSignalEffect(() => {
    slow.value = false
    if (!isRunning()) return
    const timer = setTimeout(() => {
      slow.value = true
    }, 150)
    return () => clearTimeout(timer)
  })
  if (!isRunning() || !slow.value) return null
  return (
    <>
      <progress aria-label="Windows scored" max={coming?.ofWindows ?? 1} value={coming?.windows ?? 0} />
      <span class="muted figure">
        {whose}
        {coming ? windowsLeft(coming, began) : whose ? 'starting…' : 'Starting…'}
      </span>
      <button type="button" onClick={cancel}>
        Cancel
      </button>
    </>
  )
}
