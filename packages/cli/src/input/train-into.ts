import { join } from 'node:path'
import { type Dataset, type ModelArtifacts, modelFiles, version } from '@umbra/core/explain'
import {
  type Checkpoint,
  checkpointFile,
  parseCheckpoint,
  type TrainingConfig,
  trainModel,
} from '@umbra/core/training'
import type { Context } from '../context.js'
import { readIfThere } from '../disk/read-if-there.js'
import type { Documented } from '../output/manifest.js'
import type { OutputFolder } from '../output/output-folder.js'
import { resumeLine } from '../resume-line.js'
import { progressOn } from '../terminal/progress.js'

const CHECKPOINT = 'checkpoint.safetensors'

/** What is to be trained, and how the model it yields will say it was made. */
export interface TrainingJob {
  readonly train: Dataset
  readonly test: Dataset
  readonly config: TrainingConfig
  readonly threads: number | 'auto'
  /** What the weights are saved as. @default 'float32' */
  readonly weights?: 'float32' | 'float16'
  /** Where to go on from. */
  readonly resume: Checkpoint | undefined
  /** Recorded in the model. */
  readonly command: string
}

/**
 * Trains a model into a folder. A checkpoint is kept there after each epoch and on interruption, which says how to go on; a
 * finished model replaces it.
 *
 * @throws InputError CHECKPOINT_MISMATCH; the signal's reason when interrupted
 */
export async function trainInto(folder: OutputFolder, job: TrainingJob, context: Context): Promise<void> {
  const { terminal, signal, commandLine } = context
  const artifacts = await trainModel(job.train, job.test, job.config, {
    threads: job.threads,
    weights: job.weights,
    resume: job.resume,
    command: job.command,
    signal,
    onProgress: progressOn(terminal),
    onCheckpoint: async (checkpoint) => {
      await folder.write([await checkpointFile(checkpoint)])
      if (signal.aborted)
        terminal.warn(
          `The training so far is kept in ${folder.path}. To go on:\n  ${resumeLine(commandLine)}`,
        )
    },
  })
  // The manifest last: a folder that has one is whole.
  await folder.write(modelFiles(artifacts).toReversed(), documentedBy(artifacts))
  await folder.remove([CHECKPOINT])
}

/** What the manifest beside a model says of how it was made. */
function documentedBy({ userDefinedMetadata }: ModelArtifacts): Documented {
  const { command, config, data, engine, versions } = userDefinedMetadata!.umbra!
  const provenance = { umbra: version, command, data, engine, versions, created: new Date().toISOString() }
  return { config, provenance }
}

/**
 * The checkpoint that an interrupted training left in a folder, if it is to be gone on with: a note says where there is none,
 * for to go on from nothing is to start. Where it is not to be gone on with, a note says that it could be.
 *
 * @throws InputError CHECKPOINT_FORMAT
 */
export async function findCheckpoint(
  folder: string,
  resume: boolean,
  { terminal }: Context,
): Promise<Checkpoint | undefined> {
  const bytes = await readIfThere(join(folder, CHECKPOINT))
  if (!bytes) {
    if (resume) terminal.note(`No checkpoint is kept in ${folder}: the training starts from the beginning`)
    return undefined
  }
  if (resume) {
    const checkpoint = await parseCheckpoint(bytes)
    terminal.note(`Going on with the training after step ${checkpoint.step}`)
    return checkpoint
  }
  terminal.note(
    'An earlier training was interrupted; --resume would go on with it. Starting from the beginning',
  )
  return undefined
}
