import { useSignal } from '@preact/signals'
import { type ComponentChildren, toChildArray } from 'preact'
import { useEffect } from 'preact/hooks'
import { afterPaint } from '../../parts/after-paint.js'

/** Parts shown one after another, each once the one before has been painted: laid out all at once, they would stall the page. */
export function InTurns({ children }: { readonly children: ComponentChildren }) {
  const parts = toChildArray(children)
  const turns = useSignal(1)
  const left = parts.length - turns.value
  useEffect(() => {
    if (left <= 0) return
    return afterPaint(() => {
      turns.value++
    })
  }, [turns, left])
  return <>{parts.slice(0, turns.value)}</>
}
