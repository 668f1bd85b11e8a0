import { batch, computed, effect, signal } from '@preact/signals'
import { type Fit, outputReader } from '@umbra/core'
import { type Placement, UNTOUCHED } from '../drawing/placement.js'
import { client, drawsDigits, model, ownModel, takeUp } from '../live-map.js'
import type { OptionTexts } from '../options/option-field.js'
import { refusalOf } from '../options/refusal.js'
import { photoOcclusion } from '../state.js'
import { isAbort } from '../studio-error.js'
import type { ExplainedDrawing, MapUnderWay, OpenedPicture, SeenPicture } from '../worker/protocol.js'
import { imageKey } from './image-key.js'

/** Milliseconds of rest after which a map is made of what is seen. */
const REST = 250

/** A photograph's map with the picture it explains. */
export interface ExplainedPhoto extends ExplainedDrawing {
  readonly seen: SeenPicture
  /** As it was asked for. */
  readonly options: OptionTexts
}

/** The pictures in hand, and which of them is looked at. */
export const pictures = signal<readonly File[]>([])
export const picture = signal<(OpenedPicture & { readonly name: string; readonly file: File }) | undefined>(
  undefined,
)
export const placement = signal<Placement>({ fit: 'cover', ...UNTOUCHED })
/** What the network sees, and its scores: at once, with every change. */
export const seen = signal<SeenPicture | undefined>(undefined)
/** The map while it is made, and when it began on the page's clock; then the whole of it. */
export const underWay = signal<(MapUnderWay & { readonly of: SeenPicture }) | undefined>(undefined)
export const explained = signal<ExplainedPhoto | undefined>(undefined)
export const running = signal(false)
export const began = signal(0)
export const cancelled = signal(false)
export const photoError = signal<Error | undefined>(undefined)
/** The option that the last error is about, while the map before it is still on show. */
export const photoRefusal = computed(() => refusalOf(photoError.value, photoOcclusion.value, explained.value))

/** Reads what the network says off its outputs. */
export const reader = computed(() => seen.value && outputReader(seen.value.head, seen.value.base.length))

/** What a class is called. */
export function classText(k: number): string {
  return model.value?.classNames?.[k] ?? String(k)
}

/** Takes pictures up, and looks at the first. @throws what decoding it throws; the picture before is then still on show */
export async function showPictures(files: readonly File[]): Promise<void> {
  await showPicture(files[0]!)
  pictures.value = files
}

/** How many pictures were asked for: a later one overtakes an earlier one. */
let asked = 0

/** Shows a picture that the page brings, unless a person has brought one meanwhile. */
export async function showFirst(fetched: () => Promise<File>): Promise<void> {
  if (asked > 0) return
  const file = await fetched()
  if (asked === 0) await showPicture(file)
}

export async function showPicture(file: File): Promise<void> {
  const own = ++asked
  stop()
  const opened = await client.call('openPicture', file)
  if (own !== asked) return opened.preview.close()
  batch(() => {
    picture.value?.preview.close()
    picture.value = { ...opened, name: file.name, file }
    placement.value = { fit: placement.peek().fit, ...UNTOUCHED }
  })
}

/** Opens the model in use anew, with its images prepared otherwise. @throws what opening it throws */
export async function prepareOtherwise(settings: OptionTexts): Promise<void> {
  const own = ownModel.peek()
  if (!own || !('files' in own.choice)) return
  stop()
  await takeUp({ ...own, choice: { ...own.choice, settings } })
}

/** How pictures of other proportions become the network's, as the command line calls it. */
export function fitAs(fit: Fit): void {
  placement.value = { fit, ...UNTOUCHED }
}

let controller = new AbortController()
let wish = 0
let resting: ReturnType<typeof setTimeout> | undefined
let looking = false

/** Ends the map under way. */
export function stop(): void {
  clearTimeout(resting)
  controller.abort()
  running.value = false
}

/** As a person asks for it: the scores stay, and the map as far as it has come. */
export function cancel(): void {
  stop()
  cancelled.value = true
}

/** Makes the map that was cancelled after all. */
export function explainNow(): void {
  const now = seen.peek()
  if (now) void explain(now)
}

/** Looks whenever the picture, its place or the model changes, and explains when they rest. */
export function followPhoto(): () => void {
  const looks = effect(() => {
    void placement.value
    if (!picture.value || !model.value || drawsDigits.value) return
    wish++
    if (!looking) void look()
  })
  const options = effect(() => {
    void photoOcclusion.value
    const now = seen.peek()
    if (now) void explain(now)
  })
  return () => {
    looks()
    options()
    stop()
  }
}

/** While one look is under way only the latest wish is kept. */
async function look(): Promise<void> {
  looking = true
  let done = 0
  try {
    while (done !== wish) {
      done = wish
      stop()
      const now = await client.call('look', placement.peek())
      photoError.value = undefined
      seen.value = now
    }
    const now = seen.peek()
    if (now) resting = setTimeout(() => void explain(now), explained.peek() ? REST : 0)
  } catch (error) {
    showError(error)
  } finally {
    looking = false
    if (done !== wish) void look()
  }
}

async function explain(of: SeenPicture): Promise<void> {
  stop()
  controller = new AbortController()
  const { signal } = controller
  batch(() => {
    running.value = true
    cancelled.value = false
    began.value = performance.now()
    photoError.value = undefined
  })
  try {
    const options = photoOcclusion.peek()
    const input = { image: of.image, options, key: imageKey(of) }
    const onPartial = (partial: MapUnderWay) => {
      if (!signal.aborted) underWay.value = { ...partial, of }
    }
    const made = await client.call('explain', input, { signal, onPartial })
    if (signal.aborted) return
    batch(() => {
      explained.value = { ...made, seen: of, options }
      underWay.value = undefined
    })
  } catch (error) {
    if (!signal.aborted) showError(error)
  } finally {
    if (controller.signal === signal) running.value = false
  }
}

function showError(error: unknown): void {
  if (!isAbort(error)) photoError.value = error instanceof Error ? error : new Error(String(error))
}
