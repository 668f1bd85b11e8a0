import { Option } from 'commander'
import { readThreads } from './read-value.js'

/** Options that several commands share, in their words. */

export function dataOption(): Option {
  return new Option(
    '--data <mnist|DIR>',
    'MNIST, or a folder with IDX files of MNIST’s names, gzipped or not',
  ).default('mnist', 'mnist')
}

export function modelOption(): Option {
  return new Option(
    '--model <reference|PATH>',
    'the model this project trained, or a saved tfjs LayersModel (default: reference)',
  )
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
