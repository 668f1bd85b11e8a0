import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'

/** What is shown once what stands around it has been painted: laid out at once with it, the page would stall. */
export function AfterPaint({ children }: { readonly children: ComponentChildren }) {
  const painted = useSignal(false)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const frame = requestAnimationFrame(() => {
      timer = setTimeout(() => {
        painted.value = true
      })
    })
    return () => {
      cancelAnimationFrame(frame)
      clearTimeout(timer)
    }
  }, [painted])
  return <>{painted.value && children}</>
}
