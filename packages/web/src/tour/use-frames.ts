import { type Signal, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'

/** Milliseconds a frame stays, and how many frames the last one stays as long as. */
const FRAME = 90
const HELD = 14

/** Frames of a moving picture, over and over. */
export interface Frames {
  readonly at: Signal<number>
  readonly isPlaying: Signal<boolean>
}

/**
 * Plays frames 0 … count − 1. Where a person wants little motion the picture stands still at the frame that tells most, until they
 * ask for it.
 *
 * @param key - changes with the picture, which then begins anew
 */
export function useFrames(key: number, count: number, telling: number): Frames {
  const at = useSignal(0)
  const isPlaying = useSignal(false)
  useEffect(() => {
    const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches
    at.value = isStill ? telling : 0
    isPlaying.value = !isStill
  }, [key, count])
  useEffect(() => {
    if (!isPlaying.value) return
    const timer = setInterval(() => {
      at.value = (at.peek() + 1) % (count + HELD)
    }, FRAME)
    return () => clearInterval(timer)
  }, [isPlaying.value, key, count])
  return { at, isPlaying }
}
