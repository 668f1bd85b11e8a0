import type { Signal } from '@preact/signals'

/** Handlers of an element on which something is pointed at: it is no longer, once the mouse or the keyboard has left. */
export function lettingGo<T>(pointed: Signal<T | undefined>) {
  const letGo = () => {
    pointed.value = undefined
  }
  return {
    onPointerLeave: ({ pointerType, currentTarget }: PointerEvent) => {
      if (pointerType === 'mouse' && document.activeElement !== currentTarget) letGo()
    },
    onBlur: letGo,
  }
}
