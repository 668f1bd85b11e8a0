import { optionFlag, shellLine } from '@umbra/core/notation'
import type { OptionTexts } from './options/option-field.js'
import { type ImageSource, occlusion, source, study, training, trainingImages } from './state.js'

/** The drawing's file, as the page saves it and the command reads it. */
export const DIGIT_FILE = 'digit.png'

/** The command that makes the map on show. */
export function explainCommand(): string {
  return shellLine(['umbra', 'explain', ...subject(source.value), ...flags(occlusion.value)])
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
  if (from.kind === 'sample') return ['--index', String(from.index)]
  return [from.kind === 'file' ? from.name : DIGIT_FILE]
}

function flags(texts: OptionTexts): string[] {
  return Object.entries(texts).flatMap(([key, text]) => [optionFlag(key), text])
}
