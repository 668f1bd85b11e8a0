import { effect } from '@preact/signals'
import { useLayoutEffect } from 'preact/hooks'

/** Runs an effect with each change of a signal it reads, at once: `useSignalEffect` would wait until the next frame is drawn. */
export function useSignalLayoutEffect(run: () => void): void {
  useLayoutEffect(() => effect(run), [])
}
