import { computed, signal } from '@preact/signals'
import { drawsDigits, model, type OwnModel, ownModel } from '../live-map.js'
import { referenceModel, replicateModel, shapesModel } from '../site-models.js'
import { computing, type Rival, rival } from '../state.js'
import type { OpenedModel } from '../worker/protocol.js'
import { WorkerClient } from '../worker/worker-client.js'

/** The second network, opened beside the first in a worker of its own. */
export interface OpenedRival extends OpenedModel {
  readonly own: OwnModel
}

/** A network that a person opened to compare with. */
export const ownRival = signal<OwnModel | undefined>(undefined)

/** Which network the one in use is compared with: as chosen or, without a choice, the first that is offered. */
export const rivalInUse = computed((): Rival => {
  const chosen = rival.value
  if (chosen && (chosen !== 'own' || ownRival.value)) return chosen
  return drawsDigits.value ? 'replicate' : 'untrained'
})

/** What is offered besides one's own: not the network in use itself. */
export const offeredRivals = computed((): readonly Exclude<Rival, 'own'>[] => {
  const own = ownModel.value
  const first = own === undefined ? 'digits' : own.path
  return (['replicate', 'untrained', 'digits', 'shapes'] as const).filter((name) => name !== first)
})

/** The worker that has the second network; it ends with the view. */
export const rivalClient = new WorkerClient(() => {
  opened = undefined
})

/** What is open there, and what it was opened for. */
let opened: { readonly for: readonly unknown[]; readonly as: OpenedRival } | undefined

/** Opens the second network, unless it is open. @throws what reading it throws; then none is open */
export async function openedRival(): Promise<OpenedRival> {
  const kind = rivalInUse.peek()
  const of = kind === 'own' ? ownRival.peek() : kind === 'untrained' ? model.peek()?.sha256 : undefined
  const wanted = [kind, of, computing.peek()]
  if (opened && wanted.every((part, i) => part === opened!.for[i])) return opened.as
  opened = undefined
  const own = await networkOf(kind)
  let taken = await rivalClient.call('open', own.choice)
  if (computing.peek() !== 'auto') taken = await rivalClient.call('compute', computing.peek())
  // Its file has no names, and its classes are the first network's.
  const classNames = kind === 'untrained' ? model.peek()?.classNames : taken.classNames
  const as = { ...taken, classNames, own }
  opened = { for: wanted, as }
  return as
}

/** Lets the second network go: its memory is worth more than the moment it takes to open it again. */
export function letRivalGo(): void {
  opened = undefined
  rivalClient.terminate()
}

async function networkOf(kind: Rival): Promise<OwnModel> {
  if (kind === 'own') return ownRival.peek()!
  if (kind === 'replicate') return replicateModel()
  if (kind === 'shapes') return shapesModel()
  return kind === 'digits' ? referenceModel() : untrainedModel()
}

/** The network in use with its weights drawn anew, as a file that can be saved. */
async function untrainedModel(): Promise<OwnModel> {
  const { onnx, head } = await rivalClient.call('untrained', ownModel.peek()?.choice ?? 'reference')
  const files = [new File([onnx], 'untrained.onnx')]
  return { name: 'Itself, untrained', path: 'untrained.onnx', choice: { files, settings: { head } } }
}
