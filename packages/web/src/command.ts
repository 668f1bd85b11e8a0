import { optionFlag, shellLine } from '@umbra/core/notation'
import type { OptionTexts } from './options/option-field.js'
import { type ImageSource, source, study, training, trainingImages } from './state.js'

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

/** The command that does the study on show. @param model - what the command line calls it */
export function studyCommand(model: string): string {
  return shellLine(['umbra', 'study', '--model', model, ...flags(study.value)])
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
