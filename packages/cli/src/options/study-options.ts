import { studyConfigSchema, trainingConfigSchema } from '@umbra/core/options'
import type { Shard } from '@umbra/core/study'
import { type Command, Option } from 'commander'
import { readRegions } from './read-regions.js'
import { schemaOptions } from './schema-options.js'
import {
  dataOption,
  engineOption,
  modelSettingsOptions,
  outOption,
  type PictureChoices,
  pictureOptions,
  type QueueChoices,
  queueOptions,
  threadsOption,
} from './shared-options.js'

/** What a command that runs a study takes: the study's own choices, model, data, engine and where results go. */
export interface StudyCommandOptions extends PictureChoices, QueueChoices, Record<string, unknown> {
  readonly model: string
  readonly data: string
  readonly engine: 'auto' | 'incremental' | 'batched'
  readonly threads: number | 'auto'
  readonly out?: string
  readonly resume?: boolean
  /** The part of the images to map; all where there is none. */
  readonly shard?: Shard
}

/** Adds the options of a study. @param classes - how they may be given; @param resume - what `--resume` goes on with */
export function addStudyOptions(
  command: Command,
  { classes, resume }: { readonly classes: string; readonly resume: string },
): void {
  const fields = schemaOptions(studyConfigSchema, {
    classes,
    images: 'N|all',
    selection: 'correct|all',
    window: 'H,W',
    stride: 'Y,X',
    baseline: 'VALUE',
    score: 'NAME',
    normalisation: 'raw|ink',
    regions: ['N|R,C|FILE', readRegions],
    seed: 'N',
    controls: 'N',
    permutations: 'N',
    confidence: 'LEVEL',
  })
  const training = schemaOptions(trainingConfigSchema, { epochs: 'N' })
  command
    .addOption(
      new Option(
        '--model <train|reference|PATH>',
        'train the digit CNN (once: it is kept and used again), the model that came with Umbra, or a model’s file of any format, or its folder',
      ).default('train', 'train'),
    )
    .addOption(dataOption())
  const preparing = [...pictureOptions(), ...modelSettingsOptions()]
  for (const option of [...fields, ...training, ...preparing]) command.addOption(option)
  command
    .addOption(engineOption())
    .addOption(threadsOption())
    .addOption(outOption())
    .option('--resume', resume)
  for (const option of queueOptions()) command.addOption(option)
}
