import { batch, computed, effect, signal } from '@preact/signals'
import { type FoundAdapter, type OutputReader, outputReader } from '@umbra/core'
import { isDigits } from './digits.js'
import { fetchDraft } from './model/draft-files.js'
import type { OptionFields, OptionTexts } from './options/option-field.js'
import { type Refusal, refusalOf } from './options/refusal.js'
import { shapesModel } from './site-models.js'
import { blank, computing, image, network, occlusion } from './state.js'
import { isAbort } from './studio-error.js'
import type { Computing, ExplainedDrawing, ModelChoice, OpenedModel, OwnChoice } from './worker/protocol.js'
import { WorkerClient } from './worker/worker-client.js'

/** Milliseconds without a new map after which the drawing counts as at rest. */
const REST = 150

/** A model the page has in hand, in place of the reference model. */
export interface OwnModel {
  readonly name: string
  /** What a command calls it. */
  readonly path: string
  readonly choice: OwnChoice
}

/** The map on show, with the image it explains. */
export interface ShownMap extends ExplainedDrawing {
  readonly image: Uint8Array
  /** As it was asked for. */
  readonly options: OptionTexts
  /** Whether by the reference model's rounded weights. */
  readonly rounded: boolean
}

export const fields = signal<OptionFields | undefined>(undefined)
export const model = signal<OpenedModel | undefined>(undefined)
export const ownModel = signal<OwnModel | undefined>(undefined)
/** Changes with every movement of the pen: whatever renders it must be cheap. There is none of an empty pad. */
export const shown = signal<ShownMap | undefined>(undefined)
/** The map on show once the pen rests, for all that need not follow every movement. */
export const settled = signal<ShownMap | undefined>(undefined)
/** Reads classes and probabilities off the outputs of the map on show; one object for one model. */
export const reader = computed((): OutputReader | undefined => {
  const head = shown.value?.head
  return head && outputReader(head, shown.value!.base.length)
})
/** The class explained. */
export const target = computed(() => shown.value?.target)
export const mapError = signal<Error | undefined>(undefined)
/** The option that the last error is about, while the map before it is still on show. */
export const refusal = computed((): Refusal | undefined =>
  refusalOf(mapError.value, occlusion.value, shown.value),
)
/** Options that make the map on show, or would make one. */
export const optionsOnShow = computed(() => refusal.value?.instead ?? occlusion.value)

/** Whether the network in use takes what the pad draws. */
export const drawsDigits = computed(() => !model.value || isDigits(model.value.inputShape))

/** Whether the weights in use are the reference model's rounded ones. */
const drafted = signal(false)
/** Whether what is on show comes of them; it still does for a moment once all bits are in use. */
export const rounded = computed(() => shown.value?.rounded ?? drafted.value)

/** The worker that has the model in use. */
export const client = new WorkerClient(() => void start())
let opened: ModelChoice | undefined
let computes: Computing = 'auto'
let busy = false
let wanted = false

/** Begins: the model with rounded weights for the first map, then the same with all their bits. */
export async function start(): Promise<void> {
  busy = false
  opened = undefined
  computes = 'auto'
  const own = ownModel.value
  if (own) {
    await take(own.choice)
    return computeAsChosen()
  }
  if (network.value === 'shapes') {
    void describe()
    await startWithShapes()
    return computeAsChosen()
  }
  // The worker starts while the weights are on their way.
  client.start()
  try {
    await take({ draft: await fetchDraft() }, true)
  } catch (error) {
    showError(error)
  }
  void describe()
  if (computing.value !== 'auto') {
    await take('reference')
    return computeAsChosen()
  }
  whenIdle(() => drafted.value && void take('reference'))
}

async function describe(): Promise<void> {
  await client.call('describe', undefined).then((described) => {
    fields.value = described
  }, showError)
}

async function startWithShapes(): Promise<void> {
  try {
    await takeUp(await shapesModel())
  } catch (error) {
    showError(error)
  }
}

/** Opens the model on what was chosen to compute it; where that fails, what computed before does, and the page says so. */
export async function computeAsChosen(): Promise<void> {
  if (!opened) return
  try {
    const on = computing.value
    if (on === computes) return
    model.value = await client.call('compute', on)
    computes = on
    mapError.value = undefined
    request()
  } catch (error) {
    computing.value = computes
    showError(error)
  }
}

/** Which graphics cards there are. */
export function cards(): Promise<readonly FoundAdapter[]> {
  return client.call('cards', undefined)
}

/** In words, which engine is faster for the model on show. */
export function advice(backend: 'webgpu' | 'webgl'): Promise<string> {
  return client.call('advise', backend)
}

/**
 * Uses a model the page has, or the reference model again.
 *
 * @throws what opening it throws; the model before is then still in use
 */
export async function takeUp(own: OwnModel | undefined): Promise<void> {
  const choice = own ? own.choice : 'reference'
  const taken = await client.call('open', choice)
  opened = choice
  batch(() => {
    ownModel.value = own
    model.value = taken
    network.value = own?.path === 'shapes' ? 'shapes' : 'digits'
    drafted.value = false
    mapError.value = undefined
    // The map before is another network's: its classes are not this one's.
    shown.value = undefined
  })
  request()
}

async function take(choice: ModelChoice, isRounded = false): Promise<void> {
  try {
    model.value = await client.call('open', choice)
    opened = choice
    drafted.value = isRounded
    // Where something is explained at once, that says anew whether it is refused.
    if (!isReady()) mapError.value = undefined
    request()
  } catch (error) {
    showError(error)
  }
}

/** Explains whenever the image or an option changes. While one map is being made, only the latest wish is kept. */
export function followDrawing(): void {
  effect(() => {
    void image.value
    void occlusion.value
    request()
  })
  let timer: ReturnType<typeof setTimeout> | undefined
  effect(() => {
    const map = shown.value
    clearTimeout(timer)
    const settle = () => {
      settled.value = map
    }
    if (map && settled.peek()) timer = setTimeout(settle, REST)
    else settle()
  })
}

function request(): void {
  wanted = true
  // Of nothing a network says something too, and it would mean nothing.
  if (blank.peek()) shown.value = undefined
  if (!busy && isReady()) void explainWanted()
}

function isReady(): boolean {
  return opened !== undefined && drawsDigits.peek() && !blank.peek()
}

async function explainWanted(): Promise<void> {
  busy = true
  while (wanted && isReady()) {
    wanted = false
    const [pixels, options] = [image.peek(), occlusion.peek()]
    const input = { image: Float32Array.from(pixels, (value) => value / 255), options }
    const by = drafted.peek()
    try {
      const explained = await client.call('explain', input)
      // The pad may have been emptied meanwhile.
      if (!blank.peek()) shown.value = { ...explained, image: pixels, options, rounded: by }
      mapError.value = undefined
    } catch (error) {
      showError(error)
    }
  }
  busy = false
}

function showError(error: unknown): void {
  if (!isAbort(error)) mapError.value = error instanceof Error ? error : new Error(String(error))
}

function whenIdle(work: () => void): void {
  if ('requestIdleCallback' in globalThis) requestIdleCallback(work, { timeout: 3000 })
  else setTimeout(work, 1000)
}
