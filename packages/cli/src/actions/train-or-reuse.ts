import type { Dataset } from '@umbra/core/explain'
import type { Checkpoint, TrainingConfig } from '@umbra/core/training'
import type { Context } from '../context.js'
import { readData } from '../input/data.js'
import { cachedModelFolder, trainingDataSha256 } from '../input/model-cache.js'
import { hasModel, type OpenedModel, openModel } from '../input/open-model.js'
import { toldOn } from '../input/picture-options.js'
import { findCheckpoint, trainInto } from '../input/train-into.js'
import { requireWhole } from '../output/documented-files.js'
import { OutputFolder } from '../output/output-folder.js'

export interface TrainOrReuse {
  readonly data: string
  readonly test: Dataset
  readonly config: TrainingConfig
  readonly threads: number | 'auto'
  /** Go on with an interrupted training, if there is one. */
  readonly resume: boolean
}

/**
 * The digit CNN of a configuration and data: trained once, kept in a folder named after both, and used again as long
 * as neither changes.
 */
export async function trainOrReuse(job: TrainOrReuse, context: Context): Promise<OpenedModel> {
  const { terminal } = context
  const path = cachedModelFolder(job.config, await trainingDataSha256(job.data))
  const kept = await openKept(path, context)
  if (kept) {
    terminal.note(`Using the model already trained with this configuration: ${path}`)
    return kept
  }
  const folder = await OutputFolder.prepare(path)
  try {
    const resume = await usableCheckpoint(path, job.resume, context)
    const train = await readData(job.data, 'train', toldOn(terminal))
    terminal.note(`Training the digit CNN for ${job.config.epochs} epochs; it is kept in ${path}`)
    const { epochs, seed } = job.config
    const command = `umbra train --epochs ${epochs} --seed ${seed} --data ${job.data}`
    await trainInto(folder, { ...job, train, resume, command }, context)
  } finally {
    await folder.release()
  }
  return openModel(path)
}

/** A kept model that has been damaged since is no reason to stop: it can be trained again. */
async function openKept(path: string, { terminal }: Context): Promise<OpenedModel | undefined> {
  if (!(await hasModel(path))) return undefined
  try {
    if (await requireWhole(path)) return await openModel(path)
    terminal.note(
      `The model kept in ${path} has no manifest that it could be checked against; training it again`,
    )
  } catch (error) {
    if (!isInputError(error)) throw error
    terminal.note(`The model kept in ${path} cannot be used (${error.message}); training it again`)
  }
  return undefined
}

/** Nor is a checkpoint that has been damaged. */
async function usableCheckpoint(
  path: string,
  resume: boolean,
  context: Context,
): Promise<Checkpoint | undefined> {
  try {
    return await findCheckpoint(path, resume, context)
  } catch (error) {
    if (!isInputError(error)) throw error
    context.terminal.note(
      `The training kept in ${path} cannot be gone on with (${error.message}); starting it again`,
    )
    return undefined
  }
}

/** Core's or the command line's own. */
function isInputError(error: unknown): error is Error {
  return error instanceof Error && error.name === 'InputError'
}
