import { InputError } from '../../errors.js'
import type { ModelSettingsInput } from '../../network/model-settings.js'
import type { ReadArtifacts, ReadModel } from '../model.js'
import { readModelJson } from '../read-model-json.js'
import { isTeachableMachine } from './is-teachable-machine.js'
import { labelsBeside } from './labels.js'
import { outputCount } from './output-count.js'
import { teachableMachineIn, teachableMachineKeras } from './teachable-machine.js'

type ReadBeside = (path: string, largest?: number) => Promise<Uint8Array | undefined>

/** What files beside a model tell of it. */
export interface ToldBeside {
  readonly told: ModelSettingsInput
  readonly notes: readonly string[]
  /** What wrote it, where that is known by now. */
  readonly by?: string
}

const NOTHING: ToldBeside = { told: {}, notes: [] }

/** A small document; what is larger is another's. */
const LARGEST = 2 ** 24

/**
 * What Teachable Machine's metadata.json or a file of names beside a model tell. They are someone else's files, found by their names:
 * what makes no sense there is said, and does not keep the model from being read.
 */
export async function toldBeside(
  read: ReadModel | ReadArtifacts,
  readBeside: ReadBeside,
): Promise<ToldBeside> {
  if (read.told.classNames) return NOTHING
  const exported = 'artifacts' in read ? teachableMachineIn(await documentBeside(readBeside)) : undefined
  if (exported) return { ...exported, by: 'Teachable Machine' }
  return labelled(read, readBeside).catch((error: unknown) => {
    if (!(error instanceof InputError && error.code === 'CLASS_NAMES')) throw error
    return { told: {}, notes: [`${error.message.replace(/^CLASS_NAMES: /, '')}; its names are not used`] }
  })
}

async function documentBeside(readBeside: ReadBeside): Promise<unknown> {
  const bytes = await readBeside('metadata.json', LARGEST)
  try {
    return bytes && readModelJson(bytes, 'metadata.json')
  } catch {
    // Anyone's metadata, and none of ours.
    return undefined
  }
}

async function labelled(read: ReadModel | ReadArtifacts, readBeside: ReadBeside): Promise<ToldBeside> {
  const topology = 'artifacts' in read ? read.artifacts.modelTopology : undefined
  const found = await labelsBeside(readBeside)
  if (!found) {
    const looks = topology && isTeachableMachine(topology)
    return looks
      ? {
          told: {},
          notes: [
            'looks like a model of Teachable Machine, which gives pixels as −1 … 1: --scale 2 --mean 1 does',
          ],
        }
      : NOTHING
  }
  const { file, names, numbered } = found
  const outputs = outputCount(read)
  const classes = outputs === 1 ? 2 : outputs
  if (classes !== names.length) {
    return {
      told: {},
      notes: [
        `${file} has ${names.length} names, the model ${classes ?? 'an unknown number of'} outputs: they are not used`,
      ],
    }
  }
  const exported = topology && numbered ? teachableMachineKeras(topology, names) : undefined
  const note = `classes are called as ${file} beside it says`
  if (exported) return { ...exported, notes: [note, ...exported.notes], by: 'Teachable Machine' }
  return { told: { classNames: [...names] }, notes: [note] }
}
