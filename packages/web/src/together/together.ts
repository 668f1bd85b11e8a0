import { computed, type ReadonlySignal, signal } from '@preact/signals'
import { type ImageInteractions, interactionScale, limitOf, type Progress } from '@umbra/core'
import { client, drawsDigits, settled } from '../live-map.js'
import type { OptionTexts } from '../options/option-field.js'
import { seen } from '../photo/photo.js'
import { occlusion, photoOcclusion, SIZE } from '../state.js'
import { isAbort } from '../studio-error.js'

/** An image whose patches are compared, and how. */
export interface TogetherSubject {
  /** float32 [H, W, C] in 0 … 1. */
  readonly image: Float32Array
  readonly shape: readonly [number, number, number]
  readonly options: OptionTexts
}

/** What is on show: the digit once the pen rests, or the picture as the network sees it. */
export const subject: ReadonlySignal<TogetherSubject | undefined> = computed(() => {
  if (!drawsDigits.value) return seen.value && { ...seen.value, options: photoOcclusion.value }
  const digit = settled.value
  if (!digit || digit.target === undefined) return undefined
  const image = Float32Array.from(digit.image, (value) => value / 255)
  return { image, shape: [SIZE, SIZE, 1], options: occlusion.value }
})

/** What was found, and of what. */
export const found = signal<
  { readonly of: TogetherSubject; readonly interactions: ImageInteractions } | undefined
>(undefined)
export const running = signal(false)
export const progress = signal<Progress | undefined>(undefined)
export const failure = signal<Error | undefined>(undefined)
/** The patch looked at. */
export const chosen = signal<number | undefined>(undefined)

/** What is known of what is on show. */
export const known = computed(() => (found.value?.of === subject.value ? found.value : undefined))

/** The patch whose partners are seen: the one chosen or, without, the one that loses most alone. */
export const patch = computed(() => {
  const drops = known.value?.interactions.pairs?.drops
  if (!drops) return 0
  const own = chosen.value
  if (own !== undefined && own < drops.length) return own
  return drops.reduce((best, drop, p) => (Math.abs(drop) > Math.abs(drops[best]!) ? p : best), 0)
})

/** Both ends of the scale of all pairs. */
export const limit = computed(() => limitOf(known.value?.interactions.pairs?.interactions ?? []))

/** Its colours: what is redundant is above 0. */
export const scale = computed(() => interactionScale(1, [limit.value]))

let controller = new AbortController()

export function cancel(): void {
  controller.abort()
}

/** Compares every two patches of what is on show; what was under way before is given up. */
export async function compare(): Promise<void> {
  const of = subject.peek()
  if (!of) return
  cancel()
  controller = new AbortController()
  const { signal } = controller
  running.value = true
  progress.value = undefined
  failure.value = undefined
  try {
    const onProgress = (told: Progress) => {
      progress.value = told
    }
    const input = { image: of.image, options: of.options }
    const interactions = await client.call('interactions', input, { signal, onProgress })
    if (!signal.aborted) found.value = { of, interactions }
  } catch (error) {
    if (!isAbort(error) && !signal.aborted) failure.value = error as Error
  } finally {
    if (controller.signal === signal) running.value = false
  }
}
