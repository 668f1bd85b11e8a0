import type { Fit } from '@umbra/core/explain'
import { readOption } from '@umbra/core/notation'
import { modelSettingsSchema } from '@umbra/core/options'
import { Option } from 'commander'
import { readThreads } from './read-value.js'
import { schemaOptions } from './schema-options.js'

/** Options that several commands share, in their words. */

export function dataOption(): Option {
  return new Option(
    '--data <mnist|PATH>',
    'MNIST; a folder of IDX files of MNIST’s names, of images.npy and labels.npy, or of one folder of pictures per class; or an NPZ archive',
  ).default('mnist', 'mnist')
}

function modelOption(): Option {
  return new Option(
    '--model <reference|shapes|PATH>',
    'a model this project trained, of digits (replicate-1: from another seed) or of coloured shapes, or a model’s file or folder as it is: tfjs, Keras, ONNX and more (default: reference)',
  )
}

/** How the model's images are prepared and what its classes are called, where its files do not say. */
export function modelSettingsOptions(): Option[] {
  return schemaOptions(modelSettingsSchema, {
    scale: 'NUMBER',
    mean: 'NUMBER[,…]',
    std: 'NUMBER[,…]',
    channelOrder: 'rgb|bgr',
    classNames: 'imagenet|NAME,…|FILE',
    head: 'softmax|sigmoid|scores',
    output: 'NAME',
    inputSize: 'H,W',
  })
}

/** What is looked at: a model, data or pictures, and how either fits the other. */
export function subjectOptions(): Option[] {
  return [modelOption(), dataOption(), ...pictureOptions(), ...modelSettingsOptions()]
}

/** How pictures become images of the model's size. */
export function pictureOptions(): Option[] {
  return [
    new Option('--invert', 'swap dark and light in pictures'),
    new Option('--centre', 'crop, scale and centre pictures of digits as MNIST’s are, as the studio does'),
    new Option(
      '--fit <how>',
      'pictures of other proportions: all of it with a margin, its middle, or stretched',
    )
      .choices(['contain', 'cover', 'stretch'])
      .default('contain', 'contain'),
    new Option('--background <black|white|LEVEL>', 'behind clear pixels and in margins')
      .default(0, 'black')
      .argParser((text) => readOption('background', text)),
  ]
}

/** What `pictureOptions` give. */
export interface PictureChoices {
  readonly invert?: boolean
  readonly centre?: boolean
  readonly fit: Fit
  readonly background: number
}

export function threadsOption(): Option {
  return new Option('--threads <auto|N>', 'threads; auto is one per core, and no result depends on them')
    .default('auto', 'auto')
    .argParser(readThreads)
}

export function engineOption(): Option {
  return new Option('--engine <name>', 'incremental is the fast one, batched runs any model, auto decides')
    .choices(['auto', 'incremental', 'batched'])
    .default('auto', 'auto')
}

export function outOption(): Option {
  return new Option(
    '--out <DIR>',
    'where results are written (default: umbra-out/, by the name of the configuration)',
  )
}

/** Where units are handed out, and what goes with that. */
export interface QueueChoices {
  readonly queue?: string
  readonly shared?: string
}

export function queueOptions(): Option[] {
  return [
    new Option(
      '--queue <URL>',
      'have units computed by umbra work on any machines: redis://host, or rediss:// over TLS',
    ),
    new Option(
      '--shared <DIR>',
      'hand models and images over in this folder, which all machines see, instead of through the queue',
    ),
  ]
}
