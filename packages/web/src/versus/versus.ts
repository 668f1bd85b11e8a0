import { batch, effect, signal } from '@preact/signals'
import { isDigits } from '../digits.js'
import { UNTOUCHED } from '../drawing/placement.js'
import { client, drawsDigits, model, rounded } from '../live-map.js'
import type { OptionTexts } from '../options/option-field.js'
import { imageKey } from '../photo/image-key.js'
import { picture, placement } from '../photo/photo.js'
import { blank, computing, image, rival, SIZE, versusOcclusion } from '../state.js'
import { isAbort, StudioError } from '../studio-error.js'
import type { OpenedModel } from '../worker/protocol.js'
import type { WorkerClient } from '../worker/worker-client.js'
import { commonGrid } from './common-grid.js'
import { digitFile } from './digit-file.js'
import { letRivalGo, openedRival, ownRival, rivalClient, rivalInUse } from './rival.js'
import {
  agreement,
  type Given,
  grid,
  gridMaps,
  matching,
  rivalModel,
  type SideNumber,
  sides,
} from './sides.js'

/** Which map is being made, and since when on the page's clock. */
export const making = signal<SideNumber | undefined>(undefined)
export const began = signal(0)
export const cancelled = signal(false)
export const versusError = signal<Error | undefined>(undefined)

const clients: readonly [WorkerClient, WorkerClient] = [client, rivalClient]
let controller = new AbortController()
let wish = 0
let done = 0
let busy = false

/** Compares whenever the networks, the picture or an option changes, until told to stop. */
export function followVersus(): () => void {
  const stop = effect(() => {
    for (const part of [model, rounded, rivalInUse, ownRival, computing, versusOcclusion]) void part.value
    void (drawsDigits.value ? image.value : [picture.value, placement.value.fit])
    compareAgain()
  })
  return () => {
    stop()
    controller.abort()
    letRivalGo()
    lastGiven.fill(undefined)
    batch(() => {
      for (const side of sides) side.value = undefined
      rivalModel.value = undefined
    })
  }
}

/** Compares anew; what is under way is left. */
export function compareAgain(): void {
  wish++
  controller.abort()
  cancelled.value = false
  if (!busy) void follow()
}

/** As a person asks for it: what there is stays. */
export function cancel(): void {
  controller.abort()
  making.value = undefined
  cancelled.value = true
}

/** Compares with files of a person's own. @throws what reading them throws; the network before is then still compared with */
export async function openRival(files: readonly File[], name: string): Promise<OpenedModel> {
  const own = { name, path: name, choice: { files } }
  controller.abort()
  const taken = await rivalClient.call('open', own.choice)
  letRivalGo()
  batch(() => {
    ownRival.value = own
    rival.value = 'own'
  })
  return taken
}

async function follow(): Promise<void> {
  busy = true
  while (done !== wish) {
    done = wish
    controller = new AbortController()
    const { signal } = controller
    try {
      versusError.value = undefined
      await compare(signal)
    } catch (error) {
      if (!signal.aborted && !isSuperseded(error)) versusError.value = error as Error
    } finally {
      making.value = undefined
    }
  }
  busy = false
}

/** A network that was exchanged while it worked says so; what follows is compared with the new one. */
function isSuperseded(error: unknown): boolean {
  return isAbort(error) || (error as { code?: unknown }).code === 'POOL_DISPOSED'
}

async function compare(signal: AbortSignal): Promise<void> {
  batch(() => {
    agreement.value = undefined
    if (!isPictured()) for (const side of sides) side.value = undefined
  })
  // Rounded weights are another network.
  if (!model.peek() || rounded.peek() || !isPictured()) return
  const opened = await openedRival()
  signal.throwIfAborted()
  const size = drawsDigits.peek() ? { width: SIZE, height: SIZE } : picture.peek()!
  const { fit } = placement.peek()
  const given = [await givenTo(0, model.peek()!), await givenTo(1, opened)] as const
  signal.throwIfAborted()
  const sizes = given.map(({ shape }) => ({ width: shape[1], height: shape[0] }))
  batch(() => {
    rivalModel.value = opened
    grid.value = commonGrid(size, fit, [sizes[0]!, sizes[1]!])
    for (const n of [0, 1] as const) sides[n].value = { given: given[n] }
  })
  await explain(0, versusOcclusion.peek(), signal)
  await explain(1, askedOfSecond(), signal)
  const [a, b] = gridMaps.map((map) => map.peek()!)
  const { rows, columns } = grid.peek()!
  agreement.value = await rivalClient.call('agree', { maps: [a!, b!], shape: [rows, columns] }, { signal })
}

function isPictured(): boolean {
  return drawsDigits.peek() ? !blank.peek() : picture.peek() !== undefined
}

/** What it was given before, and of what that was made: the same is not made again, so that its scores are kept. */
const lastGiven: ({ readonly of: readonly unknown[]; readonly given: Given } | undefined)[] = [
  undefined,
  undefined,
]

/** The picture as a network takes it: fitted as the command line does; a digit as it is to one of digits. */
async function givenTo(n: SideNumber, { inputShape, sha256, preprocessing }: OpenedModel): Promise<Given> {
  const [digits, { fit }] = [drawsDigits.peek(), placement.peek()]
  const what = digits ? image.peek() : picture.peek()!
  const of = [what, fit, sha256, preprocessing]
  const before = lastGiven[n]
  if (before && of.every((part, i) => part === before.of[i])) return before.given
  const given = await fitted(n, inputShape)
  lastGiven[n] = { of, given }
  return given
}

async function fitted(n: SideNumber, shape: Given['shape']): Promise<Given> {
  const digits = drawsDigits.peek()
  if (digits && isDigits(shape)) {
    const data = Float32Array.from(image.peek(), (value) => value / 255)
    return { image: data, shape, steps: [], exact: true }
  }
  const file = digits ? await digitFile(image.peek()) : picture.peek()!.file
  // The first network's worker has the picture in hand.
  if (n === 1) (await rivalClient.call('openPicture', file)).preview.close()
  return clients[n].call('look', { ...placement.peek(), ...UNTOUCHED })
}

/** The second network's class is the one that is the first's; without such a one, and where each is asked for its own, what it predicts. */
function askedOfSecond(): OptionTexts {
  const { target, score, ...rest } = versusOcclusion.peek()
  const match = matching.peek()!
  const first = sides[0].peek()!.whole!.target
  const other = target === OWN_PREDICTION ? undefined : match.of(first)
  const against = score === undefined ? undefined : /^margin:(\d+)$/.exec(score)?.[1]
  if (against === undefined) {
    return { ...rest, ...(score && { score }), ...(other !== undefined && { target: String(other) }) }
  }
  const place = match.of(Number(against))
  if (place === undefined) {
    const detail = `the margin is against class ${against} of the first network, which the second has not: expected logit, probability, log-probability, or a margin against a class of both`
    throw new StudioError('CLASS_UNMATCHED', detail)
  }
  return { ...rest, score: `margin:${place}`, ...(other !== undefined && { target: String(other) }) }
}

/** The target that leaves each network to what it predicts itself. */
export const OWN_PREDICTION = 'own'

async function explain(n: SideNumber, options: OptionTexts, signal: AbortSignal): Promise<void> {
  const { given } = sides[n].peek()!
  const { target, ...rest } = options
  const asked = target === undefined || target === OWN_PREDICTION ? rest : { ...rest, target }
  batch(() => {
    making.value = n
    began.value = performance.now()
  })
  const whole = await clients[n].call(
    'explain',
    { image: given.image, options: asked, key: imageKey(given.image) },
    {
      signal,
      onPartial: (underWay) => {
        if (!signal.aborted) sides[n].value = { ...sides[n].peek()!, underWay }
      },
    },
  )
  signal.throwIfAborted()
  sides[n].value = { given, whole, asked }
}
