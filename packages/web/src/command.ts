import { optionFlag, shellLine } from '@umbra/core/notation'
import { comparedOptions, gridTexts } from './compare/compared-options.js'
import type { OwnModel } from './live-map.js'
import type { OptionTexts } from './options/option-field.js'
import { comparison, type ImageSource, preparing, source, training, trainingImages } from './state.js'

/** The drawing, and the image as the network sees it, as the page saves them and a command reads them. */
export const DRAWING_FILE = 'drawing.png'
export const DIGIT_FILE = 'digit.png'

/**
 * The command that makes the map on show.
 *
 * @param options - of that map
 * @param model - what the command line calls it, if it is not the reference model
 */
export function explainCommand(options: OptionTexts, model?: string): string {
  const own = model === undefined ? [] : ['--model', model]
  return shellLine(['umbra', 'explain', ...subject(source.value), ...own, ...flags(options)])
}

/** What a command reads regions and choices from, where the page saves them. */
export const REGIONS_FILE = 'regions.json'
export const GRID_FILE = 'grid.json'
/** Longest masks of regions that stand in the command itself: systems and terminals bound a line. */
const LONGEST = 12_000

/**
 * The command that makes the comparison chosen.
 *
 * @param own - the model, where it is not the reference model
 * @param data - what the command line calls the data, where they are not MNIST
 */
export function comparisonCommand(own: OwnModel | undefined, data: string | undefined): string {
  const { regions, ...options } = comparedOptions.value
  const settings = own && 'files' in own.choice ? (own.choice.settings ?? {}) : {}
  const { invert, centre, ...pictures } = data === undefined ? {} : preparing.value
  return shellLine([
    ...['umbra', comparison.value === 'robustness' ? 'robustness' : 'study'],
    ...['--model', own ? named(own.path) : 'reference', ...flags(settings)],
    ...(data === undefined ? [] : ['--data', named(data), ...flags(pictures)]),
    ...(invert ? ['--invert'] : []),
    ...(centre ? ['--centre'] : []),
    ...(comparison.value === 'pairs' ? ['--classes', 'all'] : []),
    ...flags(options),
    ...(regions === undefined ? [] : ['--regions', regions.length > LONGEST ? REGIONS_FILE : regions]),
    ...(Object.keys(gridTexts.value).length > 0 ? ['--grid', GRID_FILE] : []),
  ])
}

/** The command that trains the model; it has no option for fewer images. */
export function trainCommand(): string | undefined {
  if (trainingImages.value !== 60_000) return undefined
  return shellLine(['umbra', 'train', '--out', 'my-model', ...flags(training.value)])
}

function subject(from: ImageSource): string[] {
  if (from.kind === 'sample' || from.kind === 'example') return ['--index', String(from.index)]
  if (from.kind === 'drawing') return [DRAWING_FILE, '--centre']
  if (from.kind !== 'file' || !from.options) return [DIGIT_FILE]
  return [named(from.name), ...from.options]
}

/** A file whose name is no option. */
export function named(name: string): string {
  return name.startsWith('-') ? `./${name}` : name
}

/** Options as a command has them. */
export function flags(texts: OptionTexts): string[] {
  return Object.entries(texts).flatMap(([key, text]) => [optionFlag(key), text])
}
